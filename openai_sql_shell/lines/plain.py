"""The lines of any text file as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.lines.split import blocks, is_blank
from openai_sql_shell.lines.tolerant import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai_sql_shell.lines.split import Source
    from openai_sql_shell.result import Row, Value

_VALUES: Mapping[str, Callable[[int, bytes, int | None], Value]] = {
    "line": lambda number, _line, _size: number,
    "content": lambda _number, line, size: None if size else decoded(line),
    "raw": lambda _number, line, size: None if size else decoded(line),
    "bytes": lambda _number, line, size: size or len(line.removesuffix(b"\n")),
}


def plain_rows(source: Source, columns: Sequence[str]) -> Iterator[Row]:
    """A row for each line that is not blank, as its bytes arrive; the content of one that is too long is NULL.

    Args:
        source: the bytes.
        columns: out of ``line``, ``content``, ``raw``, which is the same, and ``bytes``.
    """
    values = [_VALUES[name] for name in columns]
    for block in blocks(source):
        for number, line in enumerate(block.lines, block.number):
            if not is_blank(line):
                yield tuple(value(number, line, block.size) for value in values)
