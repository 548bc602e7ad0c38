r"""JSON: one array of objects, or one object per line. For programs, and harmless on a screen as it is.

Values of object and array columns are written as the JSON they are, byte for byte but for line ends; everything else is a
string, a number, true, false or null. Bytes are base64. Whatever a terminal could stumble over is a ``\u`` escape, which a
reader turns back into the same character.
"""

from __future__ import annotations

import json
import re
from functools import cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.render.cells import exact, has_type, holds_json, nested
from openai_sql_shell.render.row_text import RowText, columns_of, drawn
from openai_sql_shell.render.sanitize import unsafe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.render.options import RenderOptions
    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import ResultColumn, Row, Value

SPACES = str.maketrans("\n\r\t", "   ")
"""Inside JSON text these three can only stand between tokens."""


MANY = 50
"""Values from which on it pays to load a faster reader of JSON."""

_DOUBTFUL = re.compile("[0-9](?:[0-9]{199}|[eE][+]?[0-9]{3})")
"""A number that may be beyond all others, and which no reader can hold then."""


def text_json(columns: Sequence[ResultColumn]) -> RowText:
    """One array, one object to a line; an array even when the rows end in an error."""
    objects, before = _objects(columns), ["[\n  "]

    def lines(rows: Sequence[Row]) -> str:
        text = before[0] + ",\n  ".join(objects(rows))
        before[0] = ",\n  "
        return _harmless(text)

    return RowText("", lines, lambda count: "\n]\n" if count else "[]\n")


def text_jsonl(columns: Sequence[ResultColumn]) -> RowText:
    """One object to a line and nothing between them."""
    objects = _objects(columns)
    return RowText("", lambda rows: _harmless("\n".join((*objects(rows), ""))))


def draw_json(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """See `text_json`."""
    return drawn(text_json(reader.columns), reader)


def draw_jsonl(reader: RowReader, _options: RenderOptions) -> Iterator[str]:
    """See `text_jsonl`."""
    return drawn(text_jsonl(reader.columns), reader)


def _objects(columns: Sequence[ResultColumn]) -> Callable[[Sequence[Row]], Iterator[str]]:
    """What makes one line of each row; a character that a terminal could stumble over may be in it."""
    keys = [encode_basestring(name).replace("%", "%%") for name in distinct(c.name for c in columns)]
    form = "{" + ", ".join(f"{key}: %s" for key in keys) + "}"

    def objects(rows: Sequence[Row]) -> Iterator[str]:
        values = columns_of(rows, len(columns))
        texts = [_encoded(column, of) for column, of in zip(columns, values, strict=True)]
        return map(form.__mod__, zip(*texts, strict=True))

    return objects


def _encoded(column: ResultColumn, values: Sequence[Value]) -> Sequence[str]:
    """The values of one column as JSON."""
    kinds = {*map(type, values)}
    if kinds == {str} and not holds_json(column):
        return list(map(encode_basestring, values))  # type: ignore[arg-type] # all of them are texts
    if kinds == {type(None)}:
        return ["null"] * len(values)
    if kinds == {int} and not has_type(column, DataType.BOOLEAN):
        return list(map(repr, values))
    if not holds_json(column) or len(values) < MANY:
        return [encoded(value, column) for value in values]
    is_json = _quick_check()
    return [value if type(value) is str and is_json(value) else encoded(value, column) for value in values]


@cache
def _quick_check() -> Callable[[str], bool]:
    """Tells of a text that it is an object or array of JSON on one line, without making it; of some it cannot tell, of all without msgspec."""
    try:
        from msgspec import MsgspecError, Raw  # noqa: PLC0415 - not everybody has it
        from msgspec.json import Decoder  # noqa: PLC0415
    except ImportError:
        return lambda _text: False
    skip = Decoder(Raw).decode

    def is_json(text: str) -> bool:
        if not text.startswith(("{", "[")) or not text.isprintable() or _DOUBTFUL.search(text) is not None:
            return False
        try:
            skip(text)
        except (MsgspecError, ValueError, RecursionError):
            return False
        return True

    return is_json


def _harmless(text: str) -> str:
    """Lines of JSON, in which line ends alone may stand between objects."""
    if text.isascii() and "\x7f" not in text:
        return text
    return unsafe().sub(lambda found: "\n" if found[0] == "\n" else _escaped(found), text)


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
            return unsafe().sub(_escaped, value.translate(SPACES))
        return _string(value)
    if isinstance(value, bytes):
        return _string(exact(value, column))
    return exact(value, column)


def _string(text: str) -> str:
    return unsafe().sub(_escaped, encode_basestring(text))


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1] if ord(match[0]) != 0x7F else "\\u007f"
