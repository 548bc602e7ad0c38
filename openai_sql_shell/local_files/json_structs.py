"""JSON lines by msgspec, where that is installed: the usual lines, about three times as fast. All others are left to `json`.

msgspec is told the columns and their types, and skips what is not asked for. What does not fit exactly it does not take at all: the
answer, or the error, is then that of the slower way, so that both ways say the same.
"""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.local_files.values import Misfit, json_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from openai_sql_shell.local_files.columns import FileColumn
    from openai_sql_shell.result import Row

_TYPES: dict[DataType | None, Any] = {
    DataType.INTEGER: int | None,
    DataType.NUMBER: int | float | None,  # a float alone would round whole numbers
    DataType.BOOLEAN: bool | None,
    DataType.STRING: str | None,
    None: bool | int | float | str | None,
}
_NULL = b"null"
_OPENING = frozenset(b"{[")
REFUSALS = (ValueError, Misfit, RecursionError)
"""What says that lines are not taken, beside msgspec's own errors, which are ValueErrors in some of its versions only."""


def rows_of_lines(
    columns: Sequence[FileColumn], used: Sequence[int], nested: AbstractSet[str], *, strict: bool
) -> Callable[[str], Sequence[Row]]:
    """A function from whole lines to rows; it gives none for lines that it does not take, and without msgspec.

    Args:
        columns: all of the file.
        used: indexes of those that are wanted, in this order.
        nested: keys of those that hold objects and arrays, whose text is the value.
        strict: a line with other members is not taken.
    """
    try:
        import msgspec  # noqa: PLC0415 - not everybody has it
    except ImportError:
        return lambda _text: ()
    as_text = [at not in used or column.key in nested for at, column in enumerate(columns)]
    fields = [
        (f"c{at}", msgspec.Raw, msgspec.Raw(_NULL)) if raw else (f"c{at}", _TYPES[columns[at].type], None)
        for at, raw in enumerate(as_text)
    ]
    keys = {f"c{at}": column.key for at, column in enumerate(columns)}
    try:
        shape = msgspec.defstruct("Line", fields, rename=keys, forbid_unknown_fields=strict, gc=False)
    except ValueError:  # a name with a quote in it
        return lambda _text: ()
    decode = msgspec.json.Decoder(shape).decode
    wanted = [(columns[at], attrgetter(f"c{at}"), as_text[at]) for at in used]
    return partial(_rows, decode, (msgspec.MsgspecError, *REFUSALS), wanted)


def _rows(
    decode: Callable[[str], Any],
    refusals: tuple[type[Exception], ...],
    wanted: Sequence[tuple[FileColumn, Callable[[Any], Any], bool]],
    text: str,
) -> Sequence[Row]:
    try:
        lines = [
            decode(line) for line in text.removesuffix("\n").split("\n")
        ]  # one object in each, or an error
        values = [
            _texts(list(map(get, lines))) if as_text else json_values(column, list(map(get, lines)))
            for column, get, as_text in wanted
        ]
    except refusals:
        return ()
    return list(zip(*values, strict=True)) if values else [()] * len(lines)


def _texts(parts: Sequence[Any]) -> list[str | None]:
    """Objects and arrays as they were written.

    Raises:
        ValueError: there is something else.
    """
    found: list[str | None] = []
    for part in map(bytes, parts):
        if part[0] in _OPENING:
            found.append(part.decode())
        elif part == _NULL:
            found.append(None)
        else:
            raise ValueError
    return found
