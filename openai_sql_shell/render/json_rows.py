r"""JSON: one array of objects, or one object per line. For programs, and harmless on a screen as it is.

Values of object and array columns are written as the JSON they are, byte for byte but for line ends; everything else is a
string, a number, true, false or null. Bytes are base64. Whatever a terminal could stumble over is a ``\u`` escape, which a
reader turns back into the same character.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from openai_sql_shell.render.cells import exact, holds_json, nested
from openai_sql_shell.render.sanitize import UNSAFE

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Value

SPACES = str.maketrans("\n\r\t", "   ")
"""Inside JSON text these three can only stand between tokens."""


def draw_json(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """One array, one object to a line; an array even when the rows end in an error."""
    before = "[\n  "
    for line in _objects(reader):
        yield before + line
        before = ",\n  "
    yield "\n]\n" if reader.count else "[]\n"


def draw_jsonl(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """One object to a line and nothing between them."""
    return (f"{line}\n" for line in _objects(reader))


def _objects(reader: RowReader) -> Iterator[str]:
    keys = [_string(name) for name in distinct(column.name for column in reader.columns)]
    for row in reader:
        members = (
            f"{key}: {encoded(value, column)}"
            for key, value, column in zip(keys, row, reader.columns, strict=True)
        )
        yield "{" + ", ".join(members) + "}"


def distinct(names: Iterable[str]) -> list[str]:
    """Names that can be the keys of one object: a repeated one gets a number.

    >>> distinct(["id", "id", "id_2", "id"])
    ['id', 'id_3', 'id_2', 'id_4']
    """
    names = list(names)
    taken = set(names)
    seen: set[str] = set()
    keys = []
    for name in names:
        key, number = name, 1
        while key in seen or (number > 1 and key in taken):
            number += 1
            key = f"{name}_{number}"
        seen.add(key)
        keys.append(key)
    return keys


def encoded(value: Value, column: ResultColumn) -> str:
    """One value as JSON."""
    if value is None:
        return "null"
    if isinstance(value, str):
        if holds_json(column) and nested(value) is not None:
            return UNSAFE.sub(_escaped, value.translate(SPACES))
        return _string(value)
    if isinstance(value, bytes):
        return _string(exact(value, column))
    return exact(value, column)


def _string(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if quoted.isascii() and quoted.isprintable() else UNSAFE.sub(_escaped, quoted)


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1] if ord(match[0]) != 0x7F else "\\u007f"
