"""Who may import whom: read from the source, and seen in a running program."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "openai_sql_shell"
FILES = sorted(PACKAGE.rglob("*.py"))

ORDER = (
    {"__main__"},
    {"cli"},
    {"shell"},
    {"render", "console", "sandbox", "lazy"},
    {"session"},
    {"planner"},
    {"engine"},
    {"handlers"},
    {"api"},
    {"config", "sql", "result", "cancel"},
    {"catalog", "secrets"},
    {"errors"},
)
"""Rooms from the front to the back: each imports only what stands further back."""

FOUNDATION = {"config", "sql", "result", "cancel", "catalog", "secrets", "errors"}
NARROW = {
    **{key: {"errors"} for key in FOUNDATION},
    "planner": FOUNDATION,
    "sandbox": {"catalog", "errors"},
    "render": FOUNDATION,
}
"""Rooms that may import these others only, whatever stands behind them: planning does nothing, the sandbox is a stranger."""

FRONT = {"__main__", "cli", "shell", "console"}
"""Rooms that may touch the terminal and the standard streams."""

FOREIGN = {
    "prompt_toolkit": {"shell"},
    "pygments": {"shell"},
    "rich": {"render", "shell"},
    "requests": {"api"},
    "urllib3": {"api"},
    "apsw": {"engine"},
}
"""Third-party modules and the only rooms that may know them."""


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def place(name):
    """How far back a room stands."""
    found = [position for position, rooms in enumerate(ORDER) if name in rooms]
    assert found, f"{name} has no place in the order of rooms"
    return found[0]


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path, *, runtime):
    """Names of the modules that a file imports; without those for types alone where ``runtime`` is true."""
    found = []
    waiting = [parsed(path)]
    while waiting:
        node = waiting.pop()
        if runtime and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        waiting.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "openai_sql_shell":
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found


def rooms_imported():
    """Every pair of a file and another room that it imports while the program runs."""
    for path in FILES:
        for module in imported(path, runtime=True):
            package, _, rest = module.partition(".")
            name = rest.partition(".")[0]
            if package == "openai_sql_shell" and name not in ("", "__version__", room(path)):
                yield path, name


def test_rooms_import_only_what_stands_further_back():
    wrong = {(str(path), name) for path, name in rooms_imported() if place(room(path)) >= place(name)}
    assert wrong == set()


def test_the_foundation_knows_nothing_of_what_stands_on_it():
    wrong = {
        (str(path), name)
        for path, name in rooms_imported()
        if room(path) in NARROW and name not in NARROW[room(path)]
    }
    assert wrong == set()


def test_foreign_modules_stay_in_their_rooms():
    wrong = {
        (str(path), module)
        for path in FILES
        for module in imported(path, runtime=False)
        if room(path) not in FOREIGN.get(module.partition(".")[0], {room(path)})
    }
    assert wrong == set()


def test_only_the_front_touches_the_standard_streams():
    """stdout belongs to the rows; nothing below the front prints."""
    wrong = {
        (str(path), node.lineno)
        for path in FILES
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Call) and ast.unparse(node.func) == "print")
        or (
            isinstance(node, ast.Attribute)
            and ast.unparse(node) in ("sys.stdout", "sys.stderr", "sys.stdin")
            and room(path) not in FRONT
        )
    }
    assert wrong == set()


def test_modules_hold_no_state_and_say_what_they_are():
    stateful = {str(p) for p in FILES if any(isinstance(node, ast.Global) for node in ast.walk(parsed(p)))}
    silent = {str(p) for p in FILES if not ast.get_docstring(parsed(p))}
    assert (stateful, silent) == (set(), set())


LIGHT = """
import contextlib, io, sys
from openai_sql_shell.cli.main import main
sys.argv[0] = "openai-sql"
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
print(*sorted(name for name in sys.modules if "." not in name))
"""


def modules_of(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, *arguments],
        cwd=ROOT,
        env={"PATH": "", "HOME": "", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stdout.split())


def test_the_version_loads_nothing_foreign():
    loaded = modules_of("--version")
    assert loaded & {*FOREIGN, "yaml", "sqlparse"} == set()
    assert "openai_sql_shell" in loaded


def test_a_question_to_the_catalog_stays_light():
    loaded = modules_of("-c", "SHOW SERVICES IN openai")
    assert loaded & {"prompt_toolkit", "rich", "requests", "pygments", "yaml", "asyncio", "sqlparse"} == set()
