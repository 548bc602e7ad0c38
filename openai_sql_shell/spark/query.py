"""The driver's side of ``openai_sql``: a query comes in, its schema and its rows go out, for one partition. Workers ask nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell import arrow
from openai_sql_shell.arrow import ArrowField, Kind
from openai_sql_shell.errors import UsageError
from openai_sql_shell.spark.account import connected, tell
from openai_sql_shell.spark.types import ddl

if TYPE_CHECKING:
    from openai_sql_shell.spark.options import QueryOptions

MOST_BYTES = 64 * 1024 * 1024
"""Of an answer, which travels to one worker as a whole."""
KINDS = {
    "double": Kind.FLOAT64,
    **{str(kind): kind for kind in (Kind.INT64, Kind.BOOL, Kind.BINARY, Kind.STRING)},
}
"""What answers are made of, as Arrow writes them; besides times."""


def schema(options: QueryOptions) -> str:
    """The schema of an answer, as Spark writes it; where the catalog does not tell a type, the first rows do.

    Raises:
        UsageError: two columns have one name. Error: PEP 249's, whatever befell the statement.
    """
    with connected(options.account) as (connection, _):
        found = connection.cursor().execute(options.query).fetch_record_batch(options.rows_per_batch).schema
        return ddl([ArrowField(field.name, _kind(field.type)) for field in found])


def _kind(of: Any) -> Kind:
    return Kind.TIME if str(of).startswith("timestamp") else KINDS[str(of)]


def rows(options: QueryOptions, schema: Any) -> bytes:
    """The whole answer as a stream of Arrow's.

    Args:
        options: of the read.
        schema: of pyarrow, which it is to have.

    Raises:
        UsageError: it is too large to travel. Error: PEP 249's, such as a value that the schema cannot hold.
    """
    library = arrow.pyarrow("openai_sql")
    sink = library.BufferOutputStream()
    with connected(options.account) as (connection, _):
        cursor = connection.cursor().execute(options.query)
        reader = cursor.fetch_record_batch(options.rows_per_batch, schema=schema)
        with library.ipc.new_stream(sink, schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
                if sink.tell() > MOST_BYTES:
                    raise UsageError(
                        f"the answer has more than {MOST_BYTES // 1024**2} MiB, and one worker is to have all of it",
                        hint="narrow it with WHERE or LIMIT; results of batches are read by openai_batch_results",
                    )
        tell(cursor)
    answer: bytes = sink.getvalue().to_pybytes()
    return answer
