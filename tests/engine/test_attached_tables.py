"""A connection has the tables that its statements have named, however many services there are."""

from __future__ import annotations

import apsw
import pytest
from harness import make_session

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import Service
from openai_sql_shell.catalog.services.models import MODELS
from openai_sql_shell.classes import replace
from openai_sql_shell.engine.connection import ConnectionPool, EngineConnection
from openai_sql_shell.engine.execution import Limits
from openai_sql_shell.errors import EngineError, UnknownName

BATCHES, FILES, GPT = ("openai.batch", "batches"), ("openai.files", "files"), ("openai.models", "models")
MANY = [f"service_{number:02}" for number in range(30)]


@pytest.fixture
def connection():
    opened = EngineConnection(Catalog(), "test-of-attaching")
    yield opened
    opened.sqlite.close()


@pytest.fixture
def crowded(monkeypatch):
    """A connection to many services, of which SQLite holds three at once."""
    services = tuple(Service(name, name, "", (replace(MODELS, service=name, aliases=()),)) for name in MANY)
    opened = EngineConnection(Catalog(services), "test-of-crowding")
    opened.sqlite.limit(apsw.SQLITE_LIMIT_ATTACHED, 3)
    monkeypatch.setattr("openai_sql_shell.engine.table.ResourceTable.BestIndexObject", lambda *_: True)
    yield opened
    opened.sqlite.close()


def reading(*services):
    return "SELECT 1 FROM " + ", ".join(f'"openai.{name}".models' for name in services)


def readable(connection, *services):
    """Whether SQLite can prepare a statement that reads these."""
    try:
        connection.sqlite.execute(f"EXPLAIN {reading(*services)} WHERE FALSE")
    except apsw.SQLError:
        return False
    return True


def held(connection):
    """The services that have a table, as SQLite sees it."""
    return [name for name in MANY if readable(connection, name)]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("SELECT 1", set()),
        ("SELECT 'openai.batch.batches'", set()),
        ("SELECT 'openai.' || b.id FROM t b", set()),
        ('SELECT * FROM "openai.batch"."batches"', {BATCHES}),
        ('SELECT * FROM "OPENAI.Batch".BATCHES', {BATCHES}),
        ("SELECT * FROM [openai.batch] . `batches` b", {BATCHES}),
        ("SELECT * FROM 'openai.batch'.'batches'", {BATCHES}),
        (
            'WITH q AS (SELECT * FROM "openai.batch".batches) SELECT * FROM q, "openai.files".files',
            {BATCHES, FILES},
        ),
        ('CREATE VIEW v AS SELECT * FROM "openai.models"."models"', {GPT}),
        ('SELECT * FROM "openai.batches"."batches"', set()),
        ('SELECT * FROM "openai.batch"."batchs"', set()),
    ],
)
def test_a_statement_has_the_tables_it_names_and_no_others(connection, sql, tables):
    connection.attach(sql)
    assert set(connection.tables) == tables


def test_a_table_is_made_once(connection):
    connection.attach('SELECT * FROM "openai.batch"."batches"')
    first = connection.tables[BATCHES]
    connection.attach('SELECT * FROM "openai.batch"."batches", "openai.files".files')
    assert connection.tables[BATCHES] is first


def test_a_statement_still_may_not_attach_anything_itself(connection):
    connection.attach('SELECT * FROM "openai.batch"."batches"')
    for sql in ("ATTACH ':memory:' AS x", 'CREATE VIRTUAL TABLE "openai.batch".x USING openai()'):
        with pytest.raises(apsw.AuthError):
            connection.sqlite.execute(sql)


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK", "ROLLBACK TO s; RELEASE s; COMMIT"])
def test_a_table_that_a_transaction_first_named_is_there_however_that_ends(seeded, end):
    counts = []
    for sql in ["BEGIN", "SAVEPOINT s", "CREATE TABLE t (a)", "SELECT count(*) FROM models"]:
        counts += seeded.rows(sql)
    for sql in end.split("; "):
        seeded.rows(sql)
    for sql in ["SELECT count(*) FROM models", "SELECT count(*) FROM models m JOIN batches"] * 2:
        counts += seeded.rows(sql)
    assert counts[0] == counts[1] == counts[3]
    assert counts[2] == counts[4]


def test_a_view_is_read_by_those_that_run_ahead(seeded_sandbox, time):
    session = make_session(seeded_sandbox, time, concurrency=16)
    for sql in (
        "CREATE VIEW stores AS SELECT id FROM openai.vector_stores.vector_stores",
        "CREATE VIEW both AS SELECT s.id AS store, f.id FROM stores s JOIN openai.vector_stores.files f ON vector_store_id = s.id",
    ):
        list(session.execute(sql).rows)
    result = session.execute("SELECT count(*) FROM both")
    assert next(iter(result.rows))[0] > 20
    assert result.stats.peak > 1
    assert [len(found.columns) for found in session.local_objects()] == [1, 2]
    session.close()


def test_a_connection_made_ready_needs_nothing_of_the_session_any_more():
    pool = ConnectionPool(Catalog(), "test-of-readiness")
    pool.ready('SELECT * FROM "openai.batch"."batches"')
    with pool.connection() as connection:
        assert set(connection.tables) == {BATCHES}
    pool.close()


@pytest.mark.parametrize(
    ("sql", "near"),
    [
        ("SELECT * FROM modls", "models"),
        ('SELECT * FROM "openai.models".modls', "models"),
        ("SELECT * FROM vector_store_contents", "vector_store_file_contents"),
        ("SELECT idd FROM openai.models.models", "id"),
    ],
)
def test_a_misspelt_name_may_mean_what_no_statement_has_named_yet(seeded, sql, near):
    assert near in seeded.error(sql, UnknownName).near


@pytest.mark.parametrize(
    "name", ['"openai.batches".batches', '"OPENAI.BATCHES"."Batches"', '"openai.batch".batches']
)
def test_a_schema_that_only_aliases_have_is_understood(seeded, name):
    assert seeded.rows(f"SELECT count(*) FROM {name}") == seeded.rows("SELECT count(*) FROM batches")


def test_one_session_reads_every_service_one_after_the_other(crowded):
    for name in MANY:
        crowded.attach(reading(name))
        assert readable(crowded, name)
    assert held(crowded) == MANY[-3:]
    assert [schema for schema, _ in crowded.tables] == [f"openai.{name}" for name in MANY[-3:]]


def test_what_was_used_longest_ago_makes_room(crowded):
    for name in (*MANY[:3], MANY[0], MANY[4]):
        crowded.attach(reading(name))
    assert held(crowded) == [MANY[0], MANY[2], MANY[4]]


def test_what_the_statement_or_a_view_reads_stays(crowded):
    crowded.adopt([("v", f"CREATE VIEW v AS {reading(MANY[0])}")])
    crowded.attach(reading(MANY[1]))
    crowded.attach(reading(MANY[2]))
    crowded.attach(reading(MANY[1], MANY[3]))
    assert held(crowded) == [MANY[0], MANY[1], MANY[3]]
    crowded.sqlite.execute("EXPLAIN SELECT * FROM v")


def test_what_a_transaction_has_made_stays(crowded):
    crowded.attach(reading(MANY[0]))
    crowded.sqlite.execute("BEGIN")
    for name in MANY[1:4]:
        crowded.attach(reading(name))
    with pytest.raises(EngineError) as caught:
        crowded.attach(reading(MANY[4]))
    assert "COMMIT" in caught.value.hint
    assert held(crowded) == MANY[1:4]
    crowded.sqlite.execute("ROLLBACK")
    crowded.attach(reading(MANY[3]))
    assert readable(crowded, MANY[3])


def test_more_services_than_sqlite_holds_are_an_error_that_says_what_to_do(crowded):
    crowded.adopt([("v", f"CREATE VIEW v AS {reading(MANY[0])}")])
    with pytest.raises(EngineError) as caught:
        crowded.attach(reading(*MANY[1:4]))
    assert "tables of 3 services" in caught.value.message
    assert "CREATE TABLE t AS SELECT" in caught.value.hint
    crowded.attach(reading(*MANY[1:3]))
    assert readable(crowded, *MANY[1:3])


def test_a_statement_joins_more_services_than_sqlite_holds_by_default(crowded):
    crowded.sqlite.limit(apsw.SQLITE_LIMIT_ATTACHED, 125)
    crowded.attach(reading(*MANY))
    assert readable(crowded, *MANY)


def test_a_prepared_statement_that_is_being_read_goes_on(seeded):
    database = seeded.session._database.opened()
    context = seeded.session._workspace().context()
    sql = 'SELECT id FROM "openai.models".models'
    rows = database.query(sql, database.prepare(sql, context, Limits(concurrency=1)))
    first = next(rows)
    database._main.attach('SELECT * FROM "openai.files".files')
    assert first not in list(rows)
