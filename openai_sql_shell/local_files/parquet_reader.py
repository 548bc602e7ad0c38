"""Parquet files, by pyarrow: it decodes, row group by row group, only the columns that are asked for."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.local_files.columns import FileColumn, columns_of
from openai_sql_shell.local_files.values import Misfit, json_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.catalog.table_functions import FileCall
    from openai_sql_shell.local_files.text import NamedFile
    from openai_sql_shell.result import Row

ROWS_AT_ONCE = 2_000


def reader(_call: FileCall) -> ParquetReader:
    """The reader of a call.

    Raises:
        LocalFileError: pyarrow is not installed.
    """
    return ParquetReader()


class ParquetReader:
    """Reads the files of one call."""

    def __init__(self) -> None:
        try:
            from pyarrow import parquet  # noqa: PLC0415 - heavy, and not everybody has it
        except ImportError:
            raise LocalFileError(
                "read_parquet needs pyarrow, which is not installed", hint="pip install 'openai-sql[arrow]'"
            ) from None
        self._parquet = parquet
        self._columns: tuple[FileColumn, ...] = ()
        self._row_size = 1.0

    def columns(self, files: Sequence[NamedFile]) -> tuple[FileColumn, ...]:
        """The columns, from the schema of the first file."""
        with self._opened(files[0]) as found:
            schema, rows = found.schema_arrow, found.metadata.num_rows
        self._row_size = max(1.0, files[0].path.stat().st_size / max(1, rows))
        types = [(field.name, _type_of(str(field.type))) for field in schema]
        self._columns = columns_of(files[0].name, types)
        return self._columns

    def row_size(self) -> float:
        """The bytes of a row, about."""
        return self._row_size

    def batches(
        self, file: NamedFile, used: Sequence[int], _notice: Callable[[str], None]
    ) -> Iterator[Sequence[Row]]:
        """The rows of a file."""
        columns = [self._columns[at] for at in used]
        with self._opened(file) as found:
            missing = [c.name for c in self._columns if c.key not in found.schema_arrow.names]
            if missing:
                raise LocalFileError(
                    f"{file.name} has no column {missing[0]!r}, which the first file has",
                    hint="read the files with a call for each kind, and join the rows with UNION ALL",
                )
            row = 0
            for batch in found.iter_batches(
                ROWS_AT_ONCE, columns=[c.key for c in columns], use_threads=False
            ):
                values = [self._values(file, batch, column, row) for column in columns]
                row += batch.num_rows
                yield list(zip(*values, strict=True)) if values else [()] * batch.num_rows

    def _values(self, file: NamedFile, batch: Any, column: FileColumn, row: int) -> Sequence[Any]:
        plain = [_plain(value) for value in batch.column(column.key).to_pylist()]
        if any(isinstance(value, bytes) for value in plain):
            return plain
        try:
            return json_values(column, plain)
        except Misfit as misfit:
            raise LocalFileError(
                f"{file.name}, row {row + misfit.at + 1}: {misfit.said}", hint="SQLite has 64 bits"
            ) from None

    def _opened(self, file: NamedFile) -> Any:
        try:
            return self._parquet.ParquetFile(file.path)
        except (OSError, ValueError) as problem:  # pyarrow's own errors are both
            raise LocalFileError(
                f"{file.name} is no Parquet file: {problem}", hint="read_csv and read_jsonl read texts"
            ) from None


def _type_of(name: str) -> DataType | None:
    """The type of pyarrow's type.

    >>> print(_type_of("uint8"), _type_of("double"), _type_of("bool"), _type_of("binary"), _type_of("timestamp[us]"))
    integer number boolean None string
    """
    if name.startswith(("int", "uint")):
        return DataType.INTEGER
    if name in ("double", "float", "halffloat"):
        return DataType.NUMBER
    if "binary" in name or name == "null":
        return None
    return DataType.BOOLEAN if name == "bool" else DataType.STRING


def _plain(value: Any) -> Any:
    """A value as SQLite holds it: times as ISO texts, decimals as their digits, nested ones as JSON."""
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return str(value)
