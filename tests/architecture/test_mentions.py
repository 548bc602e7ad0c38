"""What is written about the code is about code that exists: paths, dotted names, and names in backticks."""

from __future__ import annotations

import ast
import builtins
import re
from collections import defaultdict
from functools import cache

import pytest
from architecture.package_source import PACKAGE, PATHS, ROOT, nodes, trees

WRITTEN = [
    *(ROOT / name for name in ("README.md", "Makefile", "pyproject.toml")),
    *sorted((ROOT / "completions").iterdir()),
    *sorted((ROOT / ".ci").glob("*")),
    *sorted(PACKAGE.glob("README.md")),
    *sorted(PACKAGE.glob("reference/guides/*.md")),
    *PATHS.values(),
    *sorted((ROOT / "tests").rglob("*.py")),
]
FOLDERS = "|".join(sorted(path.name for path in PACKAGE.iterdir() if path.is_dir()))
PLACE = re.compile(
    r"(?<![\w./-])((?:openai_sql_shell|tests|completions)(?:/[\w*.-]*[\w*])+)"
    rf"|(?<!`)`((?:{FOLDERS})(?:/[\w*.-]+)+/?)`(?!`)"
)
"""A path from the top of the repository, or one from the package in backticks."""
DOTTED = re.compile(r"(?<![\w./-])openai_sql_shell\.([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")
BACKTICKED = re.compile(r"(?<!`)`([A-Za-z_]\w*(?:[./][A-Za-z_]\w*)*)(?:\(\))?`(?!`)")

Members = defaultdict[str, set[str]]


def bound(body):
    """The names that the statements of a module or class bind."""
    for statement in body:
        match statement:
            case ast.ClassDef(name) | ast.FunctionDef(name) | ast.AsyncFunctionDef(name):
                yield name
            case ast.Assign(targets):
                yield from (
                    name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)
                )
            case ast.AnnAssign(ast.Name(name)):
                yield name
            case ast.If(body=inner, orelse=other) | ast.Try(body=inner, orelse=other):
                yield from bound([*inner, *other])


@cache
def members():
    """What is bound in each module, by its last name, and in each class; with what it has from its bases."""
    found = Members(set)
    for module, tree in trees().items():
        *above, last = module.split(".")
        found[last].update(bound(tree.body))
        if above:
            found[above[-1]].add(last)
    bases = Members(set)
    for _, node in nodes()[ast.ClassDef]:
        assigned = [
            n for n in ast.walk(node) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)
        ]
        found[node.name].update(bound(node.body), (n.attr for n in assigned))
        bases[node.name].update(base.id for base in node.bases if isinstance(base, ast.Name))
    for name in list(bases):
        waiting = list(bases[name])
        while waiting:
            base = waiting.pop()
            found[name].update(found.get(base, ()))
            waiting.extend(bases.get(base, ()))
    return found


@cache
def known():
    """Every name that may stand alone."""
    parameters = {node.arg for _, node in nodes()[ast.arg]}
    return {*dir(builtins), *members(), *parameters}.union(*members().values())


def foreign(module):
    """What a module imports from elsewhere, whose own names nobody here can know."""
    for where, node in (*nodes()[ast.Import], *nodes()[ast.ImportFrom]):
        origin = getattr(node, "module", None) or node.names[0].name
        if where == module and not origin.startswith(PACKAGE.name):
            yield origin.partition(".")[0]
            yield from (alias.asname or alias.name for alias in node.names)


def exists(name, elsewhere=()):
    """Whether a dotted name is one of the package's, part by part, or begins with one of elsewhere."""
    owner, _, last = name.rpartition(".")
    if name.partition(".")[0] in elsewhere:
        return True
    if not owner:
        return last in known()
    return exists(owner) and last in members().get(owner.rpartition(".")[2], known())


def is_place(path):
    """Whether something is there, or would be with the suffix of a module."""
    return any(
        any(top.glob(f"{path.rstrip('/')}{suffix}")) for top in (ROOT, PACKAGE) for suffix in ("", ".py")
    )


def docstrings():
    """Every text that stands for itself in the package: those of modules, classes, functions and attributes."""
    for module, node in nodes()[ast.Expr]:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield module, node.lineno, node.value.value


def test_paths_and_full_names_exist():
    wrong = []
    for path in WRITTEN:
        text = path.read_text(encoding="utf-8")
        missing = [found for found in PLACE.finditer(text) if not is_place(found[1] or found[2])]
        missing += [found for found in DOTTED.finditer(text) if not exists(found[1])]
        lines = [(text.count("\n", 0, found.start()) + 1, found[0]) for found in missing]
        wrong += [f"{path.relative_to(ROOT)} (line {line}): {name}" for line, name in lines]
    assert not wrong, "these do not exist:\n" + "\n".join(wrong)


def test_names_in_backticks_exist():
    elsewhere = {module: set(foreign(module)) for module in trees()}
    wrong = [
        f"{module} (line {line}): `{name}`"
        for module, line, text in docstrings()
        for name in BACKTICKED.findall(text)
        if not (is_place(name) if "/" in name else exists(name, elsewhere[module]))
    ]
    assert not wrong, "no such name in the package; a literal stands in double backticks:\n" + "\n".join(
        wrong
    )


@pytest.mark.parametrize(
    "name", ["engine.scout", "Result.nothing", "no_such_name", "result.Result.nothing", "nowhere.Result"]
)
def test_a_stale_name_is_noticed(name):
    assert not exists(name)


@pytest.mark.parametrize(
    "name", ["engine.prefetch", "Result.rows", "result.Result", "OpenAISqlError", "ApiError.title"]
)
def test_a_name_that_exists_is_let_through(name):
    assert exists(name)
