"""The lines of any file as they stand there: nothing is parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.lines.split import blocks, is_blank
from openai_sql_shell.lines.tolerant import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.lines.split import Source
    from openai_sql_shell.result import Row, Value

FILE_COLUMNS: dict[str, Callable[[int, bytes, int | None], Value]] = {
    "line": lambda number, _line, _size: number,
    "content": lambda _number, line, size: decoded(line) if size is None else None,
    "raw": lambda _number, line, size: decoded(line) if size is None else None,
    "bytes": lambda _number, line, size: len(line.removesuffix(b"\n")) if size is None else size,
}
"""What each makes of a line: of its number, its bytes, and its size where these are the beginning of one that is too long to be held."""


def file_lines(source: Source, columns: Sequence[str] = tuple(FILE_COLUMNS)) -> Iterator[Row]:
    r"""A row for each line that is not blank, as the bytes arrive.

    >>> list(file_lines([b"a\r\n\n\xff"]))
    [(1, 'a', 'a', 2), (3, '\ufffd', '\ufffd', 1)]
    """
    wanted = [FILE_COLUMNS[name] for name in columns]
    for block in blocks(source):
        for number, line in enumerate(block.lines, block.number):
            if block.size is not None or not is_blank(line):
                yield tuple(value(number, line, block.size) for value in wanted)
