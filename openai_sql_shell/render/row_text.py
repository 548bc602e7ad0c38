"""Text of many rows: they come in, as many at a time as are here, and their text goes out. For programs, and for tables that no screen shows."""

from __future__ import annotations

from operator import itemgetter

from openai_sql_shell.classes import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.render.row_reader import RowReader
    from openai_sql_shell.result import Row, Value


@frozen
class RowText:
    """How the rows of one result become text."""

    head: str
    """What stands before the first."""
    lines: Callable[[Sequence[Row]], str]
    """The text of the next rows, one at least."""
    end: Callable[[int], str] = lambda _rows: ""
    """What stands behind the last, by their number."""


def columns_of(rows: Sequence[Row], count: int) -> list[list[Value]]:
    """The values of each of the columns."""
    return [list(map(itemgetter(at), rows)) for at in range(count)]


def drawn(text: RowText, reader: RowReader) -> Iterator[str]:
    """The same row by row."""
    yield text.head
    for row in reader:
        yield text.lines((row,))
    yield text.end(reader.count)
