"""The same account in plain tables: what SQLite says about them is what a statement must give.

Names and types of columns are the catalog's; how a value looks in SQL is written here a second time, so that a mistake in
the engine's way of doing it shows.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import apsw

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import DataType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fuzz.world import Json, World

    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.result import Row

TABLES = {
    "openai.vector_stores.vector_stores": "stores",
    "openai.vector_stores.vector_store_files": "store_files",
    "openai.batch.batches": "batches",
    "openai.files.files": "files",
}
"""The plain table for each resource."""

AFFINITY = {DataType.INTEGER: "INTEGER", DataType.NUMBER: "REAL", DataType.BOOLEAN: "INTEGER"}


class Mirror:
    """Plain tables with the objects of a world."""

    def __init__(self, world: World) -> None:
        self._connection = apsw.Connection(":memory:")
        store_files = [found for files in world.store_files.values() for found in files]
        objects = (world.stores, store_files, world.batches, world.files)
        for (resource, table), rows in zip(TABLES.items(), objects, strict=True):
            self._fill(resource, table, rows)

    def _fill(self, resource: str, table: str, rows: Iterable[Json]) -> None:
        _provider, service, name = resource.split(".")
        columns = Catalog().resource(service, name).columns
        declared = ", ".join(f'"{c.name}" {AFFINITY.get(c.type, "TEXT")}' for c in columns)
        self._connection.execute(f"CREATE TABLE {table} ({declared})")
        marks = ", ".join("?" * len(columns))
        values = [[_value(found.get(c.name), c) for c in columns] for found in rows]
        self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)

    def rows(self, sql: str) -> list[Row]:
        """What a statement about the resources gives, asked of the tables."""
        for resource, table in TABLES.items():
            sql = sql.replace(resource, table)
        return self._connection.execute(sql).fetchall()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _value(value: Any, column: Column) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return None if column.blank_is_null and value == "" else value
