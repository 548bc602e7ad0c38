"""YAML's core schema, that of version 1.2 (2009): which plain words are a number, true or false, null; and a reader of it.

PyYAML knows the schema of 2005, in which ``12:30`` is 750 and ``NO`` is false. Imported late: only who reads or writes YAML pays for it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal, InvalidOperation

import yaml
from yaml.constructor import ConstructorError

_TAG = "tag:yaml.org,2002:"
NULL, BOOLEAN, INTEGER, NUMBER = (f"{_TAG}{name}" for name in ("null", "bool", "int", "float"))
TEXT = f"{_TAG}str"
_MERGE = f"{_TAG}merge"
_DIGITS = "-+0123456789"
PLAIN_WORDS = (
    (NULL, re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""]),
    (BOOLEAN, re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")),
    (INTEGER, re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z"), list(_DIGITS)),
    (
        NUMBER,
        re.compile(
            r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
        ),
        list(f"{_DIGITS}."),
    ),
)
"""Tag, the plain words that have it, and how these begin; the first that fits decides, and a word that fits none is a text."""
_LONGEST_INTEGER = 4_000
"""Digits that Python turns into a number."""


class CoreLoader(yaml.SafeLoader):
    """A safe reader of the core schema. ``<<`` still merges: nobody means it as a text."""


def _number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> float | str:
    """A number; its text where a number would lose digits."""
    text = _word(loader, node, NUMBER)
    if text.lower().endswith((".inf", ".nan")):
        return float(text.replace(".", ""))
    value = float(text)
    with suppress(InvalidOperation):  # an exponent beyond reason
        if Decimal(text) == Decimal(repr(value)):
            return value
    return text


def _integer(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int | str:
    text = _word(loader, node, INTEGER)
    if len(text) > _LONGEST_INTEGER:
        return text
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def _boolean(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> bool:
    return _word(loader, node, BOOLEAN).lower() == "true"


def _text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


def _word(loader: yaml.SafeLoader, node: yaml.ScalarNode, *tags: str) -> str:
    """The text of a node.

    Raises:
        ConstructorError: it was tagged as what it is not.
    """
    text = _text(loader, node)
    if not any(pattern.match(text) for tag, pattern, _ in PLAIN_WORDS if tag in tags):
        raise ConstructorError(None, None, f'"{text}" is no {tags[-1].removeprefix(_TAG)}', node.start_mark)
    return text


CoreLoader.yaml_implicit_resolvers = {"<": [(_MERGE, re.compile(r"<<\Z"))]}
for _tag, _pattern, _first in PLAIN_WORDS:
    CoreLoader.add_implicit_resolver(_tag, _pattern, _first)
CoreLoader.add_constructor(INTEGER, _integer)
CoreLoader.add_constructor(NUMBER, _number)
CoreLoader.add_constructor(BOOLEAN, _boolean)
CoreLoader.add_constructor(f"{_TAG}timestamp", _text)
