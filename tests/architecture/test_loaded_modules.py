"""Which modules a command loads: seen in a running program, as each of them is a part of its start."""

from __future__ import annotations

import subprocess
import sys

import pytest
from architecture.package_source import ROOT
from architecture.test_imports import FOREIGN_FOR

LIGHT = """
import contextlib, io, sys
from openai_sql_shell.cli.main import main
sys.argv[0] = "openai-sql"
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
print(*sorted(sys.modules))
"""
SLOW_TO_LOAD = {
    "asyncio",
    "dataclasses",
    "email",
    "hashlib",
    "http",
    "inspect",
    "msgspec",
    "pathlib",
    "pkgutil",
    "socket",
    "ssl",
    "tempfile",
    "typing",
}
"""Of Python's own, each with others behind it; msgspec is not, and has most of these. What only the type checker needs of `typing` is
imported behind ``TYPE_CHECKING = False``, as that takes half as long to load as Python itself."""


def loaded_by(*arguments):
    """The full names of all modules that a command loads."""
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, *arguments],
        cwd=ROOT,
        env={"PATH": "", "HOME": "/nowhere", "PYTHONPATH": str(ROOT), "OPENAI_API_KEY": "sk-test"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stdout.split())


def modules_of(*arguments):
    return {name for name in loaded_by(*arguments) if "." not in name}


@pytest.mark.parametrize(
    ("arguments", "most", "all_of_them"),
    [
        (["--version"], 9, 80),
        (["--help"], 18, 100),
        (["-c", "SHOW SERVICES IN openai"], 70, 160),
        (["-c", "DESCRIBE openai.files.files"], 72, 160),
        (["-c", "SELECT 1"], 99, 190),
        (["-c", "CREATE TABLE t AS SELECT 1 AS a; SELECT sum(a) FROM t"], 103, 190),
    ],
)
def test_a_command_that_asks_nobody_starts_light(arguments, most, all_of_them):
    """A module costs a third of a millisecond; a bare Python starts in twelve of these."""
    loaded = loaded_by(*arguments)
    assert loaded & SLOW_TO_LOAD == set()
    assert len([name for name in loaded if name.partition(".")[0] == "openai_sql_shell"]) <= most
    assert len(loaded) <= all_of_them + 2 * (sys.version_info >= (3, 14))  # whose own modules are more


def test_the_version_loads_nothing_foreign():
    loaded = modules_of("--version")
    assert loaded & set(FOREIGN_FOR) == set()
    assert "openai_sql_shell" in loaded


@pytest.mark.parametrize("sql", ["SELECT 1", "SHOW SERVICES", "SELECT id FROM openai.batch.batches LIMIT 1"])
def test_what_does_not_touch_the_ledger_loads_none(sql):
    assert "sqlite3" not in modules_of("--no-init", "--sandbox", "-c", sql)
    created = "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a')"
    assert "sqlite3" in modules_of("--no-init", "--sandbox", "-c", created)


def test_prices_are_loaded_by_who_asks_for_one():
    asked = (
        "SELECT max({}) FROM openai.batch.batches b JOIN openai.batch.batch_results r ON r.batch_id = b.id"
    )
    assert "genai_prices" not in modules_of("--no-init", "--sandbox", "-c", asked.format("r.model"))
    assert "genai_prices" in modules_of("--no-init", "--sandbox", "-c", asked.format("r.cost_usd"))


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["-c", "SELECT 1"],
        ["--no-init", "--sandbox", "-c", "SELECT id FROM openai.batch.batches LIMIT 1"],
    ],
    ids=lambda words: words[-1],
)
def test_spans_are_loaded_by_who_has_configured_them(words):
    """A program that is to make spans has loaded OpenTelemetry beforehand."""
    makers = ("opentelemetry", "openai_sql_shell.telemetry", "openai_sql_shell.session.traced")
    assert [name for name in loaded_by(*words) if name.startswith(makers)] == []


def test_a_question_to_the_catalog_stays_light():
    loaded = modules_of("-c", "SHOW SERVICES IN openai")
    assert loaded & {"prompt_toolkit", "rich", "requests", "pygments", "yaml", "asyncio", "sqlparse"} == set()


SERVICES_LOADED = """
import contextlib, io, sys
{run}
print(*sorted(n.rpartition(".")[2] for n in sys.modules if n.startswith("openai_sql_shell.catalog.services.")))
"""
MAIN = """
from openai_sql_shell.cli.main import main
sys.argv = ["openai-sql", *{arguments!r}]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
"""
COMPLETE = """
from openai_sql_shell.shell.completion.snapshot import Snapshot
from openai_sql_shell.shell.completion.text import TextCompleter
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer
assert list(TextCompleter(IncrementalTokenizer()).candidates({text!r}, len({text!r}), Snapshot()))
"""
SEEN = """
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.shell.history.seen_ids import resource_of
assert resource_of(Catalog().resource("models", "models").column("id"), Catalog()) == "openai.models.models"
assert resource_of(Catalog().resource("models", "models").hidden[0], Catalog()) == ""
"""
HIGHLIGHT = """
from openai_sql_shell.shell.editor.highlighting import LineHighlighter
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer
assert list(LineHighlighter(IncrementalTokenizer()).pieces({text!r}))
"""


def command(*arguments):
    return MAIN.format(arguments=["--no-init", "--sandbox", *arguments])


@pytest.mark.parametrize(
    ("run", "loaded"),
    [
        (command("--version"), ""),
        (command("-c", "SELECT 1"), ""),
        (command("-c", "SHOW SERVICES IN openai"), ""),
        (command("-c", "SHOW RESOURCES IN openai.vector_stores"), ""),
        (command("-c", "USE openai.batches"), ""),
        (command("-c", "SHOW METHODS IN openai.models.models"), "models"),
        (command("-c", "SELECT id FROM openai.batch.batches LIMIT 1"), "batch"),
        (command("-c", "SELECT id FROM openai.batches.batches LIMIT 1"), "batch"),
        (command("-c", "EXPLAIN SELECT id FROM models"), "models"),
        (
            command(
                "-c",
                "SELECT f.id FROM openai.batch.batches b JOIN openai.files.files f ON f.id = b.input_file_id LIMIT 1",
            ),
            "batch files fine_tuning",  # the sandbox has files of both
        ),
        (command("-c", "SELECT * FROM openai.batch.batchs"), "batch"),
        ("from openai_sql_shell.shell.greeting import greeting; greeting(None, 80)", ""),
        (COMPLETE.format(text="SELECT * FROM openai."), ""),
        (COMPLETE.format(text="SELECT * FROM openai.vector_stores."), ""),
        (COMPLETE.format(text="SELECT id FROM models WHERE o"), "models"),
        (HIGHLIGHT.format(text="SELECT filter, key FROM openai.batch.batches WHERE name = 1"), ""),
        (SEEN, "models"),
        ("from openai_sql_shell.render.links import address; address('batch_1')", ""),
    ],
)
def test_declarations_are_imported_for_what_needs_them(run, loaded, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SERVICES_LOADED.format(run=run)],
        cwd=ROOT,
        env={"PATH": "", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.strip() == loaded
