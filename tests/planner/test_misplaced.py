"""What SQLite can do to its own tables and the API cannot do to resources: refused for that reason, with nothing sent."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import UnsupportedStatement

STORES = "openai.vector_stores.vector_stores"
FILES = "openai.files.files"


@pytest.mark.parametrize(
    ("sql", "message", "hint"),
    [
        (f"INSERT OR REPLACE INTO {STORES} (name) VALUES ('x')", "no INSERT that replaces", "or UPDATE"),
        (f"INSERT OR IGNORE INTO {STORES} (name) VALUES ('x')", "no INSERT that replaces", "write INSERT"),
        (f"REPLACE INTO {STORES} (name) VALUES ('x')", "no INSERT that replaces", f"UPDATE {STORES} SET"),
        ("REPLACE INTO vector_stores (name) VALUES ('x')", "no INSERT that replaces", f"UPDATE {STORES} SET"),
        (f"INSERT OR REPLACE INTO {FILES} (file) VALUES ('x')", "no INSERT that replaces", "write INSERT"),
        (f"UPDATE OR IGNORE {STORES} SET name = 'x' WHERE id = 'a'", "no UPDATE that", "write UPDATE"),
        (
            f"INSERT INTO {STORES} (name) VALUES ('x') ON CONFLICT DO NOTHING",
            "no conflict",
            "WHERE NOT EXISTS",
        ),
        (
            f"INSERT INTO {STORES} (name) SELECT id FROM {FILES} WHERE true ON CONFLICT (name) DO UPDATE SET name = 'y'",
            "no conflict",
            f"SELECT 1 FROM {STORES}",
        ),
        (
            f"INSERT INTO {STORES} AS s (name) VALUES ('x') ON CONFLICT DO NOTHING",
            "no conflict",
            "NOT EXISTS",
        ),
        (f"INSERT INTO {STORES} AS s (name) VALUES ('x')", "no alias", f"write INSERT INTO {STORES}"),
        (f"DROP TABLE {FILES}", "cannot be dropped", f"DELETE FROM {FILES}"),
        (f"DROP TABLE IF EXISTS {FILES}", "cannot be dropped", f"DELETE FROM {FILES}"),
        ("DROP VIEW files", "cannot be dropped", f"DELETE FROM {FILES}"),
        ("DROP TABLE openai.models.models", "cannot be dropped", "DELETE FROM"),
        ("DROP TABLE openai.batch.batches", "cannot be dropped", "no cleaning up"),
        (f"ALTER TABLE {FILES} ADD COLUMN x", "cannot be altered", "CREATE TABLE t AS SELECT"),
        (f"CREATE INDEX i ON {FILES} (id)", "has no indexes", "CREATE TABLE t AS SELECT"),
        ("CREATE UNIQUE INDEX IF NOT EXISTS i ON files (id)", "has no indexes", "CREATE TABLE t AS"),
        (f"CREATE TABLE {FILES} (a)", "no new resources", "CREATE TABLE files"),
        (f"CREATE TABLE IF NOT EXISTS {FILES} (a)", "no new resources", "CREATE TABLE files"),
        ("CREATE VIEW openai.files.mine AS SELECT 1", "no new resources", "CREATE VIEW mine"),
    ],
)
def test_what_makes_no_sense_on_a_resource_is_refused_with_what_to_write(harness, sql, message, hint):
    error = harness.error(sql, UnsupportedStatement)
    assert message in error.message
    assert hint in error.hint
    assert harness.requests == []


@pytest.mark.parametrize("name", ["notes", "main.notes", "files"])
def test_the_same_works_on_tables_of_the_session(harness, name):
    harness.rows(f"CREATE TABLE {name} (id PRIMARY KEY, n)")
    harness.rows(f"CREATE INDEX {'main.' if '.' in name else ''}i ON {name.split('.')[-1]} (n)")
    harness.rows(f"INSERT OR REPLACE INTO {name} VALUES (1, 1)")
    harness.rows(f"REPLACE INTO {name} VALUES (1, 2)")
    harness.rows(f"INSERT INTO {name} AS a VALUES (1, 3) ON CONFLICT (id) DO UPDATE SET n = a.n + excluded.n")
    harness.rows(f"UPDATE OR IGNORE {name} SET n = n + 1")
    harness.rows(f"ALTER TABLE {name} ADD COLUMN more")
    assert harness.rows(f"SELECT * FROM {name}") == [(1, 6, None)]
    harness.rows(f"DROP TABLE IF EXISTS {name}")
    assert harness.requests == []


def test_a_join_on_a_column_called_conflict_is_none(harness):
    harness.rows("CREATE TABLE t (conflict)")
    harness.rows("SET dry_run = on")
    assert (
        harness.rows(f"INSERT INTO {STORES} (name) SELECT 'a' FROM t JOIN (SELECT 1) AS u ON conflict = 1")
        == []
    )


@pytest.mark.parametrize("kind", ["VIEW", "TABLE"])
@pytest.mark.parametrize(
    "sql", ["SHOW METHODS IN v", "SHOW INSERT INTO v", "DESCRIBE METHOD v.x", "SHOW EXTENDED METHODS IN v"]
)
def test_a_view_or_table_of_the_session_is_called_what_it_is(harness, kind, sql):
    harness.rows(f"CREATE {kind} v AS SELECT 1 AS a, 2 AS b")
    error = harness.error(sql, UnsupportedStatement)
    assert error.message == f'"v" is a {kind.lower()} of this session, not a resource of the API'
    assert error.hint == "DESCRIBE v lists its columns"


@pytest.mark.parametrize("kind", ["VIEW", "TABLE"])
@pytest.mark.parametrize("sql", ["DESCRIBE v", "DESC v", "SHOW COLUMNS IN v", "DESCRIBE EXTENDED v"])
def test_describe_lists_the_columns_of_a_view_or_table_of_the_session(harness, kind, sql):
    harness.rows(f"CREATE {kind} v AS SELECT 1 AS a, 2 AS b")
    assert [row[0] for row in harness.rows(sql)] == ["a", "b"]
    assert harness.columns()[:2] == ["name", "type"]
