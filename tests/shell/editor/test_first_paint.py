"""The prompt before the editor: at once, once, and with the terminal given back as it was."""

import io
import os
from contextlib import closing, suppress

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.shell.editor.first_paint import BEGIN, ERASE, LINE_START, FirstPaint

termios = pytest.importorskip("termios", reason="needs a system with terminal modes")


@pytest.fixture
def keyboard():
    """The side of a terminal that a program reads from."""
    outer, inner = os.openpty()
    with os.fdopen(inner, "r+b", buffering=0) as file:
        yield io.TextIOWrapper(file)
    os.close(outer)


@pytest.fixture
def terminal(console_on_screen, keyboard):
    return replace(console_on_screen, stdin=keyboard)


def mode(stream):
    return termios.tcgetattr(stream.fileno())[3]


def test_keys_are_seen_and_wait_until_the_editor_takes_over(terminal, keyboard):
    before = mode(keyboard)
    with closing(FirstPaint(terminal)) as paint:
        paint.show("work", "A notice.")
        assert not mode(keyboard) & (termios.ICANON | termios.ISIG)
        assert mode(keyboard) & termios.ECHO
        assert mode(keyboard) & termios.ECHOCTL  # no key moves the cursor
        paint.release_terminal()
        assert mode(keyboard) == before
    assert terminal.stderr.getvalue() == "A notice.\n"
    assert terminal.stdout.getvalue() == f"{BEGIN}[work] openai> {LINE_START}"


def test_no_key_is_seen_between_the_old_prompt_and_what_is_said_above_the_new_one(terminal, keyboard):
    seen = {}

    class Told(io.StringIO):
        def write(self, text):
            seen[text] = bool(mode(keyboard) & termios.ECHO)
            return super().write(text)

    told = replace(terminal, stdout=Told(), stderr=Told())
    with closing(FirstPaint(told)) as paint:
        paint.show("work", None)
        assert mode(keyboard) & termios.ECHO
        paint.show("work", "A notice.")
        assert mode(keyboard) & termios.ECHO
        paint.release_terminal()
    assert seen[ERASE] is False
    assert seen["A notice.\n"] is False
    assert seen[f"{BEGIN}[work] openai> "] is False


def test_where_the_editor_never_came_the_prompt_is_taken_off_the_screen(terminal, keyboard):
    before = mode(keyboard)
    with suppress(KeyError), closing(FirstPaint(terminal)) as paint:
        paint.show("work", None)
        raise KeyError
    assert mode(keyboard) == before
    assert terminal.stdout.getvalue() == f"{BEGIN}[work] openai> {ERASE}"


@pytest.mark.parametrize(("profile", "term"), [("work", "dumb"), ("a\x1b[2Jb", "xterm")])
def test_nothing_is_painted_that_cannot_be_painted_over(terminal, profile, term):
    with closing(FirstPaint(replace(terminal, environ={"TERM": term}))) as paint:
        paint.show(profile, "A notice.")
        paint.release_terminal()
    assert terminal.stdout.getvalue() == ""
    assert terminal.stderr.getvalue() == "A notice.\n"


def test_without_a_terminal_nothing_is_painted(console_on_screen):
    with closing(FirstPaint(console_on_screen)) as paint:
        paint.show("work", None)
    assert console_on_screen.stdout.getvalue() == ""


def test_what_is_known_later_takes_the_place_of_the_prompt_which_moves_below(terminal, keyboard):
    before = mode(keyboard)
    with closing(FirstPaint(terminal)) as paint:
        paint.show("work", None)
        paint.show("work", "A greeting.")
        paint.release_terminal()
    assert mode(keyboard) == before
    assert terminal.stderr.getvalue() == "A greeting.\n"
    assert terminal.stdout.getvalue() == f"{BEGIN}[work] openai> {ERASE}{BEGIN}[work] openai> {LINE_START}"
