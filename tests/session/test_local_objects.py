"""Tables and views of the session, beside and over resources."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import EngineError, StatementError, UnknownName, UnsupportedStatement

STORES = "openai.vector_stores.vector_stores"


@pytest.fixture
def three_stores(harness):
    harness.rows(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b'), ('c')")


@pytest.mark.usefixtures("three_stores")
def test_a_table_keeps_the_rows_of_a_resource(harness):
    harness.rows(f"CREATE TABLE kept AS SELECT id, name FROM {STORES}")
    assert harness.requests == ["GET /vector_stores?limit=100"]
    assert sorted(harness.column("SELECT name FROM kept")) == ["a", "b", "c"]
    assert harness.requests == []


@pytest.mark.usefixtures("three_stores")
def test_a_table_is_filled_changed_and_dropped(harness):
    harness.rows("CREATE TEMP TABLE kept (name TEXT)")
    for sql, summary in [
        (f"INSERT INTO kept SELECT name FROM {STORES}", "INSERT 3"),
        ("UPDATE kept SET name = upper(name) WHERE name <> 'a'", "UPDATE 2"),
        ("DELETE FROM kept WHERE name = 'a'", "DELETE 1"),
    ]:
        harness.rows(sql)
        assert harness.result.summary == summary
    assert harness.rows("INSERT INTO kept VALUES ('x') RETURNING name") == [("x",)]
    harness.rows("DROP TABLE kept")
    harness.error("SELECT * FROM kept", UnknownName)


@pytest.mark.usefixtures("three_stores")
def test_a_view_over_a_resource_asks_each_time(harness):
    harness.rows(f"CREATE VIEW named AS SELECT name FROM {STORES} WHERE name < 'c'")
    assert harness.requests == []
    for _ in range(2):
        assert sorted(harness.column("SELECT name FROM named")) == ["a", "b"]
        assert harness.requests == ["GET /vector_stores?limit=100"]


def test_conditions_reach_the_resource_through_a_view(harness, store):
    harness.rows(f"CREATE VIEW named AS SELECT id, name FROM {STORES}")
    assert harness.value(f"SELECT name FROM named WHERE id = '{store}'") == "notes"
    assert harness.requests == [f"GET /vector_stores/{store}"]


def test_a_view_is_replaced(harness):
    harness.rows("CREATE VIEW v AS SELECT 1 AS a")
    harness.rows("CREATE OR REPLACE VIEW v AS SELECT 2 AS b")
    assert harness.record("SELECT * FROM v") == {"b": 2}
    harness.rows('CREATE OR REPLACE VIEW "another one" AS SELECT 3')
    assert harness.value('SELECT * FROM "another one"') == 3


@pytest.mark.parametrize("words", ["VIEW v", "TEMP VIEW v", "VIEW IF NOT EXISTS v"])
def test_a_view_is_replaced_only_where_that_is_said(harness, words):
    harness.rows("CREATE VIEW v AS SELECT 1 AS a")
    again = f"CREATE {words} AS SELECT 2 AS a"
    if "IF NOT EXISTS" in words:
        harness.rows(again)
    else:
        assert "already exists" in harness.error(again, EngineError).message
    assert harness.value("SELECT a FROM v") == 1


def test_a_view_that_cannot_be_replaced_is_kept(harness):
    harness.rows("CREATE VIEW v AS SELECT 1 AS a")
    harness.error("CREATE OR REPLACE VIEW v AS SELECT FROM", EngineError)
    assert harness.value("SELECT a FROM v") == 1


def test_local_objects_are_listed(harness):
    harness.rows("CREATE TABLE t (a, b)")
    harness.rows(f"CREATE VIEW v AS SELECT id AS store FROM {STORES}")
    assert harness.rows("SHOW TABLES") == [("t", "a, b")]
    assert harness.rows("SHOW VIEWS") == [("v", "store")]
    assert [(o.name, o.kind, o.columns) for o in harness.session.local_objects()] == [
        ("t", "table", ("a", "b")),
        ("v", "view", ("store",)),
    ]


def test_a_local_table_comes_before_a_resource_of_its_name(harness):
    harness.rows("CREATE TABLE batches AS SELECT 'mine' AS whose")
    assert harness.value("SELECT whose FROM batches") == "mine"
    harness.rows("SELECT * FROM openai.batch.batches")
    assert harness.requests == ["GET /batches?limit=100"]


def test_local_and_remote_tables_are_joined(harness, store):
    harness.rows(f"CREATE TABLE wanted AS SELECT '{store}' AS key")
    sql = f"SELECT name FROM wanted JOIN {STORES} v ON v.id = wanted.key"
    assert harness.value(sql) == "notes"
    assert harness.requests == [f"GET /vector_stores/{store}"]


def test_transactions_cover_local_tables_only_and_say_so(harness):
    harness.rows("CREATE TABLE t (a)")
    harness.rows("BEGIN")
    assert "no transactions" in harness.notices()[0]
    harness.rows("INSERT INTO t VALUES (1)")
    harness.rows("ROLLBACK")
    assert harness.value("SELECT count(*) FROM t") == 0
    harness.rows("START TRANSACTION")
    harness.rows("INSERT INTO t VALUES (1)")
    harness.rows("COMMIT")
    assert harness.value("SELECT count(*) FROM t") == 1


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
def test_what_is_not_the_sessions_own_is_out_of_reach(harness, sql, kind):
    harness.error(sql, kind)
    assert harness.requests == []


def test_a_new_session_has_no_local_objects(harness):
    assert harness.session.local_objects() == ()


def test_a_view_of_a_table_that_is_not_there_is_listed_without_columns(harness):
    harness.run("CREATE VIEW v AS SELECT a FROM nowhere")
    assert [(o.name, o.columns) for o in harness.session.local_objects()] == [("v", ())]
