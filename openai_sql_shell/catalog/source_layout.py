"""Python that declares something, laid out over lines as ruff does it: imports, and names that are assigned calls of calls.

Comes in: the text of a module that may have very long lines. Goes out: the same module, every line as short as can be.
"""

from __future__ import annotations

import ast
import json
import textwrap

WIDTH = 110
"""Characters of a line."""
STEP = 4
"""By how much the inside of brackets is indented."""


def laid_out(source: str) -> str:
    """The text of a module with its statements over as many lines as they need.

    >>> print(laid_out('A = f(' + ', '.join(['"a long text indeed"'] * 6) + ')'))
    A = f(
        "a long text indeed",
        "a long text indeed",
        "a long text indeed",
        "a long text indeed",
        "a long text indeed",
        "a long text indeed",
    )
    <BLANKLINE>

    Raises:
        ValueError: there is something else in it.
    """
    lines: list[str] = []
    end = 0
    for node in ast.parse(source).body:
        lines += [""] * (node.lineno - end > 1 and bool(lines))
        lines += _statement(node)
        end = node.end_lineno or node.lineno
    return "\n".join(lines) + "\n"


def _statement(node: ast.stmt) -> list[str]:
    match node:
        case ast.Expr(ast.Constant(str() as text)):
            return [f'"""{text}"""']
        case ast.ImportFrom(str() as module, names, 0):
            words = [alias.name for alias in names]
            line = f"from {module} import {', '.join(words)}"
            if len(line) <= WIDTH:
                return [line]
            return [f"from {module} import (", *(f"{' ' * STEP}{word}," for word in words), ")"]
        case ast.Assign([ast.Name(name)], value):
            return _lines(value, 0, f"{name} = ", "")
    raise ValueError(f"no declaration: {ast.unparse(node)}")


def _lines(node: ast.expr | ast.keyword, indent: int, before: str, behind: str) -> list[str]:
    """An expression with what stands around it, in one line or with its inside on lines of their own."""
    if isinstance(node, ast.keyword):
        return _lines(node.value, indent, f"{before}{node.arg}=", behind)
    line = f"{' ' * indent}{before}{_flat(node)}{behind}"
    if len(line) <= WIDTH or not isinstance(node, ast.Call | ast.Tuple):
        return [line]
    inside, opened = _inside(node)
    deeper = indent + STEP
    flat = f"{' ' * deeper}{', '.join(map(_flat, inside))}"
    body = [flat]
    if len(inside) == 1 and isinstance(inside[0], ast.Constant) and len(flat) > WIDTH:
        body = [f"{' ' * deeper}{part}" for part in _parts(str(inside[0].value), WIDTH - deeper - 2)]
    elif len(flat) > WIDTH or (len(inside) == 1 and isinstance(node, ast.Tuple)):
        body = [line for item in inside for line in _lines(item, deeper, "", ",")]
    return [f"{' ' * indent}{before}{opened}", *body, f"{' ' * indent}){behind}"]


def _inside(node: ast.Call | ast.Tuple) -> tuple[list[ast.expr | ast.keyword], str]:
    if isinstance(node, ast.Tuple):
        return [*node.elts], "("
    return [*node.args, *node.keywords], f"{ast.unparse(node.func)}("


def _flat(node: ast.expr | ast.keyword) -> str:
    match node:
        case ast.keyword(str() as name, value):
            return f"{name}={_flat(value)}"
        case ast.Constant(str() as text):
            return quoted(text)
        case ast.Tuple([only]):
            return f"({_flat(only)},)"
        case ast.Call() | ast.Tuple():
            inside, opened = _inside(node)
            return f"{opened}{', '.join(map(_flat, inside))})"
    return ast.unparse(node)


def quoted(text: str) -> str:
    r"""A text as Python writes it, in double quotes where it can.

    >>> print(quoted("a"), quoted('say "a"'))
    "a" 'say "a"'
    """
    return repr(text) if '"' in text else json.dumps(text, ensure_ascii=False)


def _parts(text: str, width: int) -> list[str]:
    """A text as pieces of itself, each with the blank that follows it."""
    lines = textwrap.wrap(text, width - 1, break_long_words=False, break_on_hyphens=False)
    return [quoted(f"{line} ") for line in lines[:-1]] + [quoted(line) for line in lines[-1:]]
