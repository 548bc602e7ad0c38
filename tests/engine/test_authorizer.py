"""A statement reaches the resources and the session's own tables, and nothing else on this machine."""

from __future__ import annotations

import pytest

from openai_sql_shell.engine.execution import Limits
from openai_sql_shell.errors import EngineError, OpenAISqlError, RefusedStatement


@pytest.fixture
def ask(seeded):
    """Runs SQL on the database itself, past the parser and the planner."""
    database = seeded.session._database.opened()
    database._main.attach('"openai.batch"."batches"')

    def run(sql):
        context = seeded.session._workspace().context()
        return list(database.query(sql, database.prepare(sql, context, Limits(concurrency=1))))

    return run


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH ':memory:' AS other",
        "ATTACH '{folder}/other.db' AS other",
        'DETACH "openai.batch"',
        "PRAGMA database_list",
        "PRAGMA writable_schema = 1",
        "PRAGMA temp_store_directory = '{folder}'",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM pragma_table_info('sqlite_schema')",
        "SELECT load_extension('x')",
        "SELECT load_extension('x', 'y')",
        "SELECT fts3_tokenizer('simple')",
        "VACUUM INTO '{folder}/copy.db'",
        'CREATE TABLE "openai.batch".mine (a)',
        'CREATE VIEW "openai.batch".mine AS SELECT 1',
        'DROP TABLE "openai.batch".batches',
        'DELETE FROM "openai.batch".batches',
        "INSERT INTO \"openai.batch\".batches (id) VALUES ('x')",
        "UPDATE \"openai.batch\".batches SET status = 'failed'",
        'ALTER TABLE "openai.batch".batches RENAME TO other',
        "CREATE VIRTUAL TABLE mine USING openai()",
        "CREATE VIRTUAL TABLE mine USING fts5(a)",
        "CREATE TEMP TRIGGER t AFTER INSERT ON sqlite_schema BEGIN SELECT 1; END",
        "DELETE FROM sqlite_schema",
        "UPDATE sqlite_temp_schema SET sql = ''",
        "ANALYZE",
    ],
)
def test_a_way_out_is_closed(ask, tmp_path, sql):
    with pytest.raises((RefusedStatement, EngineError)):
        ask(sql.format(folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_functions_that_read_or_write_files_do_not_exist_or_are_refused(ask):
    for call in ("readfile('/etc/passwd')", "writefile('x', 'y')", "edit('x')"):
        with pytest.raises(OpenAISqlError):
            ask(f"SELECT {call}")


def test_a_refusal_says_what_is_allowed(ask):
    with pytest.raises(RefusedStatement) as caught:
        ask("ATTACH ':memory:' AS other")
    assert "tables and views of your own" in caught.value.hint


def test_after_a_refusal_the_database_still_works(ask):
    with pytest.raises(RefusedStatement):
        ask("PRAGMA database_list")
    assert ask('SELECT count(*) FROM "openai.models".models') == [(35,)]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE mine (a)",
        "CREATE TEMP TABLE mine (a)",
        "CREATE TEMP VIEW mine AS SELECT 1",
        "SAVEPOINT one",
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n",
    ],
)
def test_the_sessions_own_objects_are_allowed(ask, sql):
    ask(sql)


def test_a_value_too_large_for_memory_is_refused(ask):
    with pytest.raises(EngineError, match="too big"):
        ask("SELECT zeroblob(1000000000)")


def test_double_quotes_are_never_text(ask):
    with pytest.raises(OpenAISqlError) as caught:
        ask('SELECT "no such column" FROM (SELECT 1)')
    assert caught.value.hint == "text is written in single quotes"
