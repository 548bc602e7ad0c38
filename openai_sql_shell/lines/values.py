"""What a JSON value counts as in a column: a text, a whole number of 64 bits, a code; None where it is of another type."""

from __future__ import annotations

import json
from typing import Any

LEAST, MOST = -(2**63), 2**63 - 1


def text(value: Any) -> str | None:
    """A text."""
    return value if isinstance(value, str) else None


def whole(value: Any) -> int | None:
    """A whole number, also written as ``200.0``.

    >>> whole(200.0), whole(2.5), whole(True), whole("200"), whole(2**63)
    (200, None, None, None, None)
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if type(value) is int and LEAST <= value <= MOST else None


def status(value: Any) -> int | None:
    """A whole number, or digits in a text.

    >>> status("200"), status("0x1"), status(200.0)
    (200, None, 200)
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < len(str(MOST)):
        return int(value)
    return whole(value)


def custom_id(value: Any) -> str | None:
    """A text, or a whole number of any size as its digits."""
    return str(value) if type(value) is int else text(value)


def code(value: Any) -> str | None:
    """A text that says something, or a number as its digits.

    >>> code(400), code(400.0), code("rate_limit"), code(""), code(False)
    ('400', '400', 'rate_limit', None, None)
    """
    number = whole(value)
    return str(number) if number is not None else text(value) or None


def message(value: Any) -> str | None:
    """A text that says something; of anything with parts, which frameworks put there, its JSON."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else None
    return text(value) or None
