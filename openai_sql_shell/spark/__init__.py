"""Spark's data sources: result files of batches, read by as many machines as a cluster has, and answers of small queries.

A driver plans (`planning`, `query`), with a session and the profile's key; what it hands to workers is plain data (`shares`), and a
worker (`reader`) reads one share with the key of its own environment. `source` alone knows pyspark, and is imported by `register`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.errors import UnsupportedStatement

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["register"]

PUSHDOWN = "spark.sql.python.filterPushdown.enabled"
"""Without it Spark refuses a source that takes filters."""
EXTRA = "openai-sql[spark]"


def register(spark: Any) -> None:
    """Make the formats ``openai_batch_results`` and ``openai_sql`` known to a Spark session, and have Spark hand filters to sources.

    Args:
        spark: a ``SparkSession`` of Spark 4.

    Raises:
        UnsupportedStatement: pyspark or pyarrow is not installed.
    """
    source = _needed(_source, "pyspark 4", "pip install 'pyspark>=4', or what the cluster calls it")
    _needed(_pyarrow, "pyarrow", f"pip install '{EXTRA}'")
    for each in source.SOURCES:
        spark.dataSource.register(each)
    if source.TAKES_FILTERS:
        spark.conf.set(PUSHDOWN, "true")


def _source() -> Any:
    from openai_sql_shell.spark import source  # noqa: PLC0415 - few machines have pyspark

    return source


def _pyarrow() -> Any:
    from openai_sql_shell.arrow import pyarrow  # noqa: PLC0415 - as above

    return pyarrow("Spark's data source")


def _needed(load: Callable[[], Any], name: str, hint: str) -> Any:
    try:
        return load()
    except (ImportError, UnsupportedStatement):
        from platform import node  # noqa: PLC0415 - only for the message

        raise UnsupportedStatement(
            f"Spark's data source needs {name}, which is missing on {node()}: {hint}"
        ) from None
