"""The package as its source tells it: its modules, and an arrow for each import.

Names are those behind ``openai_sql_shell.``: `shell.repl` is a module, `shell` the ``__init__`` of a package, `ROOT_MODULE` that of
the whole. Every import counts: at the top, inside functions, for types alone, and a module's full name in a text, which
something loads by that name. An import from a submodule is no arrow to its package; one of a name of the ``__init__`` is.
"""

from __future__ import annotations

import ast
from collections import defaultdict, deque
from dataclasses import dataclass
from functools import cache
from importlib.util import resolve_name
from pathlib import Path
from typing import TYPE_CHECKING

from garbage import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "openai_sql_shell"
ROOT_MODULE = "__init__"


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


PATHS = {_module(path): path for path in sorted(PACKAGE.rglob("*.py"))}
WINGS = sorted({name.partition(".")[0] for name in PATHS})
"""Folders and modules at the package's top."""


@cache
def trees() -> dict[str, ast.Module]:
    """The syntax of each module; read once a test asks, not by every process that collects tests."""
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in PATHS.items()}


@cache
def nodes() -> Mapping[type, list[tuple[str, ast.AST]]]:
    """Every node by its kind, with its module: walking over all trees takes a while."""
    found = defaultdict(list)
    with kept():
        for name, tree in trees().items():
            for node in ast.walk(tree):
                found[type(node)].append((name, node))
    return found


@dataclass(frozen=True, slots=True)
class Arrow:
    """An import: which module, which other, where."""

    source: str
    target: str
    """A module of ours, or the top-level name of a foreign one."""
    line: int

    def __str__(self) -> str:
        return f"{self.source} -> {self.target} (line {self.line})"


def wing(module: str) -> str:
    """The first part of a module's name."""
    return module.partition(".")[0]


def _imported(source: str, node: ast.AST) -> list[str]:
    """The full names that a node imports, those of a package's ``__init__`` with the name they are about."""
    match node:
        case ast.Import(names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module, names, level):
            package = ".".join(PATHS[source].parent.relative_to(ROOT).parts)
            absolute = resolve_name("." * level + (module or ""), package)
            return [f"{absolute}.{alias.name}" for alias in names]
        case ast.Constant(str() as text) if text.startswith(f"{PACKAGE.name}.") and _ours(text) in PATHS:
            return [text]
    return []


def _ours(name: str) -> str:
    """The name behind the package's."""
    return name.partition(".")[2]


def _target(name: str) -> str | None:
    """The module that a full name stands in; None: a foreign one."""
    if wing(name) != PACKAGE.name:
        return None
    inside = _ours(name)
    while inside and inside not in PATHS:
        inside = inside.rpartition(".")[0]
    return inside or ROOT_MODULE


@cache
def arrows(*, foreign: bool = False) -> list[Arrow]:
    """Each import once: those of modules of ours, or of foreign ones."""
    return list(dict.fromkeys(_arrows(foreign)))


def _arrows(foreign: bool) -> Iterator[Arrow]:
    for source, node in (*nodes()[ast.Import], *nodes()[ast.ImportFrom], *nodes()[ast.Constant]):
        for name in _imported(source, node):
            target = _target(name)
            if (target is None) is foreign:
                yield Arrow(source, target or wing(name), node.lineno)


def cycles(arrows: Iterable[Arrow]) -> list[list[Arrow]]:
    """The cycles, the shortest first; of those that share an arrow only the shortest, or one bad import would be a hundred."""
    arrows = list(arrows)
    ways: dict[str, dict[str, Arrow]] = {}
    for arrow in arrows:
        ways.setdefault(arrow.source, {}).setdefault(arrow.target, arrow)
    back = {arrow: _way(ways, arrow.target, arrow.source) for arrow in arrows}
    found: list[list[Arrow]] = []
    for cycle in sorted(([arrow, *way] for arrow, way in back.items() if way is not None), key=len):
        if not any(arrow in other for arrow in cycle for other in found):
            found.append(cycle)
    return found


def _way(ways: Mapping[str, Mapping[str, Arrow]], start: str, goal: str) -> list[Arrow] | None:
    """The shortest way from one module to another; None: there is none."""
    reached: dict[str, list[Arrow]] = {start: []}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here == goal:
            return reached[here]
        for there, arrow in ways.get(here, {}).items():
            if there not in reached:
                reached[there] = [*reached[here], arrow]
                waiting.append(there)
    return None
