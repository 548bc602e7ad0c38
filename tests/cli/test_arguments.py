from __future__ import annotations

import pytest

from openai_sql_shell.cli.arguments import help_text, parse
from openai_sql_shell.cli.options import COMMANDS, PROGRAM_ITSELF, ScriptSource
from openai_sql_shell.errors import UsageError

OPTIONS = [(command, option) for command in COMMANDS.values() for option in command.options]


@pytest.mark.parametrize(
    ("words", "sources"),
    [
        ([], []),
        (["a.sql"], [ScriptSource("file", "a.sql")]),
        (["-"], [ScriptSource("file", "-")]),
        (["-c", "x", "-f", "b", "--command", "y"], [("command", "x"), ("file", "b"), ("command", "y")]),
        (["a", "-c", "x", "b"], [("command", "x"), ("file", "a"), ("file", "b")]),
        (["-cSELECT 1", "--file=-"], [("command", "SELECT 1"), ("file", "-")]),
        (["-c", "-- a comment"], [("command", "-- a comment")]),
        (["--", "-odd.sql"], [("file", "-odd.sql")]),
        (["--", "replay"], [("file", "replay")]),
        (["./sandbox"], [("file", "./sandbox")]),
    ],
)
def test_what_is_to_run_keeps_its_order_and_files_come_last(words, sources):
    expected = [source if isinstance(source, ScriptSource) else ScriptSource(*source) for source in sources]
    assert parse(words).sources == expected


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (["-o", "json"], "output", "json"),
        (["--output=json"], "output", "json"),
        (["-ojson"], "output", "json"),
        (["-v", "a=1", "--var", "b=2=3"], "var", [("a", 1), ("b", "2=3")]),
        (["--vars", "a.yaml", "--vars", "b.json"], "vars", ["a.yaml", "b.json"]),
        (["--set", "read-timeout=2m", "--set", "null="], "set", [("read_timeout", "2m"), ("null", "")]),
        (["replay", "--set", "retries=0"], "set", [("retries", "0")]),
        (["--max-changes", "10"], "max_changes", 10),
        (["--max-rows", "10"], "max_changes", 10),
        (["-y"], "yes", True),
        ([], "yes", False),
        (["--complete", ""], "complete", ""),
        (["sandbox", "--port", "0"], "port", 0),
        (["replay", "--last", "3"], "last", 3),
        (["--last", "3", "replay"], "last", 3),
        (["--profile", "replay", "replay", "history"], "profile", "replay"),
        (["replay", "history"], "files", "history"),
        (["replay"], "files", None),
        (["replay", "--continue"], "continue", True),
        (["config", "check", "a.toml"], "files", ["check", "a.toml"]),
        (["config", "show", "-ojson"], "output", "json"),
        (["-X"], "no_init", True),
        (["replay", "--include-changes", "-o", "csv"], "include_changes", True),
    ],
)
def test_an_option_becomes_an_attribute(words, name, value):
    assert getattr(parse(words), name) == value


@pytest.mark.parametrize(
    ("words", "command"), [([], ""), (["replay"], "replay"), (["-y", "sandbox.sql"], "")]
)
def test_the_first_plain_word_may_name_a_command(words, command):
    assert parse(words).command.name == command


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["--sandbx"], "--sandbx", "--sandbox"),
        (["--sand"], "--sand", "--sandbox"),
        (["--max-row", "3"], "--max-row", "did you mean --max-changes?"),
        (["replay", "--lst", "3"], "--lst", "--last"),
        (["-o", "xml"], "xml", "--help"),
        (["-o"], "expected one argument", "--help"),
        (["-v", "novalue"], "write NAME=VALUE, not 'novalue'", "--help"),
        (["--set", "retries"], "write NAME=VALUE, not 'retries'", "--help"),
        (["--set", "retires=1"], 'no setting "retires"; did you mean retries', "--help"),
        (["--set", "nothing_like_it=1"], "config show", "--help"),
        (["--set", "retries=many"], 'retries cannot be "many"; write a whole number', "--help"),
        (["--max-changes", "many"], "write a whole number from 1", "--help"),
        (["--max-changes", "0"], "write a whole number from 1", "--help"),
        (["--max-changes"], "argument --max-changes: expected", "--help"),
        (["--allow-path", "/no/such/directory"], "'/no/such/directory' is no directory", "--help"),
        (["sandbox", "--port", "70000"], "from 0 to 65535", "openai-sql sandbox --help"),
        (["sandbox", "file"], '"file" is one word too many', "--help"),
        (["replay", "a", "b"], '"b" is one word too many', "--help"),
        (["replay", "-c", "SELECT 1"], "unknown option -c", "--help"),
    ],
)
def test_wrong_words_are_refused_with_what_to_do(words, message, hint):
    with pytest.raises(UsageError) as refused:
        parse(words)
    assert message in refused.value.message
    assert hint in refused.value.hint


@pytest.mark.parametrize(("command", "option"), OPTIONS, ids=lambda value: getattr(value, "name", None))
def test_every_option_is_in_its_help_text(command, option):
    text = help_text(command)
    assert f"  {option.synopsis}" in text
    assert " ".join(option.help.split()) in " ".join(text.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_text_fits_a_terminal(name):
    assert max(map(len, help_text(COMMANDS[name]).splitlines())) <= 80


def test_the_help_text_names_the_commands():
    text = help_text(PROGRAM_ITSELF)
    assert all(f"openai-sql {name}" in text for name in COMMANDS)
