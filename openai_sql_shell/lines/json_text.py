"""JSON as Python's `json` reads it, with limits that hang on nothing but the text. Whatever msgspec does, this is right.

A value that is nested more than `SHALLOW` levels deep is read as null, as no column lies there; deeper than `DEEPEST` a text is refused.
"""

from __future__ import annotations

import json
import re
from typing import Any

SHALLOW = 200
DEEPEST = 1_000
"""Python 3.11 recurses no deeper, which spares the typed way to count."""

_STRING = r'"(?:[^"\\]|\\.)*+"'
_BRACKET = re.compile(_STRING + r"|[\[\]{}]", re.DOTALL)
_TOKEN = re.compile(_STRING + r"|[\[\]{}:,]", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_CUSTOM_ID = re.compile(r'"custom_id"\s*+:\s*+(' + _STRING + ")", re.DOTALL)
_BLANK = " \t\r\n"


class NestedTooDeeply(ValueError):
    """More than `DEEPEST` levels."""


def loads(text: str, *, strict: bool = False) -> Any:
    r"""The value of a JSON text; half a surrogate pair is a question mark.

    Args:
        text: of any value.
        strict: refuse NaN and Infinity.

    Raises:
        NestedTooDeeply: it has too many levels.
        ValueError: it is no JSON.

    >>> loads('{"a": NaN, "a": "half \\ud83d"}')
    {'a': 'half ?'}
    """
    if text.count("[") + text.count("{") > SHALLOW and (depth := _depth(text)) > SHALLOW:
        if depth > DEEPEST:
            raise NestedTooDeeply
        text = _flat(text, strict=strict)
    decoder = _STRICT if strict else _TOLERANT
    try:
        return decoder.decode(whole_pairs(text))
    except json.JSONDecodeError:
        raise
    except ValueError:  # more digits than Python makes a number of
        return _ANY_DIGITS[decoder].decode(whole_pairs(text))


def is_json(text: str) -> bool:
    """Whether a text is JSON in the strict sense."""
    try:
        loads(text, strict=True)
    except ValueError:
        return False
    return True


def _refuse(constant: str) -> None:
    raise json.JSONDecodeError(f"{constant} is no JSON", constant, 0)


def _number(digits: str) -> float:
    try:
        return int(digits)
    except ValueError:
        return float(digits)


_TOLERANT, _STRICT = json.JSONDecoder(), json.JSONDecoder(parse_constant=_refuse)
_ANY_DIGITS = {
    _TOLERANT: json.JSONDecoder(parse_int=_number),
    _STRICT: json.JSONDecoder(parse_int=_number, parse_constant=_refuse),
}


def may_be_too_deep(line: bytes | str) -> bool:
    """Whether a line has brackets enough for too many levels; cheap, and wrong on one side only."""
    if isinstance(line, str):
        return line.count("[") + line.count("{") > DEEPEST
    return line.count(b"[") + line.count(b"{") > DEEPEST


def _depth(text: str) -> int:
    depth = deepest = 0
    for token in _BRACKET.finditer(text):
        if token[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in "]}":
            depth -= 1
    return deepest


def _flat(text: str, *, strict: bool) -> str:
    """The text with null for what is nested more than `SHALLOW` levels deep. Raises ValueError where that is no JSON."""
    parts, depth, begin, copied = list[str](), 0, 0, 0
    for token in _BRACKET.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth == SHALLOW + 1:
                begin = token.start()
        elif token[0] in "]}":
            if depth == SHALLOW + 1:
                loads(text[begin : token.end()], strict=strict)
                parts += (text[copied:begin], "null")
                copied = token.end()
            depth -= 1
    return "".join((*parts, text[copied:]))


def whole_pairs(text: str) -> str:
    r"""JSON text with a question mark for each half of a surrogate pair.

    >>> whole_pairs(r'"\ud83d\ude00 \ud83d \\ud83d"')
    '"\\ud83d\\ude00 ? \\\\ud83d"'
    """
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _ESCAPE.sub(lambda found: "?" if found[1] else found[0], text)


def member_text(text: str, name: str) -> str | None:
    """The value of a member as it was written, the last of that name; None: there is none.

    Args:
        text: of an object, which is known to be JSON.
        name: of the member.

    >>> member_text('{"a": 1, "b": {"a": [2]} , "a": 1e400}', "a")
    '1e400'
    """
    depth, key, begin, found = 0, None, 0, None
    for token in _TOKEN.finditer(text):
        sign = token[0]
        depth -= sign in "]}"
        if depth <= 1 and key == name and (sign == "," or depth == 0):
            found = text[begin : token.start()].strip(_BLANK)
        if depth == 1:
            if sign == ":":
                begin = token.end()
            elif sign == ",":
                key = None
            elif sign[0] == '"' and key is None:
                key = json.loads(sign)
        depth += sign in "[{"
    return found


def salvaged_id(text: str) -> str | None:
    """The first custom_id in a text that may be anything.

    >>> salvaged_id('{"custom_id": "a", "custom_id": "b", oops')
    'a'
    """
    found = _CUSTOM_ID.search(text)
    if found is None:
        return None
    try:
        return str(loads(found[1]))
    except ValueError:
        return found[1][1:-1]
