"""Schema 1 of results of batches: the columns of record batches and files, in this order, of these types. New ones come only at the end."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from openai_sql_shell import arrow
from openai_sql_shell.arrow import ArrowField, Kind
from openai_sql_shell.lines.batch import OUTPUT
from openai_sql_shell.lines.columns import no_rates
from openai_sql_shell.lines.scan import LineScan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai_sql_shell.lines.columns import Rates
    from openai_sql_shell.lines.split import Source
    from openai_sql_shell.result import Row

VERSION = 1
_JSON = ("parsed", "tool_calls", "body")
_KINDS = (
    (Kind.STRING, ("batch_id", "custom_id")),
    (Kind.DICTIONARY, ("outcome", "source")),
    (Kind.INT32, ("line", "status_code", "duplicate")),
    (
        Kind.STRING,
        (
            *("error_code", "error_message", "text", "parsed", "tool_calls"),
            *("refusal", "finish_reason", "model", "request_id", "id"),
        ),
    ),
    (
        Kind.INT64,
        (
            *("input_tokens", "cached_tokens", "cache_write_tokens"),
            *("output_tokens", "reasoning_tokens", "total_tokens"),
        ),
    ),
    (Kind.DECIMAL, ("cost_usd",)),
    (Kind.STRING, ("price_asof",)),
)
FIELDS = tuple(ArrowField(name, kind, name in _JSON, column=name) for kind, names in _KINDS for name in names)
"""Of every file of the schema."""
BODY = ArrowField("body", Kind.LARGE_STRING, is_json=True, column="body")
"""Behind them, where it is asked for."""
BY_NAME = {field.name: field for field in (*FIELDS, BODY)}


def arrow_schema(*, body: bool = False) -> Any:
    """The schema as pyarrow's; its metadata tells the version.

    Raises:
        UnsupportedStatement: pyarrow is not installed.
    """
    return arrow.schema(_fields(body=body), {"openai_sql.schema": str(VERSION)})


def _fields(*, body: bool) -> tuple[ArrowField, ...]:
    return (*FIELDS, BODY) if body else FIELDS


def record_batches(
    source: Source,
    endpoint: str,
    *,
    batch_id: str | None = None,
    file: str = OUTPUT,
    body: bool = False,
) -> Iterator[Any]:
    """The rows of an output or error file of a batch as record batches of pyarrow, each of at most 10,000 rows.

    Args:
        source: the bytes of the file, in pieces of any size, or a file to read them from.
        endpoint: of the batch, such as ``/v1/responses``.
        batch_id: the batch, for the column of that name.
        file: ``output`` or ``error``: which one it is, for the column ``source``.
        body: with the answer as it came, as the last column.

    Raises:
        UnsupportedStatement: pyarrow is not installed.
    """
    fields = _fields(body=body)
    rows = file_rows(source, endpoint, fields, {"batch_id": batch_id, "source": file})
    return arrow.batches(fields, rows, arrow_schema(body=body))


def file_rows(
    source: Source,
    endpoint: str,
    fields: Sequence[ArrowField],
    known: Mapping[str, str | None],
    rates: Callable[[str], Rates | None] = no_rates,
    notice: Callable[[str], None] = lambda _said: None,
) -> Iterator[Row]:
    """The rows of an output or error file of a batch, in the order of some fields of the schema.

    Args:
        source: the bytes of the file, in pieces of any size, or a file to read them from.
        endpoint: of the batch, such as ``/v1/responses``.
        fields: two or more.
        known: what is the same for all rows, by the names of their fields.
        rates: what a model costs.
        notice: told what a person should know, each once.
    """
    read = [field.name for field in fields if field.name not in known]
    places = [[*read, *known].index(field.name) for field in fields]
    in_order, tail = itemgetter(*places), tuple(known.values())
    found = LineScan(endpoint, read, notice, rates).rows(source)
    return (in_order(row + tail) for row in found)
