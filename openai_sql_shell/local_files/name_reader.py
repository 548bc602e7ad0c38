"""The files themselves as rows: path, name and size. Nothing in them is read."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.local_files.columns import FileColumn
from openai_sql_shell.local_files.paths import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.catalog.table_functions import FileCall
    from openai_sql_shell.local_files.text import NamedFile
    from openai_sql_shell.result import Row

COLUMNS = (
    FileColumn("path", DataType.STRING),
    FileColumn("name", DataType.STRING),
    FileColumn("bytes", DataType.INTEGER),
)


def reader(_call: FileCall) -> NameReader:
    """The reader of a call."""
    return NameReader()


class NameReader:
    """Reads the names of the files of one call."""

    def __init__(self) -> None:
        self._row_size = 1.0

    def columns(self, files: Sequence[NamedFile]) -> tuple[FileColumn, ...]:
        """The same of any file."""
        self._row_size = max(1.0, sum(map(_size, files)) / len(files))
        return COLUMNS

    def row_size(self) -> float:
        """The bytes of a file, about: each is a row."""
        return self._row_size

    def batches(
        self, file: NamedFile, used: Sequence[int], _notice: Callable[[str], None]
    ) -> Iterator[Sequence[Row]]:
        """The row of a file."""
        row = (file.name, PurePath(file.name).name, _size(file))
        yield [tuple(row[at] for at in used)]


def _size(file: NamedFile) -> int:
    """Raises LocalFileError: the file is gone, or its directory does not tell."""
    try:
        return file.path.stat().st_size
    except OSError as problem:
        raise unreadable(file.name, problem) from None
