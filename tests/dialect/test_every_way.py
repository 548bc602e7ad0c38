"""Rows of the API and of the session's tables, of every type: the same values by DB-API, SQLAlchemy, an Arrow table and a reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import MetaData, Table, select, text

import openai_sql_shell
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.dbapi.typecodes import AFFINITIES, CODES, TIMESTAMP

pa = pytest.importorskip("pyarrow")

TABLES = {
    "openai.assistants.assistants": "",
    "openai.certificates.certificates": "",
    "openai.batch.batches": "",
    "openai.files.files": "",
    "openai.users.users": "",
    "here": "CREATE TABLE here (i INTEGER, t VARCHAR(9), r REAL, b BLOB, n BIGINT)",
}
"""What has all types together, and how it is made."""
ROWS = (
    "INSERT INTO here VALUES (1, 'it''s ü', 0.5, x'00ff', 7), (NULL, NULL, NULL, NULL, NULL), "
    "(9223372036854775807, '', -1e300, x'', 2), (-9223372036854775808, '\U0001f600', 0.1, x'41', -3)"
)
SQL = "SELECT * FROM {} ORDER BY 1, 2"


@pytest.fixture(scope="module")
def server(seeded_sandbox):
    return seeded_sandbox


@pytest.fixture
def connect(server):
    opened = []

    def connect(table, **choices):
        opened.append(
            openai_sql_shell.connect(
                base_url=server.url, api_key=server.key, admin_key=server.admin_key, **choices
            )
        )
        cursor = opened[-1].cursor()
        if TABLES[table]:
            cursor.execute(TABLES[table])
            cursor.execute(ROWS)
        return cursor.execute(SQL.format(table))

    yield connect
    for connection in opened:
        connection.close()


def by_steps(cursor):
    rows = [cursor.fetchone(), *cursor.fetchmany(2)]
    return [*rows, *cursor]


def plain(table):
    """Rows of an Arrow table, its moments as seconds."""
    columns = [
        c.cast("int64")
        if pa.types.is_timestamp(c.type)
        else c.cast("string")
        if str(c.type).startswith("extension")
        else c
        for c in table.columns
    ]
    return list(zip(*(c.to_pylist() for c in columns), strict=True))


WAYS = {
    "steps": by_steps,
    "table": lambda cursor: plain(cursor.fetch_arrow_table()),
    "reader": lambda cursor: [
        row for batch in cursor.fetch_record_batch(2) for row in plain(pa.Table.from_batches([batch]))
    ],
    "stream": lambda cursor: plain(pa.table(cursor)),
}


@pytest.mark.parametrize("table", TABLES)
def test_every_way_gives_the_same_values(connect, seeded_engine, table):
    expected = connect(table).fetchall()
    assert len(expected) > 1
    for name, way in WAYS.items():
        assert way(connect(table)) == expected, name
    with seeded_engine.connect() as connection:
        if TABLES[table]:
            connection.execute(text(TABLES[table]))
            connection.execute(text(ROWS))
        assert list(map(tuple, connection.execute(text(SQL.format(table))))) == expected
        *schema, name = table.split(".")
        mirrored = Table(name, MetaData(), schema=".".join(schema) or None, autoload_with=connection)
        names = [column[0] for column in connect(table).description]
        chosen = select(*(mirrored.c[n] for n in names)).order_by(*(mirrored.c[n] for n in names[:2]))
        for ours, theirs in zip(expected, connection.execute(chosen), strict=True):
            for one, other, column in zip(ours, theirs, (mirrored.c[n] for n in names), strict=True):
                decoded = column.type.__class__.__name__ == "JSON" and isinstance(one, str)
                assert other == (json.loads(one) if decoded else one), column.name
                assert type(one) is type(other) or decoded or column.type.__class__.__name__ == "Float"


@pytest.mark.parametrize("table", [name for name, made in TABLES.items() if not made])
def test_moments_are_the_same_by_every_way(connect, table):
    seconds, cursor = connect(table).fetchall(), connect(table, times="datetime")
    moments = [n for n, column in enumerate(cursor.description) if column[1] == TIMESTAMP]
    assert moments
    found = cursor.fetchall()
    arrow = connect(table, times="datetime").fetch_arrow_table().to_pydict()
    for at in moments:
        expected = [None if row[at] is None else datetime.fromtimestamp(row[at], UTC) for row in seconds]
        assert [row[at] for row in found] == expected
        assert arrow[cursor.description[at][0]] == expected


def test_all_types_are_among_them():
    catalog = Catalog()
    parts = [name.split(".")[1:] for name, made in TABLES.items() if not made]
    columns = [column for service, name in parts for column in catalog.resource(service, name).columns]
    assert {column.type for column in columns} == set(DataType)
    assert any(column.unix_time for column in columns)
    assert {code for _, code in AFFINITIES} <= {*CODES.values(), "binary"}
