"""Who may import whom: read from the source."""

from __future__ import annotations

import ast
import sys

import pytest
from architecture.package_source import (
    PACKAGE,
    PATHS,
    ROOT_MODULE,
    WINGS,
    Arrow,
    arrows,
    cycles,
    nodes,
    wing,
)

VOCABULARY = {"classes", "errors", "result", "cancel", "console", "secrets", "locked_part", "version"}
EVERYBODY = VOCABULARY | {"catalog", "sql", "config"}
"""What every wing that has no shorter list may import."""

WING_MAY_IMPORT = {
    "__init__": {"dbapi", "version"},
    "__main__": {"cli"},
    "cli": EVERYBODY
    | {
        "shell",
        "session",
        "planner",
        "engine",
        "handlers",
        "ledger",
        "lines",
        "prices",
        "api",
        "render",
        "reference",
        "sandbox",
        "opening",
        "lazy",
        "mcp",
    },
    "shell": EVERYBODY
    | {"session", "planner", "engine", "handlers", "ledger", "lines", "api", "render", "reference"},
    "dbapi": EVERYBODY | {"opening", "session", "arrow"},
    "mcp": EVERYBODY | {"opening", "session", "planner", "render", "reference"},
    "sqlalchemy": EVERYBODY | {"dbapi", "opening", "session", "engine", "__init__"},
    "spark": EVERYBODY | {"dbapi", "opening", "lines", "prices", "api", "arrow"},
    "opening": EVERYBODY | {"session", "api", "sandbox"},
    "session": EVERYBODY
    | {
        "planner",
        "engine",
        "handlers",
        "ledger",
        "lines",
        "prices",
        "api",
        "local_files",
        "render",
        "arrow",
        "telemetry",
    },
    "planner": {"catalog", "sql", "result", "errors"},
    "engine": EVERYBODY | {"handlers", "api", "local_files"},
    "local_files": {"catalog", "sql", "result", "errors"},
    "handlers": EVERYBODY | {"ledger", "lines", "prices", "api"},
    "prices": {"catalog", "config", "errors"},
    "ledger": {"catalog", "result", "errors"},
    "arrow": {"result", "errors"},
    "lines": {"arrow", "api", "result", "cancel", "errors", "locked_part"},
    "api": EVERYBODY | {"telemetry"},
    "render": EVERYBODY,
    "reference": {"catalog", "sql", "errors"},
    "sandbox": {"catalog", "lines", "errors"},
    "config": VOCABULARY | {"catalog"},
    "sql": {"errors"},
    "catalog": {"errors"},
    "result": {"catalog", "errors", "cancel", "telemetry"},
    "cancel": {"errors"},
    "console": {"cancel", "errors"},
    "errors": set(),
    "secrets": set(),
    "telemetry": {"errors", "secrets", "version"},
    "classes": set(),
    "locked_part": set(),
    "version": set(),
}
"""cli -> shell | mcp, sqlalchemy, spark -> dbapi -> session -> planner, engine -> handlers -> lines -> api; cli and shell also draw."""

ROOT_FILES = {
    name.removeprefix("shell.")
    for name, path in PATHS.items()
    if path.parent == PACKAGE / "shell" and name not in ("shell", "shell.repl")
}
SHELL_FOLDER_MAY_IMPORT = {
    "completion": {"line_tokens"},
    "output": ROOT_FILES,
    "history": ROOT_FILES | {"output"},
    "browser": ROOT_FILES | {"output"},
    "top": ROOT_FILES | {"output", "browser"},
    "ask": ROOT_FILES | {"output", "history"},
    "commands": ROOT_FILES | {"output", "browser", "top", "history", "completion", "ask"},
    "editor": ROOT_FILES | {"commands", "history", "completion"},
}
"""Of the shell; only the loop knows them all, and nothing of the shell knows the loop."""

FOREIGN_FOR = {
    "prompt_toolkit": {"shell"},
    "pygments": {"shell"},
    "sqlparse": {"shell"},
    "rich": {"render", "shell"},
    "wcwidth": {"render"},
    "plotext": {"render"},
    "requests": {"api"},
    "urllib3": {"api"},
    "apsw": {"engine"},
    "regex": {"engine"},
    "yaml": {"sql", "render"},
    "msgspec": {"api", "lines", "local_files", "render"},
    "pyarrow": {"local_files", "arrow"},
    "genai_prices": {"prices"},
    **{name: {"mcp"} for name in ("mcp", "mcp_types", "anyio", "pydantic", "starlette", "uvicorn")},
    "sqlalchemy": {"sqlalchemy"},
    "opentelemetry": {"telemetry"},
    "pyspark": {"spark"},
}
"""Third-party packages and the only wings that may know them."""

WORKERS = {"spark.reader", "spark.shares", "spark.types", "spark.errors", "spark.keys", "spark.arrival"}
"""What a machine of a cluster loads to read: no session, no engine, no pyspark of ours."""
WORKERS_MAY_IMPORT = VOCABULARY | {"lines", "prices", "api", "arrow", "catalog"}

WITHOUT_INPUT_OR_OUTPUT = {"planner", "catalog", "reference"}
FINDS_ITS_MODULES = ("catalog.services", "os")
"""Which modules the folder has."""
INPUT_OR_OUTPUT = {
    *(
        "asyncio",
        "fileinput",
        "glob",
        "http",
        "io",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "selectors",
    ),
    *(
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
    ),
}


def refuse(arrows, why):
    """Fail with every arrow that should not be there."""
    found = sorted(map(str, arrows))
    assert not found, f"{why}:\n" + "\n".join(found)


def test_no_modules_import_each_other_in_a_circle():
    found = ["; ".join(map(str, cycle)) for cycle in cycles(arrows())]
    assert not found, f"{len(found)} cycles:\n" + "\n".join(found)


@pytest.mark.parametrize("name", WINGS)
def test_a_wing_imports_only_what_stands_below_it(name):
    assert name in WING_MAY_IMPORT, f"{name} is new: say in WING_MAY_IMPORT what it may import"
    allowed = WING_MAY_IMPORT[name] | {name, ROOT_MODULE, "classes"}
    refuse(
        (arrow for arrow in arrows() if wing(arrow.source) == name and wing(arrow.target) not in allowed),
        f"{name} may import {', '.join(sorted(WING_MAY_IMPORT[name])) or 'nothing of ours'} only",
    )


@pytest.mark.parametrize("name", sorted(SHELL_FOLDER_MAY_IMPORT))
def test_a_folder_of_the_shell_imports_only_what_stands_below_it(name):
    allowed = SHELL_FOLDER_MAY_IMPORT[name] | {name}
    refuse(
        (
            arrow
            for arrow in arrows()
            if f"{arrow.source}.".startswith(f"shell.{name}.")
            and wing(arrow.target) == "shell"
            and arrow.target.split(".")[1] not in allowed
        ),
        f"shell.{name} may import {', '.join(sorted(SHELL_FOLDER_MAY_IMPORT[name]))} of the shell only",
    )


def test_every_folder_of_the_shell_has_its_directions():
    folders = {path.parent.name for path in PATHS.values() if path.parent.parent == PACKAGE / "shell"}
    assert folders == set(SHELL_FOLDER_MAY_IMPORT)


def test_nothing_of_the_shell_imports_its_loop():
    refuse(
        (arrow for arrow in arrows() if arrow.target == "shell.repl" and wing(arrow.source) != "cli"),
        "the loop is what the command line starts",
    )


def test_only_who_opens_sessions_starts_the_sandbox():
    refuse(
        (
            arrow
            for arrow in arrows()
            if wing(arrow.target) == "sandbox" and wing(arrow.source) not in ("cli", "opening", "sandbox")
        ),
        "the sandbox is a server like any other",
    )


def test_the_sandbox_shares_with_the_client_what_can_be_wrong_with_requests_and_nothing_else():
    shared = {"lines.findings", "lines.request_check"}
    refuse(
        (
            arrow
            for arrow in arrows()
            if wing(arrow.source) == "sandbox"
            and wing(arrow.target) == "lines"
            and arrow.target not in {"lines", *shared}
        ),
        f"the sandbox may import {' and '.join(sorted(shared))} of lines only",
    )


def test_foreign_packages_stay_in_their_wings():
    refuse(
        (
            arrow
            for arrow in arrows(foreign=True)
            if arrow.target not in sys.stdlib_module_names
            and wing(arrow.source) not in FOREIGN_FOR.get(arrow.target, ())
        ),
        "a foreign package belongs to the wings that FOREIGN_FOR names",
    )


def test_only_spark_s_source_knows_spark():
    refuse(
        (a for a in arrows(foreign=True) if a.target == "pyspark" and a.source != "spark.source"),
        "the rest can be tried without a Spark",
    )


def test_workers_of_spark_know_no_session():
    refuse(
        (
            arrow
            for arrow in arrows()
            if arrow.source in WORKERS
            and arrow.target not in WORKERS | {"spark", ROOT_MODULE}
            and wing(arrow.target) not in WORKERS_MAY_IMPORT
        ),
        "the driver plans, workers read",
    )


def test_values_are_made_by_the_package_s_own_decorators():
    refuse(
        (arrow for arrow in arrows(foreign=True) if arrow.target == "dataclasses"),
        "@frozen and @define of classes.py do the same, and a command starts sooner",
    )


def test_only_the_ledger_knows_the_library_s_own_sqlite():
    refuse(
        (a for a in arrows(foreign=True) if a.target == "sqlite3" and wing(a.source) != "ledger"),
        "everybody else asks the engine, or the ledger",
    )


@pytest.mark.parametrize("name", sorted(WITHOUT_INPUT_OR_OUTPUT))
def test_a_wing_that_only_computes_does_no_input_or_output(name):
    refuse(
        (
            arrow
            for arrow in arrows(foreign=True)
            if wing(arrow.source) == name
            and arrow.target in INPUT_OR_OUTPUT
            and (arrow.source, arrow.target) != FINDS_ITS_MODULES
        ),
        f"{name} computes and nothing else",
    )
    refuse(
        (
            f"{module} opens a file (line {node.lineno})"
            for module, node in nodes()[ast.Name]
            if wing(module) == name and node.id == "open"
        ),
        f"{name} computes and nothing else",
    )


def test_a_circle_is_found_whole_and_named_once():
    there, back, again = Arrow("a", "b", 1), Arrow("b", "c", 2), Arrow("c", "a", 3)
    found = cycles([there, back, again, Arrow("a", "d", 4), Arrow("d", "e", 5)])
    assert found == [[there, back, again]]


def test_imports_inside_functions_and_for_types_alone_are_seen():
    written = {(module, node.lineno) for module, node in (*nodes()[ast.Import], *nodes()[ast.ImportFrom])}
    assert written <= {(arrow.source, arrow.line) for arrow in (*arrows(), *arrows(foreign=True))}
