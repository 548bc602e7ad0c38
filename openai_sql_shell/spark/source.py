"""The formats as Spark knows them. The only module that knows pyspark; what is behind it does without."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from pyspark import cloudpickle
from pyspark.sql import datasource
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition

from openai_sql_shell.spark import arrival
from openai_sql_shell.spark.errors import telling
from openai_sql_shell.spark.options import RESULTS, SQL, query_options, result_options
from openai_sql_shell.spark.shares import ALL, Form, pushed
from openai_sql_shell.spark.types import arrow_schema, check_schema, ddl, result_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.spark.options import QueryOptions, ResultOptions
    from openai_sql_shell.spark.shares import Pushed

TAKES_FILTERS = hasattr(datasource, "EqualTo")
"""Spark hands filters over since 4.1."""
cloudpickle.register_pickle_by_value(arrival)


def _travelling(kind: type, *values: object) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
    """What `pickle` writes for an object of a class, see `arrival`."""
    return arrival.arrived, (pickle.dumps((kind, values)),)


class BatchResults(DataSource):
    """``openai_batch_results``: what became of the requests of batches."""

    def __reduce__(self) -> Any:
        return _travelling(type(self), dict(self.options))

    @classmethod
    def name(cls) -> str:
        """What is written behind ``format``."""
        return RESULTS

    def schema(self) -> str:
        """The columns, as the options want them."""
        with telling():
            return ddl(result_fields(body=result_options(self.options).body))

    def reader(self, schema: Any) -> BatchResultsReader:
        """Who plans and reads; ``schema`` must be the one above."""
        with telling():
            options = result_options(self.options)
            check_schema(_names_and_types(schema), result_fields(body=options.body))
        return BatchResultsReader(options)


class BatchResultsReader(DataSourceReader):
    """Plans on the driver, reads on workers; it travels from the one to the others, and is plain data."""

    def __init__(self, options: ResultOptions, pushed: Pushed = ALL) -> None:
        self._options = options
        self._pushed = pushed

    def __reduce__(self) -> Any:
        return _travelling(type(self), self._options, self._pushed)

    def pushFilters(self, filters: list[Any]) -> list[Any]:  # noqa: N802 - Spark's name
        """Take over filters for batches, files and outcomes; the others are Spark's."""
        self._pushed, left = pushed(filters)
        return left

    def partitions(self) -> list[InputPartition]:
        """The shares, planned with a session of the driver."""
        from openai_sql_shell.dbapi.errors import Error  # noqa: PLC0415 - the driver's rooms, which no worker loads
        from openai_sql_shell.spark.planning import shares  # noqa: PLC0415

        with telling((Error,)):
            return [InputPartition(share) for share in shares(self._options, self._pushed)]

    def read(self, partition: InputPartition | None) -> Iterator[Any]:
        """The rows of a share; none where Spark asks although there is no share."""
        from openai_sql_shell.spark.reader import record_batches  # noqa: PLC0415 - a worker's room

        if partition is None or partition.value is None:
            return iter(())
        options = self._options
        form = Form(options.body, options.rows_per_batch, options.skips_missing, self._pushed.outcome)
        return record_batches(partition.value, form)


class SqlQuery(DataSource):
    """``openai_sql``: the answer to a query, small enough for one machine."""

    def __reduce__(self) -> Any:
        return _travelling(type(self), dict(self.options))

    @classmethod
    def name(cls) -> str:
        """What is written behind ``format``."""
        return SQL

    def schema(self) -> str:
        """The columns of the answer, for which its first rows are asked for."""
        from openai_sql_shell.dbapi.errors import Error  # noqa: PLC0415 - as above
        from openai_sql_shell.spark.query import schema  # noqa: PLC0415

        with telling((Error,)):
            return schema(query_options(self.options))

    def reader(self, schema: Any) -> SqlQueryReader:
        """Who asks and hands on."""
        with telling():
            return SqlQueryReader(query_options(self.options), arrow_schema(_names_and_types(schema)))


class SqlQueryReader(DataSourceReader):
    """Asks on the driver; one worker hands the answer on."""

    def __init__(self, options: QueryOptions, schema: Any) -> None:
        self._options = options
        self._schema = schema

    def __reduce__(self) -> Any:
        return _travelling(type(self), self._options, self._schema)

    def partitions(self) -> list[InputPartition]:
        """The whole answer, as one partition."""
        from openai_sql_shell.dbapi.errors import Error  # noqa: PLC0415 - as above
        from openai_sql_shell.spark.query import rows  # noqa: PLC0415

        with telling((Error,)):
            return [InputPartition(rows(self._options, self._schema))]

    def read(self, partition: InputPartition) -> Iterator[Any]:
        """The rows of the answer."""
        from openai_sql_shell.spark.reader import answer_batches  # noqa: PLC0415 - as above

        return answer_batches(partition.value)


SOURCES = (BatchResults, SqlQuery)


def _names_and_types(schema: Any) -> list[tuple[str, str]]:
    return [(field.name, field.dataType.simpleString()) for field in schema.fields]
