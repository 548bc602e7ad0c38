"""Engines, connections and the ORM: values, changes, requests, errors, and one sandbox for all connections."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from dialect.test_examples import OLD
from faults import Fault
from sqlalchemy import (
    Column,
    MetaData,
    Table,
    create_engine,
    delete,
    exc,
    func,
    insert,
    inspect,
    pool,
    select,
    text,
    update,
)
from sqlalchemy.orm import DeclarativeBase, Session

from openai_sql_shell.sqlalchemy import UnixTime

STORES = "openai.vector_stores.vector_stores"
NAIVE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
KEY = "sk-proj-topsecret123456789"


@pytest.fixture
def store_class(engine):
    """Vector stores as the ORM maps them."""

    class Base(DeclarativeBase):
        pass

    class Store(Base):
        __table__ = Table("vector_stores", Base.metadata, schema="openai.vector_stores", autoload_with=engine)

    return Store


def asked(server):
    return [f"{seen.method} {seen.path}".replace("/v1", "", 1) for seen in server.requests]


@OLD
def test_pandas_reads_queries_and_whole_resources():
    counted = "SELECT status, count(*) n FROM openai.batch.batches GROUP BY 1"
    found = pd.read_sql(counted, "openai:///sandbox")
    assert list(found.columns) == ["status", "n"]
    assert found.n.sum() > 100
    engine = create_engine("openai:///sandbox")
    whole = pd.read_sql_table("batches", engine, schema="openai.batch")
    assert len(whole) == found.n.sum()
    named = pd.read_sql("SELECT id FROM openai.batch.batches WHERE status = ?", engine, params=("failed",))
    assert sorted(named.id) == sorted(whole.id[whole.status == "failed"])
    engine.dispose()


def test_an_object_of_the_orm_is_one_get_and_its_changes_are_one_call_each(engine, store_class, sandbox):
    with Session(engine) as session:
        store = store_class(name="one", metadata={"a": "b"})
        session.add(store)
        sandbox.forget_requests()
        session.flush()
        assert store.object == "vector_store"
        assert asked(sandbox) == ["POST /vector_stores"]
        number = store.id
    sandbox.forget_requests()
    with Session(engine) as session:
        store = session.get(store_class, number)
        assert (store.name, store.metadata) == ("one", {"a": "b"})
        assert asked(sandbox) == [f"GET /vector_stores/{number}"]
        store.name = "two"
        session.flush()
        session.delete(store)
        session.flush()
    assert asked(sandbox)[1:] == [f"POST /vector_stores/{number}", f"DELETE /vector_stores/{number}"]


def test_changes_say_what_was_changed(engine, store_class):
    stores = store_class.__table__
    with engine.connect() as connection:
        rows = [{"name": "a", "metadata": {"run": "1"}}, {"name": "b", "metadata": {}}]
        made = connection.execute(insert(stores).returning(stores.c.id, stores.c.name), rows)
        assert sorted(name for _, name in made) == ["a", "b"]
        run = select(stores.c.name).where(stores.c.metadata["run"].as_string() == "1")
        assert connection.scalars(run).all() == ["a"]
        assert connection.execute(update(stores).where(stores.c.name == "a").values(name="c")).rowcount == 1
        assert connection.execute(delete(stores).where(stores.c.name.in_(["b", "c"]))).rowcount == 2


def test_an_engine_reads_only_unless_its_url_says_otherwise(engine_on, sandbox):
    with engine_on(sandbox).connect() as connection, pytest.raises(exc.ProgrammingError, match="read_only"):
        connection.exec_driver_sql(f"INSERT INTO {STORES} (name) VALUES ('a')")
    assert sandbox.requests == []


def test_a_person_is_asked_where_the_url_says_so(sandbox):
    answers = [True, False]
    keys = {"api_key": sandbox.key, "confirm": lambda _preview: answers.pop(0)}
    engine = create_engine(f"openai://?base_url={sandbox.url}&mode=confirm", connect_args=keys)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"INSERT INTO {STORES} (name) VALUES ('a')")
        with pytest.raises(exc.DBAPIError):
            connection.exec_driver_sql(f"INSERT INTO {STORES} (name) VALUES ('b')")
        assert connection.exec_driver_sql(f"SELECT name FROM {STORES}").scalars().all() == ["a"]
    engine.dispose()


RESOURCES = [
    "batch.batches",
    "files.files",
    "models.models",
    "projects.projects",
    "vector_stores.vector_stores",
]


@pytest.mark.parametrize("name", RESOURCES)
def test_values_are_those_of_the_driver_with_json_read(name, seeded_engine):
    service, _, resource = name.partition(".")
    with seeded_engine.connect() as connection:
        table = Table(resource, MetaData(), schema=f"openai.{service}", autoload_with=connection)
        found = [tuple(row) for row in connection.execute(select(table))]
        cursor = connection.connection.dbapi_connection.cursor()
        plain = cursor.execute(f"SELECT * FROM openai.{name}").fetchall()
    codes = {column[0]: column[1] for column in cursor.description}
    order = [list(codes).index(column.name) for column in table.columns]
    shapes = [
        json.loads if codes[column.name] == "json" else (lambda value: value) for column in table.columns
    ]
    assert plain
    assert found == [
        tuple(row[at] and shape(row[at]) for at, shape in zip(order, shapes, strict=True)) for row in plain
    ]


def test_a_failure_in_the_middle_of_a_result_is_an_error_and_no_end(seeded_sandbox, engine_on):
    engine = engine_on(seeded_sandbox, "retries=0&concurrency=1")
    with engine.connect() as connection:
        seeded_sandbox.faults.add(Fault("GET /v1/batches*", status=400, skip=1))
        found = connection.execute(text("SELECT id FROM openai.batch.batches"))
        assert len(found.fetchmany(5)) == 5
        with pytest.raises(exc.OperationalError):
            found.fetchall()


def test_the_sandbox_of_an_engine_is_one_and_ends_with_it():
    engine = create_engine("openai:///sandbox?mode=full")
    with engine.connect() as one, engine.connect() as other:
        assert isinstance(engine.pool, pool.QueuePool)
        one.exec_driver_sql(f"INSERT INTO {STORES} (name) VALUES ('shared')")
        count = f"SELECT count(*) FROM {STORES} WHERE name = 'shared'"
        assert other.exec_driver_sql(count).scalar() == 1
        engine.dispose()
        assert other.exec_driver_sql(count).scalar() == 1
    with engine.connect() as anew:
        assert anew.exec_driver_sql(count).scalar() == 0
    engine.dispose()


def test_ten_connections_of_an_engine_share_a_directory_and_another_engine_is_told(tmp_path):
    url = f"openai://?sandbox={tmp_path}"
    engine, other = create_engine(url, pool_size=10), create_engine(url)
    with ThreadPoolExecutor(10) as threads:
        connections = list(threads.map(lambda _: engine.connect(), range(10)))
    with pytest.raises(exc.InterfaceError, match="another sandbox uses"):
        other.connect()
    for connection in connections:
        connection.close()
    engine.dispose()
    with other.connect():
        pass
    other.dispose()


def test_a_pooled_connection_goes_from_thread_to_thread(engine):
    def count():
        with engine.connect() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM openai.files.files").scalar()

    for _ in range(3):
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(count).result() == 0


def test_times_are_seconds_moments_or_what_a_column_says(seeded_sandbox, engine_on):
    batches = Table(
        "batches", MetaData(), Column("id"), Column("created_at", UnixTime), schema="openai.batch"
    )
    plain = text("SELECT created_at FROM openai.batch.batches LIMIT 1")
    with engine_on(seeded_sandbox).connect() as connection:
        seconds = connection.scalar(plain)
        moment = datetime.fromtimestamp(seconds, UTC)
        assert connection.scalar(select(batches.c.created_at).limit(1)) == moment
        found = connection.scalars(select(batches.c.id).where(batches.c.created_at == moment)).all()
        assert found
        with pytest.raises(exc.StatementError, match="no time zone"):
            connection.execute(select(batches).where(batches.c.created_at == moment.replace(tzinfo=None)))
    with engine_on(seeded_sandbox, "times=datetime").connect() as connection:
        assert connection.scalar(plain) == connection.scalar(select(batches.c.created_at).limit(1)) == moment


@pytest.mark.parametrize("value", [NAIVE, float("nan"), "a\0b", 2**70, ...], ids=repr)
def test_values_that_do_not_fit_are_refused_before_anything_is_sent(value, engine, sandbox):
    query = text("SELECT id FROM openai.files.files WHERE id = :value")
    with engine.connect() as connection, pytest.raises(exc.DataError):
        connection.execute(query, {"value": value})
    assert sandbox.requests == []


def test_a_second_result_of_a_connection_ends_the_first_with_an_error(seeded_engine):
    many = text("SELECT id FROM openai.batch.batches")
    with seeded_engine.connect() as connection:
        first = connection.execute(many)
        assert first.fetchone()
        second = connection.execute(many)
        with pytest.raises(exc.InterfaceError):
            first.fetchall()
        assert len(second.fetchall()) > 100


def test_errors_are_those_of_sqlalchemy_with_the_driver_s_behind_them(engine):
    with engine.connect() as connection, pytest.raises(exc.OperationalError) as caught:
        connection.exec_driver_sql("SELECT * FROM openai.batch.batches WHERE id = 'batch_none'")
    assert caught.value.orig.status == 404
    assert not caught.value.connection_invalidated


def test_there_is_one_isolation_level(engine):
    with engine.connect() as connection:
        assert connection.get_isolation_level() == connection.default_isolation_level == "AUTOCOMMIT"
        connection.execution_options(isolation_level="AUTOCOMMIT")
        with pytest.raises(exc.ArgumentError):
            connection.execution_options(isolation_level="SERIALIZABLE")


def test_a_connection_is_asked_whether_it_lives_without_a_request(engine_on, sandbox):
    engine = engine_on(sandbox, pool_pre_ping=True)
    with engine.connect() as connection:
        connection.connection.dbapi_connection.close()
        with pytest.raises(exc.InterfaceError) as caught:
            connection.exec_driver_sql("SELECT 1")
        assert caught.value.connection_invalidated
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
    raw.close()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        assert connection.connection.dbapi_connection is not raw
    assert sandbox.requests == []


def test_no_resource_is_made_or_dropped(engine, store_class, sandbox):
    table = store_class.__table__
    sandbox.forget_requests()
    with engine.connect() as connection:
        with pytest.raises(exc.NotSupportedError):
            table.drop(connection)
        with pytest.raises(exc.NotSupportedError):
            Table("new", MetaData(), Column("a", UnixTime), schema="openai.batch").create(connection)
        table.metadata.create_all(connection)
    assert sandbox.requests == []


def test_a_key_is_in_nothing_that_an_engine_says(sandbox):
    engine = create_engine(f"openai://?base_url={sandbox.url}", connect_args={"api_key": KEY})
    with engine.connect() as connection, pytest.raises(exc.OperationalError) as caught:
        connection.execute(select(func.count()).select_from(text("openai.files.files")))
    shown = (engine, engine.url, engine.dialect, connection, caught.value, caught.value.orig.__cause__)
    assert not [each for each in shown if KEY in f"{each!r} {each}"]
    engine.dispose()


def test_sqlite_s_version_is_the_server_s(engine):
    inspect(engine)
    assert engine.dialect.server_version_info >= (3, 40)
    assert engine.dialect.default_schema_name == "main"


BARE = """
import sys
for name in ("apsw", "requests", "urllib3", "rich", "prompt_toolkit", "pyarrow", "pandas", "yaml", "regex", "msgspec"):
    sys.modules[name] = None
from sqlalchemy import create_engine
create_engine("openai:///sandbox?mode=full")
"""


def test_an_engine_loads_nothing_foreign_but_sqlalchemy():
    subprocess.run([sys.executable, "-c", BARE], check=True, cwd=Path(__file__).parents[2])
