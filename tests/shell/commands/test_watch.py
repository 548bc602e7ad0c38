r"""``\watch``: what it is told, what ends it, what stands out, and how far jobs have come."""

import sys
from types import SimpleNamespace

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import UsageError
from openai_sql_shell.result import Progress, Result, ResultColumn
from openai_sql_shell.shell.commands.watch_options import WatchOptions, parse_options
from openai_sql_shell.shell.output.comparison import changed_cells, progress_of
from openai_sql_shell.shell.run_input import run_text, submit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", WatchOptions()),
        ("5", WatchOptions(5.0)),
        ("1m", WatchOptions(60.0)),
        ("i=0.5 c=3 m=2", WatchOptions(0.5, 3, 2)),
        ("interval=2s count=1", WatchOptions(2.0, 1)),
        ("until status = 'a' OR id = 'until x'", WatchOptions(condition="status = 'a' OR id = 'until x'")),
        ("i=1 UNTIL n >= 3", WatchOptions(1.0, condition="n >= 3")),
    ],
)
def test_the_words_of_the_command(text, expected):
    assert parse_options(text) == expected


@pytest.mark.parametrize("text", ["soon", "c=0", "c=x", "=5", "m=-1", "5 x=1", "until"])
def test_words_that_mean_nothing_are_refused(text):
    with pytest.raises(UsageError):
        parse_options(text)


def test_a_row_is_known_by_its_id_wherever_it_stands():
    changed = changed_cells(["n", "id"], [(1, "a"), (2, "b")], [(3, "b"), (1, "a")])
    assert (changed((3, "b")), changed((1, "a"))) == ([0], [])


def test_rows_that_cannot_be_told_apart_never_stand_out():
    changed = changed_cells(["n"], [(1,), (1,)], [(1,), (2,)])
    assert changed((1,)) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("b1", '{"total": 4, "completed": 1, "failed": 1}')], Progress("b1", 2, 4)),
        ([("b1", '{"total": 4, "completed": 1}'), ("b2", None)], Progress("2 rows", 1, 4)),
        ([("b1", "no JSON")], None),
        ([("b1", "[1]")], None),
        ([], None),
    ],
)
def test_counts_of_jobs_are_added_up(rows, expected):
    assert progress_of(["id", "file_counts"], rows) == expected


@pytest.fixture
def watched(shell, session):
    """A session whose answer moves on with every look, and which holds conditions by a small table."""
    answers = iter(range(1, 100))
    execute = session.execute

    def moving(text, cancel):
        if "watched" in text:
            return Result((ResultColumn("x"),), iter([(int("WHERE n = 3" in text and "[3]" in text),)]))
        if text == "SELECT moving":
            return Result((ResultColumn("n"),), iter([(next(answers),)]))
        return execute(text, cancel)

    session.execute = moving
    session.settings.notify = "off"
    pauses = []
    shell.console = replace(shell.console, wait=lambda _token, seconds: pauses.append(seconds))
    run_text(shell, "SELECT moving;")
    return SimpleNamespace(pauses=pauses)


@pytest.mark.parametrize(
    ("line", "sentence", "looks"),
    [
        ("\\watch c=2", "it was 2 looks", 2),
        ("\\watch m=2", "fewer than 2 rows are left", 1),
        ("\\watch 7 until n = 3", "after 2 looks the condition holds", 2),
    ],
)
def test_what_ends_it(shell, watched, said, line, sentence, looks):
    assert run_text(shell, line)
    assert said().endswith(f"watching ended: {sentence}\n")
    assert len(watched.pauses) == looks - 1


def test_ctrl_c_ends_the_watching_only(shell, watched, said):
    shell.console = replace(shell.console, wait=lambda token, _: (token.set(), token.check()))
    assert run_text(shell, "\\watch 1\nSELECT 2;")
    assert "watching ended" in said()
    assert watched.pauses == []


def test_ctrl_c_in_the_middle_of_a_look_ends_the_watching_only(shell, session, watched, said):
    def interrupted(_text, cancel):
        cancel.set()
        cancel.check()

    usual, session.execute = session.execute, interrupted
    assert run_text(shell, "\\watch 1")
    session.execute = usual
    assert run_text(shell, "SELECT 2;")
    assert "watching ended\n" in said()
    assert "failed" not in said()
    assert "cancelled" not in said()
    assert watched.pauses == []


def test_a_statement_that_fails_ends_it(shell, watched, said):
    shell.last_statement = "SELECT boom"
    assert run_text(shell, "\\watch 1")
    assert "no such column: boom" in said()
    assert "watching ended: the statement failed" in said()
    assert watched.pauses == []


@pytest.mark.parametrize("output", ["table", "box", "line"])
def test_a_cell_that_changed_is_highlighted_from_the_second_look_on(
    shell, session, watched, console_on_screen, output
):
    shell.console = replace(console_on_screen, environ={"TERM": "xterm"}, wait=shell.console.wait)
    session.settings.output = output
    run_text(shell, "\\watch c=2")
    shown = shell.console.stdout.getvalue()
    assert shown.find("\x1b[1;7m") > len(shown) / 2
    assert watched.pauses == [2.0]


def test_a_bell_rings_on_a_terminal_and_a_command_gets_the_sentence(
    shell, session, watched, console, console_on_screen, tmp_path
):
    session.settings.notify = "bell"
    run_text(shell, "\\watch c=1")
    assert "\a" not in shell.console.stderr.getvalue()
    shell.console = console_on_screen
    run_text(shell, "\\watch c=1")
    assert shell.console.stderr.getvalue().endswith("\a")
    script = "import os, sys; open(sys.argv[1], 'w').write(sys.argv[2] + str('OPENAI_API_KEY' in os.environ))"
    shell.console = replace(console, environ={"OPENAI_API_KEY": "sk-1"})
    (tmp_path / "notify.py").write_text(script)
    session.settings.notify = f"{sys.executable} {tmp_path / 'notify.py'} {tmp_path / 'told'}"
    assert run_text(shell, "\\watch c=1")
    assert (tmp_path / "told").read_text() == "watching ended: it was 1 lookFalse"
    assert watched.pauses == []


def test_a_notification_that_fails_says_what_to_do(shell, session, watched, said):
    session.settings.notify = "/nowhere/at/all"
    assert not run_text(shell, "\\watch c=1")
    assert "the command of \\set notify failed" in said()
    assert watched.pauses == []


@pytest.mark.usefixtures("watched")
def test_what_was_seen_last_can_be_shown_again(shell, rows):
    run_text(shell, "\\watch c=3\n\\last jsonl")
    assert rows().endswith('{"n": 4}\n')


def test_watch_repeats_until_it_is_cancelled(shell, session, said):
    rests = []

    def wait(token, seconds):
        rests.append(seconds)
        if len(rests) == 3:
            token.set()
        token.check()

    shell.console = replace(shell.console, wait=wait)
    submit(shell, "SELECT 1;")
    assert run_text(shell, "\\watch 5")
    assert session.asked == ["SELECT 1"] * 4
    assert rests == [5.0] * 3
    assert "every 5 s · Ctrl-C ends · SELECT 1" in said()
    assert said().endswith("watching ended\n")
    assert "\x1b" not in said()


def test_watch_clears_a_screen(shell, console_on_screen):
    shell.console = replace(console_on_screen, wait=lambda token, _seconds: (token.set(), token.check()))
    submit(shell, "SELECT 1;")
    run_text(shell, "\\watch")
    assert "\x1b[H\x1b[2J" in shell.console.stderr.getvalue()


def test_watch_ends_with_an_error(shell, session):
    submit(shell, "SELECT boom;")
    run_text(shell, "\\watch")
    assert session.asked == ["SELECT boom"] * 2


def test_watch_does_not_repeat_a_change(shell, session, said):
    submit(shell, "DELETE FROM x;")
    assert not run_text(shell, "\\watch c=2")
    assert session.asked == ["DELETE FROM x"]
    assert "only reading is repeated" in said()
