"""What a cursor hands on to Arrow: tables, readers, and the capsules by which libraries of data frames take them without knowing us.

A result is handed on once: whoever asks again gets an error, never an empty answer. Its schema may be asked as often as wished.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, get_args

from openai_sql_shell.dbapi.errors import TRANSLATING, Error, InterfaceError, ProgrammingError, translated
from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.arrow import ArrowField, Json
    from openai_sql_shell.dbapi.open_rows import OpenRows

ROWS = 10_000
"""Rows of a batch, where nothing else is said."""
MOST_ROWS = 2**31
"""Arrow's own bound."""


class ArrowFetches:
    """The Arrow methods of a cursor."""

    _arrow_fields: list[ArrowField] | None
    """What the stream was promised to be; None: nobody has asked."""
    _arrow_schema: Any
    """The schema that was told last; None: none was."""

    def fetch_arrow_table(self, *, schema: Any = None, json: Json = "string") -> Any:
        """All further rows as a ``pyarrow.Table``.

        Columns of the catalog have the types of their declarations, expressions that of all their values.

        Args:
            schema: a ``pyarrow.Schema`` for all columns, in place of that.
            json: ``string``, or ``extension``, Arrow's type for JSON.

        Raises:
            NotSupportedError: there is no pyarrow. InterfaceError: the rows were handed on before, or the schema is of other columns.
            DataError: a value does not fit its column. Error: what befell the rows.
        """
        with TRANSLATING:
            from openai_sql_shell import arrow  # noqa: PLC0415 - heavy, and few ask

            arrow.pyarrow("fetch_arrow_table")
            fields = self._fields(schema, json)
            columns = self._open_rows().result.columns
            made = arrow.table(columns, fields, self._hand_on("fetch_arrow_table"))
            self._arrow_schema = made.schema
            return made

    def fetch_record_batch(self, rows: int = ROWS, *, schema: Any = None, json: Json = "string") -> Any:
        """A ``pyarrow.RecordBatchReader`` of all further rows, which are requested as it is read.

        Types are those of `fetch_arrow_table`, but expressions have that of their values in the first batch.

        Args:
            rows: of a batch, at most; it ends at 64 MiB, too.
            schema: a ``pyarrow.Schema`` for all columns.
            json: ``string``, or ``extension``, Arrow's type for JSON.

        Raises:
            ProgrammingError: no batch has so many rows. Error: what `fetch_arrow_table` raises; reading raises it, too.
        """
        if type(rows) is not int or not 1 <= rows < MOST_ROWS:
            raise ProgrammingError(
                f"a batch of {rows!r} rows cannot be made", "give a whole number, 1 or more"
            )
        with TRANSLATING:
            return self._reader("fetch_record_batch", rows, schema, json)

    def __arrow_c_schema__(self) -> object:
        """The schema of the stream, in a capsule; takes no rows away."""
        with TRANSLATING:
            from openai_sql_shell import arrow  # noqa: PLC0415

            arrow.pyarrow("__arrow_c_schema__")
            if self._arrow_schema is None:
                self._arrow_fields = self._settled(self._fields(None, "string"), ROWS)
                self._arrow_schema = arrow.schema(self._arrow_fields)
            return self._arrow_schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """All further rows, in a capsule: ``pyarrow.table(cursor)``, ``polars.DataFrame(cursor)``, ``pandas.DataFrame.from_arrow(cursor)``."""
        with TRANSLATING:
            return self._reader("__arrow_c_stream__", ROWS, requested_schema, "string").__arrow_c_stream__()

    def _open_rows(self) -> OpenRows:
        """The rows. Raises InterfaceError: they were handed on. ProgrammingError: there are none to be had."""
        raise NotImplementedError

    def _hand_on(self, to: str) -> OpenRows:
        """The rows, which are the cursor's no more."""
        raise NotImplementedError

    def _reader(self, to: str, most: int, schema: Any, json: Json) -> Any:
        from openai_sql_shell import arrow  # noqa: PLC0415

        library = arrow.pyarrow(to)
        own = self._fields(schema, json)
        promised = self._arrow_fields if schema is None and json == "string" else None
        fields = promised or self._settled(own, most)
        self._arrow_schema = made = arrow.schema(fields)
        batches = arrow.batches(fields, self._hand_on(to), made, most)
        return library.RecordBatchReader.from_batches(made, _Batches(batches))

    def _fields(self, schema: Any, json: Json) -> list[ArrowField | None]:
        from openai_sql_shell import arrow  # noqa: PLC0415

        if json not in get_args(arrow.Json):
            raise UsageError(f"json cannot be {json!r}", hint=f"there are {', '.join(get_args(arrow.Json))}")
        columns = self._open_rows().result.columns
        promised = None if schema is None else arrow.as_schema(schema)
        return arrow.result_fields(columns, promised=promised, json=json)

    def _settled(self, fields: list[ArrowField | None], most: int) -> list[ArrowField]:
        """The fields, those that are open by the values of the first batch, which is read where there are some."""
        from openai_sql_shell import arrow  # noqa: PLC0415

        rows = self._open_rows()
        first = () if all(fields) else arrow.first_batch(rows, most)
        return [
            field or arrow.field_of(column, {type(row[place]) for row in first})
            for place, (column, field) in enumerate(zip(rows.result.columns, fields, strict=True))
        ]


class _Batches:
    """Record batches whose error is PEP 249's, and is raised again by whoever reads on."""

    def __init__(self, batches: Iterator[Any]) -> None:
        self._batches = batches
        self._error: Error | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        if self._error is not None:
            raise self._error
        try:
            return next(self._batches)
        except StopIteration:
            raise
        except Error as error:
            self._error = error
            raise
        except Exception as error:
            self._error = translated(error)
            raise self._error from error
        except BaseException:
            self._error = InterfaceError("reading these rows was interrupted", "execute the statement again")
            raise
