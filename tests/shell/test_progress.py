"""The line about long work: late, rare, harmless, and gone in the end."""

from dataclasses import replace

import pytest

from openai_sql_shell.shell.progress import ERASE, progress_line


@pytest.fixture
def clock():
    """A clock the test moves."""

    class Clock:
        now = 0.0

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def terminal(console_on_screen, clock):
    return replace(console_on_screen, clock=clock, width=lambda: 20)


def test_short_work_shows_nothing(terminal, session, clock):
    with progress_line(session, terminal):
        session.progress("batch_1 validating")
        clock.now = 0.29
        session.progress("batch_1 in_progress")
    assert terminal.stderr.getvalue() == ""


def test_long_work_shows_a_line_that_is_erased(terminal, session, clock):
    with progress_line(session, terminal):
        clock.now = 0.31
        session.progress("batch_1 1/9")
        clock.now = 0.35
        session.progress("too soon")
        clock.now = 0.5
        session.progress("batch_1 2/9")
    assert terminal.stderr.getvalue() == f"{ERASE}batch_1 1/9{ERASE}batch_1 2/9{ERASE}"
    assert session.progress is None


def test_the_line_is_cut_to_the_terminal_and_made_harmless(terminal, session, clock):
    with progress_line(session, terminal):
        clock.now = 1.0
        session.progress("\x1b[2J" + "x" * 100)
    assert terminal.stderr.getvalue() == f"{ERASE}\\x1b[2Jxxxxxxxxxxxx{ERASE}"


def test_a_pipe_and_a_dumb_terminal_see_nothing(console, terminal, session, clock):
    for somewhere in (console, replace(terminal, environ={"TERM": "dumb"})):
        with progress_line(session, somewhere):
            assert session.progress is None
    assert clock.now == 0.0
