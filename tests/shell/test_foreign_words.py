"""What people of other shells type first is understood, or answered with the right words."""

import pytest

from openai_sql_shell.shell.commands.registry import COMMANDS
from openai_sql_shell.shell.foreign_words import FOREIGN, meaning_of
from openai_sql_shell.shell.run_input import is_ready, submit

MEANT = {
    "show tables": "\\dt",
    "SHOW  TABLES ;": "\\dt",
    "tables": "\\dt",
    ".tables": "\\dt",
    "show databases;": "SHOW SERVICES IN openai;",
    "show schemas": "SHOW SERVICES IN openai;",
    "\\l": "SHOW SERVICES IN openai;",
    "\\l+": "SHOW SERVICES IN openai;",
    "\\dn": "SHOW SERVICES IN openai;",
    ".schema": "\\d",
    ".schema files": "\\d files",
    "show create table files": "\\d files",
    "describe": "\\d",
    "desc": "\\d",
    ".help": "\\?",
    "help": "\\?",
    "?": "\\?",
    "exit": "\\q",
    "Quit;": "\\q",
    "quit()": "\\q",
    ".quit": "\\q",
    ".exit": "\\q",
    "clear": "\\clear",
    "\\connect work": "\\c work",
    "status": "\\conninfo",
    ".read a.sql": "\\i a.sql",
    ".mode csv": "\\set output csv",
    "\\pset null -": "\\set null -",
    "\\du": "",
    ".open x.db": "",
    ".nonsense": "",
}


@pytest.mark.parametrize(("typed", "runs"), MEANT.items())
def test_a_word_of_another_shell_means_something_here_and_enter_runs_it(typed, runs):
    assert is_ready(typed)
    meaning = meaning_of(typed)
    assert meaning.runs == runs
    assert meaning.says or runs in ("\\q", "\\?")


@pytest.mark.parametrize(
    "typed",
    [
        "SELECT 1",
        "SHOW SERVICES IN openai",
        "show columns from files",
        "DESCRIBE files",
        "use openai.batch",
        "\\dt",
        "\\d files",
        "",
        "show",
        "show tables from x where",
        "exit the building",
        "x" * 5000,
    ],
)
def test_our_own_words_are_left_alone(typed):
    assert meaning_of(typed) is None


def test_every_row_of_the_table_has_a_meaning_of_ours():
    names = {f"\\{command.name}" for command in COMMANDS}
    for pattern, meaning in FOREIGN:
        assert meaning.runs or meaning.says, pattern
        assert not meaning.runs.startswith("\\") or meaning.runs.split()[0] in names, pattern
        assert ("{}" in meaning.runs) <= ("(" in pattern), pattern


def test_the_person_learns_the_word_of_ours_and_the_history_keeps_it(shell, rows, said):
    assert submit(shell, "show tables;")
    assert said().startswith("here that is \\dt\n")
    assert "openai.files.files,resource," in rows()
    assert [entry.text for entry in shell.history.read()] == ["\\dt"]


def test_what_cannot_be_here_is_answered(shell, rows, said):
    assert submit(shell, "\\du")
    assert "\\conninfo tells whose key is used" in said()
    assert rows() == ""


def test_a_command_of_ours_comes_before_a_foreign_one_of_its_name(shell, said):
    assert submit(shell, "\\S")
    assert submit(shell, "\\d batches")
    assert "no command" not in said()


def test_conninfo_says_where_and_whose_and_shows_no_key(shell, said):
    assert submit(shell, "\\conninfo")
    assert "https://api.openai.com/v1" in said()
    assert "from OPENAI_API_KEY" in said()
    assert "hunter22" not in said()


@pytest.mark.parametrize(("term", "cleared"), [("xterm", True), ("dumb", False)])
def test_clear_empties_a_screen_that_can_be_emptied(shell, console_on_screen, term, cleared):
    shell.console = console_on_screen
    console_on_screen.environ["TERM"] = term
    submit(shell, "clear")
    assert ("\x1b[2J" in console_on_screen.stdout.getvalue()) is cleared
