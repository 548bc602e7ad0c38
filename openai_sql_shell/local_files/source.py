"""A call of a table function as columns and rows: the files it names, one after the other, by the reader of their format."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from itertools import repeat
from typing import TYPE_CHECKING, Protocol

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.catalog.table_functions import FILENAME
from openai_sql_shell.local_files.columns import FileColumn, unique_names
from openai_sql_shell.local_files.options import CallOptions
from openai_sql_shell.local_files.paths import named_files
from openai_sql_shell.local_files.text import NamedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.catalog.table_functions import FileCall
    from openai_sql_shell.local_files.paths import Folders
    from openai_sql_shell.result import Row

READERS = {
    "read_csv": "openai_sql_shell.local_files.csv_reader",
    "read_jsonl": "openai_sql_shell.local_files.json_reader",
    "read_json": "openai_sql_shell.local_files.json_reader",
    "read_parquet": "openai_sql_shell.local_files.parquet_reader",
    "glob": "openai_sql_shell.local_files.name_reader",
}
"""Modules by the function they serve; each has ``reader(call)``."""

PACKED = 5
"""How many times larger a packed file is when it is unpacked."""


class FileReader(Protocol):
    """One format. A reader is made for one call, and may be asked several times."""

    def columns(self, files: Sequence[NamedFile]) -> tuple[FileColumn, ...]:
        """The columns, from the first rows. Raises LocalFileError."""

    def row_size(self) -> float:
        """The bytes of one of the first rows; at least 1."""

    def batches(
        self, file: NamedFile, used: Sequence[int], notice: Callable[[str], None]
    ) -> Iterator[Sequence[Row]]:
        """The rows of a file, some at once, with the values of the columns at ``used``. Raises LocalFileError."""


class LocalFile:
    """The files of one call. What is found about them at first holds for as long as this lives: a statement."""

    def __init__(self, call: FileCall, folders: Folders) -> None:
        """Nothing is read yet."""
        self.call = call
        self.folders = folders

    def anew(self) -> LocalFile:
        """The same call for another statement, for which the files may have changed."""
        return LocalFile(self.call, self.folders)

    @cached_property
    def _reader(self) -> FileReader:
        made: FileReader = import_module(READERS[self.call.function.name]).reader(self.call)
        return made

    @cached_property
    def _files(self) -> list[NamedFile]:
        return [NamedFile(name, path) for name, path in named_files(self.call, self.folders)]

    @cached_property
    def columns(self) -> tuple[FileColumn, ...]:
        """The columns, from the first rows.

        Raises:
            LocalFileError: the files cannot be read, or what they begin with is not of their format.
        """
        found = self._reader.columns(self._files)
        if not self._named:
            return found
        own = unique_names([*(column.name for column in found), FILENAME])[-1]
        return (*found, FileColumn(own, DataType.STRING))

    @property
    def _named(self) -> bool:
        return CallOptions(self.call).switch(FILENAME) is True

    @cached_property
    def expected_rows(self) -> int:
        """About how many rows there are, from the sizes of files and rows."""
        columns = self.columns
        sizes = (f.path.stat().st_size * (PACKED if f.name.endswith(".gz") else 1) for f in self._files)
        return max(1, int(sum(sizes) / self._reader.row_size())) if columns else 1

    def batches(self, used: Sequence[int], notice: Callable[[str], None]) -> Iterator[Iterable[Row]]:
        """All rows, some at once: the values of the columns at ``used``, in that order.

        Args:
            used: indexes of columns.
            notice: told what a person should know about the rows.

        Raises:
            LocalFileError: what does not fit; rows before it are right.
        """
        columns = self.columns  # the reader finds them out before it reads on
        own = len(columns) - 1 if self._named else -1
        kept = [at for at in used if at != own]
        for file in self._files:
            for batch in self._reader.batches(file, kept, notice):
                yield _with_name(batch, used.index(own), file.name) if own in used else batch


def _with_name(rows: Iterable[Row], at: int, name: str) -> Iterator[Row]:
    """The rows with the name of their file."""
    return ((*row[:at], found, *row[at:]) for row, found in zip(rows, repeat(name)))
