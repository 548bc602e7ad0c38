"""Connections of one session: what they share, and how they come back."""

from __future__ import annotations

import threading

import apsw
import pytest
from harness import make_session

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.engine import connection as module
from openai_sql_shell.engine.connection import ConnectionPool, EngineConnection

STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"


@pytest.fixture
def pool():
    return ConnectionPool(Catalog(), "test-of-connections")


def never_waits(pool):
    """From now on, closing must find every connection at home."""
    pool._returned.wait = lambda _timeout=None: pytest.fail("it waited for a connection")
    pool.close()


def test_a_session_that_ran_ahead_is_closed_at_once(seeded_sandbox, time):
    session = make_session(seeded_sandbox, time, concurrency=16)
    join = f"SELECT f.id FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id"
    result = session.execute(join)
    assert list(result.rows)
    assert result.stats.peak > 1
    for thread in threading.enumerate():
        if thread.name.startswith("openai-sql-prefetch"):
            thread.join(5)
    never_waits(session._database.opened()._pool)
    session.close()


def test_a_connection_is_lent_again_when_it_is_back(pool):
    with pool.connection() as first, pool.connection() as second:
        assert first is not second
    with pool.connection() as again:
        assert again in (first, second)
    never_waits(pool)


def test_closing_waits_for_a_connection_until_it_is_back_and_no_longer(pool, monkeypatch):
    monkeypatch.setattr(module, "CLOSING", 30.0)
    waiting = threading.Event()
    wait_for = pool._returned.wait_for

    def told(*arguments, **options):
        waiting.set()
        return wait_for(*arguments, **options)

    pool._returned.wait_for = told
    closer = threading.Thread(target=pool.close, daemon=True)
    with pool.connection() as lent:
        closer.start()
        assert waiting.wait(5)
        assert lent.sqlite.execute("SELECT 1").fetchall() == [(1,)]
    closer.join(5)
    assert not closer.is_alive()
    with pytest.raises(apsw.ConnectionClosedError):
        lent.sqlite.execute("SELECT 1")


def test_a_prefetcher_that_gets_no_connection_is_counted_back(pool, monkeypatch):
    def full(*_):
        raise apsw.NoMemError

    monkeypatch.setattr(module, "EngineConnection", full)
    with pytest.raises(apsw.NoMemError), pool.connection():
        pass
    never_waits(pool)


def test_a_connection_that_is_lent_again_has_the_views_of_now_and_no_others():
    connection = EngineConnection(Catalog(), "test-of-views")
    for views in (
        {"a": "SELECT 1 AS x", "b": "SELECT x FROM a"},
        {"a": "SELECT 2 AS x"},
        {},
        {"c": "SELECT 3 AS x"},
    ):
        told = [(name, f"CREATE VIEW {name} AS {sql}") for name, sql in views.items()]
        connection.adopt(told)
        assert connection.views() == told
        assert [connection.sqlite.execute(f"SELECT x FROM {name}").fetchall() for name in views] == [
            [(1,)] if name == "b" else [(int(sql.split()[1]),)] for name, sql in views.items()
        ]
    connection.sqlite.close()


@pytest.mark.parametrize("begin", ["BEGIN", "SAVEPOINT mine"])
@pytest.mark.parametrize(
    "change",
    [
        f"CREATE TABLE t AS SELECT id FROM {STORES}",
        f"CREATE TABLE t AS SELECT id FROM {STORES} WHERE id > ''",
        f"INSERT INTO own SELECT id FROM {STORES}",
        f"INSERT INTO own SELECT f.id FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id",
    ],
)
def test_a_transaction_that_has_written_reads_lists_that_no_statement_has_read(
    seeded_sandbox, time, begin, change
):
    """Nothing runs ahead where a further connection cannot read the schema."""
    made = []
    for statements in ([begin, "CREATE TABLE own (id)", change], ["CREATE TABLE own (id)", change]):
        session = make_session(seeded_sandbox, time, concurrency=16)
        for sql in statements:
            session.execute(sql)
        table = "t" if "TABLE t" in change else "own"
        assert session._database.opened().in_transaction == (statements[0] == begin)
        made.append(list(session.execute(f"SELECT * FROM {table}").rows))
        session.close()
    assert made[0]
    assert made[0] == made[1]
