"""The README keeps its promises: its tour is played, and what it names exists."""

from __future__ import annotations

import ast
import builtins
import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from harness import Time
from tour import play, tour_of

from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.catalog.table_functions import READERS
from openai_sql_shell.cli.arguments import help_text
from openai_sql_shell.cli.options import COMMANDS, GUIDES, PROGRAM_ITSELF
from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.config import FORMATS, SETTINGS
from openai_sql_shell.errors import ExitCode
from openai_sql_shell.prices.own_prices import read_prices
from openai_sql_shell.reference.guides import guide_text
from openai_sql_shell.shell.commands.registry import COMMANDS as BACKSLASH
from openai_sql_shell.shell.tour import read_tour
from openai_sql_shell.sql.copy_options import COPY_OPTIONS

A_DAY_WITH_PRICES = 1_795_132_800.0
"""In November 2026: the prices of batches are known."""

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
TEXTS = "\n".join((README, *map(guide_text, GUIDES)))
"""The README and the guides that it points at."""


def marked(name):
    """What stands between two marks."""
    return TEXTS.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_a_program_of_the_readme_stands_alone(code):
    nodes = list(ast.walk(ast.parse(code)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    made = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    made |= {
        (a.asname or a.name).partition(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for a in node.names
    }
    assert {name.id for name in names} - made - set(dir(builtins)) == set()


def test_the_tour_of_the_readme_runs_and_shows_what_it_promises(console):
    later = Time(A_DAY_WITH_PRICES)
    assert play(read_tour(tour_of(README)), console, Signals(), clock=later.clock) == ExitCode.OK, (
        console.stderr.getvalue()
    )
    shown, said = console.stdout.getvalue(), console.stderr.getvalue()
    assert re.search(r"│ +3 │ completed │ +0\.00\d+ │", shown)
    assert "INSERT 3 requests · 1 batch" in said
    assert "1 of 3 failed" in said
    assert re.search(r"│ hello-1 +│ ok ", shown)
    assert re.search(r"│ hello-3 +│ http_error │ +(NULL)? +│ empty_value │", shown)
    assert re.search(r"│ gpt-5-mini[\w-]* │ ok +│ +2 │ +\d+ │ +[\d.e-]+ │", shown)
    assert "cancelling" in shown
    assert re.search(r"│ tour │ completed +│ +7 │", shown)
    assert "filter=failed" in shown
    assert "DELETE 1" in said


def test_the_files_of_the_readme_are_read(console):
    assert play(read_tour(marked("files")), console, Signals(), clock=Time().clock) == ExitCode.OK, (
        console.stderr.getvalue()
    )
    shown = console.stdout.getvalue()
    assert "Say hello in Finnish." in shown
    assert '{"prompt":"Say hello in French."}' in shown
    assert re.search(r"│ fi +│ +1 │", shown)


def test_the_batch_of_the_readme_is_checked(console):
    assert play(read_tour(marked("check")), console, Signals(), clock=Time().clock) == ExitCode.OK
    shown = console.stdout.getvalue()
    assert re.search(r"│ +2 │ q-1 +│ duplicate_custom_id", shown)
    assert re.search(r"│ +3 │ q-3 +│ invalid_json_line", shown)


def test_the_batches_of_the_readme_are_made_and_read(console):
    assert play(read_tour(marked("batches")), console, Signals(), clock=Time().clock) == ExitCode.OK, (
        console.stderr.getvalue()
    )
    shown = console.stdout.getvalue()
    assert re.search(r"│ review-1 +│ ok ", shown)
    assert re.search(r"│ review-3 +│ http_error ", shown)
    assert "INSERT 3 requests · 1 batch" in console.stderr.getvalue()


def test_the_costs_of_the_readme_are_told_before_and_after(console):
    later = Time(A_DAY_WITH_PRICES)
    assert play(read_tour(marked("costs")), console, Signals(), clock=later.clock) == ExitCode.OK, (
        console.stderr.getvalue()
    )
    shown, said = console.stdout.getvalue(), console.stderr.getvalue()
    assert re.search(r"2 requests · 1 part · \$0\.0\d+ to \$0\.0\d+", said)
    assert re.search(r"│ gpt-5-mini[\w-]* │ genai-prices [\d.]+ │ +[\d.e-]+ │ +0 │", shown)


def test_the_prices_of_the_readme_are_read(tmp_path):
    (example,) = re.findall(r"```toml\n(\[\"gpt.*?)```", TEXTS, re.DOTALL)
    (tmp_path / "prices.toml").write_text(example)
    own = read_prices(tmp_path / "prices.toml")
    assert own.rates("gpt-5-mini", date(2026, 11, 1)).cost(10, 10, 0, 1) == 1.125e-06
    assert own.rates("ft:gpt-4.1-mini-2025:acme::b", date(2026, 11, 1)).as_of == "2026-10-01"


def test_what_the_readme_keeps_is_read_again(console):
    assert play(read_tour(marked("keeping")), console, Signals(), clock=Time().clock) == ExitCode.OK, (
        console.stderr.getvalue()
    )
    assert re.search(r"│ ok +│ +\d+ │", console.stdout.getvalue())
    assert re.search(r"COPY \d{3}", console.stderr.getvalue())


@pytest.mark.parametrize("name", COPY_OPTIONS)
def test_every_option_of_copy_is_named(name):
    assert name in guide_text("copy")


def test_the_files_of_the_readme_get_into_a_store_and_what_failed_is_retried(console):
    assert play(read_tour(marked("ingest")), console, Signals(), clock=Time().clock) == ExitCode.OK, (
        console.stderr.getvalue()
    )
    shown, said = console.stdout.getvalue(), console.stderr.getvalue()
    assert "is completed, but 1 of 3 failed" in said
    assert re.search(r"│ menu-server_error.md +│ server_error │", shown)
    assert shown.count('"failed":0,"cancelled":0,"total":1}') == 1


@pytest.mark.parametrize("function", READERS.values(), ids=lambda function: function.name)
def test_every_table_function_and_option_is_named(function):
    assert f"`{function.name}" in TEXTS
    assert [option.name for option in function.options if f"`{option.name}" not in TEXTS] == []


def test_the_first_example_of_the_readme_shows_what_it_prints(openai_sql):
    command, *printed = re.search(r"```console\n\$ openai-sql (--sandbox.*?)```", README, re.DOTALL)[
        1
    ].splitlines()
    done = openai_sql(*shlex.split(command))
    assert done.stdout.decode().splitlines() == printed


def test_the_table_of_exit_codes_is_the_programs():
    assert re.findall(r"^\| (\d+) \|", README, re.MULTILINE) == [str(code.value) for code in ExitCode]


def test_its_first_sentence_counts_the_services():
    assert f"a table: {len(SERVICES) - 1} services" in README.partition("\n\n")[2].partition("`SELECT`")[0]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_named(name):
    assert f"`{name}`" in README or f"{name} unless" in README, (
        "add it to the formats under 'Scripts and pipes' of README.md"
    )


def test_every_option_the_readme_names_exists():
    known = {
        flag
        for command in COMMANDS.values()
        for option in command.options
        for flag in (*option.flags, *option.former)
    }
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXTS))
    assert named - known == {"--from", "--spec", "--schema", "--save", "--with"}, (
        "those of uvx, pipx and jupysql"
    )


def test_every_backslash_command_the_readme_names_exists():
    known = {command.name for command in BACKSLASH} | {"?keys", "?"}
    named = set(re.findall(r"(?<![\w\\])\\([a-zA-Z?]+)", TEXTS))
    assert named - known == set()


def test_every_setting_the_readme_names_exists():
    named = set(re.findall(r"\\set (\w+) ", TEXTS)) - {"name"}
    assert named <= set(SETTINGS)


def test_the_readme_points_at_the_help_that_lists_everything():
    assert "openai-sql --help" in README
    text = help_text(PROGRAM_ITSELF)
    assert all(option.flags[-1] in text for option in PROGRAM_ITSELF.options)
