"""Tables and views of the session, beside and over resources."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import EngineError, StatementError, UnknownName, UnsupportedStatement

STORES = "openai.vector_stores.vector_stores"


@pytest.fixture
def three_stores(bench):
    bench.rows(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b'), ('c')")


@pytest.mark.usefixtures("three_stores")
def test_a_table_keeps_the_rows_of_a_resource(bench):
    bench.rows(f"CREATE TABLE kept AS SELECT id, name FROM {STORES}")
    assert bench.requests == ["GET /vector_stores?limit=100"]
    assert sorted(bench.column("SELECT name FROM kept")) == ["a", "b", "c"]
    assert bench.requests == []


@pytest.mark.usefixtures("three_stores")
def test_a_table_is_filled_changed_and_dropped(bench):
    bench.rows("CREATE TEMP TABLE kept (name TEXT)")
    for sql, summary in [
        (f"INSERT INTO kept SELECT name FROM {STORES}", "INSERT 3"),
        ("UPDATE kept SET name = upper(name) WHERE name <> 'a'", "UPDATE 2"),
        ("DELETE FROM kept WHERE name = 'a'", "DELETE 1"),
    ]:
        bench.rows(sql)
        assert bench.result.summary == summary
    assert bench.rows("INSERT INTO kept VALUES ('x') RETURNING name") == [("x",)]
    bench.rows("DROP TABLE kept")
    bench.error("SELECT * FROM kept", UnknownName)


@pytest.mark.usefixtures("three_stores")
def test_a_view_over_a_resource_asks_each_time(bench):
    bench.rows(f"CREATE VIEW named AS SELECT name FROM {STORES} WHERE name < 'c'")
    assert bench.requests == []
    for _ in range(2):
        assert sorted(bench.column("SELECT name FROM named")) == ["a", "b"]
        assert bench.requests == ["GET /vector_stores?limit=100"]


def test_conditions_reach_the_resource_through_a_view(bench, store):
    bench.rows(f"CREATE VIEW named AS SELECT id, name FROM {STORES}")
    assert bench.value(f"SELECT name FROM named WHERE id = '{store}'") == "notes"
    assert bench.requests == [f"GET /vector_stores/{store}"]


def test_a_view_is_replaced(bench):
    bench.rows("CREATE VIEW v AS SELECT 1 AS a")
    bench.rows("CREATE OR REPLACE VIEW v AS SELECT 2 AS b")
    assert bench.record("SELECT * FROM v") == {"b": 2}
    bench.rows('CREATE OR REPLACE VIEW "another one" AS SELECT 3')
    assert bench.value('SELECT * FROM "another one"') == 3


def test_a_view_that_cannot_be_replaced_is_kept(bench):
    bench.rows("CREATE VIEW v AS SELECT 1 AS a")
    bench.error("CREATE OR REPLACE VIEW v AS SELECT FROM", EngineError)
    assert bench.value("SELECT a FROM v") == 1


def test_local_objects_are_listed(bench):
    bench.rows("CREATE TABLE t (a, b)")
    bench.rows(f"CREATE VIEW v AS SELECT id AS store FROM {STORES}")
    assert bench.rows("SHOW TABLES") == [("t", "a, b")]
    assert bench.rows("SHOW VIEWS") == [("v", "store")]
    assert [(o.name, o.kind, o.columns) for o in bench.session.local_objects()] == [
        ("t", "table", ("a", "b")),
        ("v", "view", ("store",)),
    ]


def test_a_local_table_comes_before_a_resource_of_its_name(bench):
    bench.rows("CREATE TABLE batches AS SELECT 'mine' AS whose")
    assert bench.value("SELECT whose FROM batches") == "mine"
    bench.rows("SELECT * FROM openai.batch.batches")
    assert bench.requests == ["GET /batches?limit=100"]


def test_local_and_remote_tables_are_joined(bench, store):
    bench.rows(f"CREATE TABLE wanted AS SELECT '{store}' AS key")
    sql = f"SELECT name FROM wanted JOIN {STORES} v ON v.id = wanted.key"
    assert bench.value(sql) == "notes"
    assert bench.requests == [f"GET /vector_stores/{store}"]


def test_transactions_cover_local_tables_only_and_say_so(bench):
    bench.rows("CREATE TABLE t (a)")
    bench.rows("BEGIN")
    assert "no transactions" in bench.notices()[0]
    bench.rows("INSERT INTO t VALUES (1)")
    bench.rows("ROLLBACK")
    assert bench.value("SELECT count(*) FROM t") == 0
    bench.rows("START TRANSACTION")
    bench.rows("INSERT INTO t VALUES (1)")
    bench.rows("COMMIT")
    assert bench.value("SELECT count(*) FROM t") == 1


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ('CREATE TABLE "openai.batch".mine (a)', StatementError),
        ("DROP TABLE openai.batch.batches", StatementError),
        ("CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END", UnsupportedStatement),
        ("ATTACH 'x.db' AS x", UnsupportedStatement),
        ("PRAGMA user_version", UnsupportedStatement),
        ("VACUUM", UnsupportedStatement),
        ("DROP TABLE no_such_table", UnknownName),
    ],
)
def test_what_is_not_the_sessions_own_is_out_of_reach(bench, sql, kind):
    bench.error(sql, kind)
    assert bench.requests == []


def test_a_new_session_has_no_local_objects(bench):
    assert bench.session.local_objects() == ()
