"""Rows by the values of some columns, each value a directory: rows go in, in any order, and come out partition by partition.

Few are held in memory; the rest waits in files of the same folder, few of which are open at once. Names are Hive's, as DuckDB writes them:
``column=value``, percent-encoded, so that no value leads out of the folder.
"""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from openai_sql_shell.errors import InvalidValue
from openai_sql_shell.render.cells import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from openai_sql_shell.result import ResultColumn, Row, Value

HELD_ROWS = 20_000
HELD_BYTES = 64 * 1024 * 1024
"""Of all partitions together: characters and bytes, about."""
MOST = 10_000
"""Partitions of one COPY."""
LONGEST_NAME = 255
"""Bytes of the name of a directory."""
NULL = "__HIVE_DEFAULT_PARTITION__"


class Partitions:
    """The rows of one COPY, until they are written; a context that removes what waits on disk."""

    def __init__(self, folder: Path, columns: Sequence[ResultColumn], places: Sequence[int]) -> None:
        """Make none yet.

        Args:
            folder: where rows wait that are too many for memory.
            columns: of a row.
            places: of those in it whose values make the partitions.
        """
        self._waiting = folder / ".rows"
        self._columns = [(place, columns[place]) for place in places]
        self._names: dict[tuple[object, ...], str] = {}
        self._held: dict[str, list[Row]] = {}
        self._rows = self._size = 0
        self._files: dict[str, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for path in self._files.values():
            path.unlink(missing_ok=True)
        if self._files:
            self._waiting.rmdir()

    def add(self, row: Row) -> None:
        """Keep a row.

        Raises:
            InvalidValue: its values can be no directory, or there are too many. OSError: the disk is full.
        """
        values = [row[place] for place, _ in self._columns]
        key = (*values, *map(type, values))  # 1 and 1.0 are equal, and not the same
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = self._name(values)
            if name not in self._held:
                self._begin(name)
        self._held[name].append(row)
        self._rows += 1
        self._size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if self._rows >= HELD_ROWS or self._size >= HELD_BYTES:
            self._flush()

    def each(self) -> Iterator[tuple[str, Iterator[Row]]]:
        """Every partition once, with its rows in their order; take all of one before the next."""
        if self._files:
            self._flush()
        for name in self._held:
            yield name, self._of(name)

    def _of(self, name: str) -> Iterator[Row]:
        path = self._files.get(name)
        if path is not None:
            with path.open("rb") as file:
                while file.peek(1):
                    yield from marshal.load(file)  # noqa: S302 - written by this process, in a folder of its own
            path.write_bytes(b"")  # the disk has room for the next
        yield from self._held[name]

    def _begin(self, name: str) -> None:
        if len(self._held) >= MOST:
            raise InvalidValue(
                f"PARTITION_BY makes more than {MOST:,} directories", hint="take a column with fewer values"
            )
        self._held[name] = []

    def _flush(self) -> None:
        self._waiting.mkdir(mode=0o700, exist_ok=True)
        for name, rows in self._held.items():
            if not rows:
                continue
            path = self._files.setdefault(name, self._waiting / str(len(self._files)))
            with path.open("ab") as file:
                marshal.dump(rows, file)
            rows.clear()
        self._rows = self._size = 0

    def _name(self, key: Sequence[Value]) -> str:
        return "/".join(
            _directory(value, column) for value, (_, column) in zip(key, self._columns, strict=True)
        )


def _directory(value: Value, column: ResultColumn) -> str:
    """The name of the directory of a value.

    >>> from openai_sql_shell.result import ResultColumn
    >>> [_directory(value, ResultColumn("a")) for value in ("x/../y", "", None, "a=b", 7)]
    ['a=x%2F..%2Fy', 'a=', 'a=__HIVE_DEFAULT_PARTITION__', 'a=a%3Db', 'a=7']
    """
    if isinstance(value, bytes):
        raise InvalidValue(f"{column.name} holds bytes, which name no directory", hint="hex() makes a text")
    text = NULL if value is None else exact(value, column)
    name = f"{_escaped(column.name)}={_escaped(text)}"
    if value == NULL:
        raise InvalidValue(f"{column.name} holds {NULL}, which is read as NULL", hint="leave those rows out")
    if len(name) > LONGEST_NAME:
        raise InvalidValue(
            f"a value of {column.name} is too long for the name of a directory",
            hint="take another column, or substr() of this one",
        )
    return name


def _escaped(text: str) -> str:
    return quote(text.encode("utf-8", "backslashreplace"), safe="")
