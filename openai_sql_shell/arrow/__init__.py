"""Rows to Arrow: columns and tuples come in; fields, a schema, record batches, a table go out. Alone knows pyarrow for writing, and loads it on first use.

`fields` says how a column is kept, `arrays` makes columns of values, `record_batches` makes batches and tables of rows that come by steps.
"""

from __future__ import annotations

from openai_sql_shell.arrow.fields import (
    ArrowField,
    Json,
    Kind,
    as_schema,
    field_of,
    pyarrow,
    result_fields,
    schema,
)
from openai_sql_shell.arrow.record_batches import ROWS, batches, first_batch, parquet_writer, table

__all__ = [
    "ROWS",
    "ArrowField",
    "Json",
    "Kind",
    "as_schema",
    "batches",
    "field_of",
    "first_batch",
    "parquet_writer",
    "pyarrow",
    "result_fields",
    "schema",
    "table",
]
