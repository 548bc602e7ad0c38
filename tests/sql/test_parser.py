from __future__ import annotations

import pytest

from openai_sql_shell.errors import Span, StatementError
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.statements import (
    Assign,
    Await,
    Delete,
    Describe,
    DescribeMethod,
    Exec,
    Explain,
    Insert,
    Local,
    Query,
    Show,
    ShowInsert,
    ShowKind,
    Update,
    Use,
)

BATCHES = "openai.batch.batches"


def said(fragment):
    return fragment and fragment.text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM openai.batch.batches",
        "/*+ create */ SELECT 1",
        "SELECT /*+ SHOWRESULTS */ 1",
        "VALUES (1), (2)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "with a as materialized (select 1), b as not materialized (select 2) select * from a, b",
        "WITH recursive AS (SELECT 1) SELECT * FROM recursive",
        "WITH [replace] AS (SELECT ')') VALUES (1)",
    ],
)
def test_a_query_keeps_its_text(text):
    assert parse(text) == Query(text)


def test_a_query_ends_at_its_semicolon():
    assert parse("SELECT 1 ; -- done") == Query("SELECT 1")
    assert parse("-- first\nSELECT 1") == Query("-- first\nSELECT 1")


@pytest.mark.parametrize(
    ("text", "columns", "source", "returning"),
    [
        (f"INSERT INTO {BATCHES} (a, data__b) VALUES ('x', 1)", ["a", "data__b"], "VALUES ('x', 1)", None),
        (f"INSERT INTO {BATCHES} (a) SELECT 'x' RETURNING id, status", ["a"], "SELECT 'x'", "id, status"),
        (f"insert into {BATCHES} select 'x'", [], "select 'x'", None),
        (f"/*+ create */ INSERT INTO {BATCHES} (\na\n)\nSELECT \n'x'\n", ["a"], "SELECT \n'x'", None),
        (
            f'INSERT INTO {BATCHES} ("openai-organization", [b c], `d`) VALUES (1, 2, 3)',
            ["openai-organization", "b c", "d"],
            "VALUES (1, 2, 3)",
            None,
        ),
        (
            f"INSERT INTO {BATCHES} (order, limit, values) VALUES (1, 2, 3)",
            ["order", "limit", "values"],
            "VALUES (1, 2, 3)",
            None,
        ),
        (f"INSERT INTO {BATCHES} (select, b) VALUES (1, 2)", ["select", "b"], "VALUES (1, 2)", None),
        (f"INSERT INTO {BATCHES} DEFAULT VALUES", [], "DEFAULT VALUES", None),
        (
            f"INSERT INTO {BATCHES} (a) WITH x AS (SELECT 1) SELECT * FROM x",
            ["a"],
            "WITH x AS (SELECT 1) SELECT * FROM x",
            None,
        ),
        (
            "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2",
            ["a"],
            "VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2",
            None,
        ),
        (
            "INSERT INTO t VALUES ((SELECT x FROM y)) RETURNING (SELECT 1)",
            [],
            "VALUES ((SELECT x FROM y))",
            "(SELECT 1)",
        ),
    ],
)
def test_insert(text, columns, source, returning):
    statement = parse(text)
    assert isinstance(statement, Insert)
    assert [str(column) for column in statement.columns] == columns
    assert (said(statement.source), said(statement.returning)) == (source, returning)
    assert statement.text == text.rstrip()
    assert text[statement.source.span.start : statement.source.span.end] == source


def test_names_know_where_they_stand():
    text = 'INSERT INTO "openai" . batch.[batches] ( "a" ) VALUES (1)'
    statement = parse(text)
    assert statement.target.parts == ("openai", "batch", "batches")
    assert text[statement.target.span.start : statement.target.span.end] == '"openai" . batch.[batches]'
    assert text[statement.columns[0].span.start : statement.columns[0].span.end] == '"a"'


def test_the_with_of_an_insert_goes_in_front_of_its_source_and_offsets_stay_true():
    text = "WITH x AS (SELECT 1 AS a) INSERT /*+ AWAIT */ INTO t (a) SELECT a FROM x RETURNING a"
    statement = parse(text)
    source = statement.source
    assert source.text.split() == ["WITH", "x", "AS", "(SELECT", "1", "AS", "a)", "SELECT", "a", "FROM", "x"]
    assert len(source.text) == source.span.end - source.span.start
    assert source.text.index("SELECT a FROM") + source.span.start == text.index("SELECT a FROM")
    assert statement.awaits == Await()


@pytest.mark.parametrize(
    "text",
    ["INSERT OR REPLACE INTO t VALUES (1)", "REPLACE INTO t VALUES (1)", "INSERT INTO t AS x (a) VALUES (1)"],
)
def test_inserts_that_only_sqlite_has_are_local(text):
    assert parse(text) == Local(text, "INSERT")


@pytest.mark.parametrize(
    ("hint", "awaits"),
    [
        ("", None),
        ("/*+ SHOWRESULTS */", None),
        ("/*+ AWAIT */", Await()),
        ("/*+await*/", Await()),
        ("/*+ create await */", Await()),
        ("/*+ create */ /*+ AWAIT */", Await()),
        ("/*+ AWAIT TIMEOUT=90 */", Await(90)),
        ("/*+ AWAIT TIMEOUT=250ms */", Await(0.25)),
        ("/*+ AWAIT TIMEOUT = 90s */", Await(90)),
        ("/*+ AWAIT, timeout=1.5M */", Await(90)),
        ("/*+ AWAIT TIMEOUT=6h */", Await(21600)),
        ("/*+ TIMEOUT=2d AWAIT */", Await(172800)),
    ],
)
def test_await_stands_in_front_or_behind_the_first_word(hint, awaits):
    assert parse(f"{hint} INSERT INTO t VALUES (1)").awaits == awaits
    assert parse(f"INSERT {hint} INTO t VALUES (1)").awaits == awaits
    assert parse(f"EXEC {hint} a.b").awaits == awaits


@pytest.mark.parametrize(
    ("text", "alias", "assignments", "where", "returning"),
    [
        ("UPDATE t SET a = 'x' WHERE id = 'y'", None, {"a": "'x'"}, "id = 'y'", None),
        ("REPLACE t SET a = 'x' WHERE id = 'y'", None, {"a": "'x'"}, "id = 'y'", None),
        ("/*+ update */ UPDATE t AS u SET a = 1", "u", {"a": "1"}, None, None),
        (
            "UPDATE t u SET a = json_set(b, '$.x', 1), data__c = (SELECT 1, 2) RETURNING *",
            "u",
            {"a": "json_set(b, '$.x', 1)", "data__c": "(SELECT 1, 2)"},
            None,
            "*",
        ),
        (
            'UPDATE t SET a = CASE WHEN b THEN 1 ELSE 2 END, "order" = NULL WHERE c',
            None,
            {"a": "CASE WHEN b THEN 1 ELSE 2 END", "order": "NULL"},
            "c",
            None,
        ),
        (
            "UPDATE t SET a = t.where || t.from WHERE b IS NOT DISTINCT FROM c",
            None,
            {"a": "t.where || t.from"},
            "b IS NOT DISTINCT FROM c",
            None,
        ),
        (
            "UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t ORDER BY id LIMIT 1)",
            None,
            {"a": "1"},
            "id IN (SELECT id FROM t ORDER BY id LIMIT 1)",
            None,
        ),
    ],
)
def test_update(text, alias, assignments, where, returning):
    statement = parse(text)
    assert isinstance(statement, Update)
    assert statement.alias == alias
    assert {str(a.column): a.value.text for a in statement.assignments} == assignments
    assert (said(statement.where), said(statement.returning), statement.text) == (where, returning, text)


@pytest.mark.parametrize(
    ("text", "alias", "where", "returning"),
    [
        ("DELETE FROM t WHERE id = 'y'", None, "id = 'y'", None),
        ("DELETE FROM t AS x WHERE x.order = 1 RETURNING x.id", "x", "x.order = 1", "x.id"),
        ('DELETE /*+ delete */ FROM t "x"', "x", None, None),
        ("DELETE FROM t", None, None, None),
    ],
)
def test_delete(text, alias, where, returning):
    statement = parse(text)
    assert isinstance(statement, Delete)
    assert (statement.alias, said(statement.where), said(statement.returning), statement.text) == (
        alias,
        where,
        returning,
        text,
    )


@pytest.mark.parametrize(
    ("text", "target", "arguments", "body"),
    [
        (f"EXEC {BATCHES}.cancel_batch @batch_id = 'b'", f"{BATCHES}.cancel_batch", {"batch_id": "b"}, None),
        ("EXEC batches.list", "batches.list", {}, None),
        (
            "EXEC batches.\"list\" @limit=5, @after = 'it''s'",
            "batches.list",
            {"limit": 5, "after": "it's"},
            None,
        ),
        (
            "EXEC a.b @x = true, @y = NULL, @z = -1.5e1, @w = +3, @v = 0x10",
            "a.b",
            {"x": True, "y": None, "z": -15.0, "w": 3, "v": 16},
            None,
        ),
        (
            "EXEC a.b @x = 9223372036854775807, @y = 9223372036854775808",
            "a.b",
            {"x": 2**63 - 1, "y": 2.0**63},
            None,
        ),
        ("EXEC a.b @x='1' @@json='{\"c\": \"it''s\"}'", "a.b", {"x": "1"}, '{"c": "it\'s"}'),
        ("EXEC a.b @x='1', @@json='{}'", "a.b", {"x": "1"}, "{}"),
        ("EXEC a.b @@JSON = '{}', @x = 1", "a.b", {"x": 1}, "{}"),
        ("EXEC a.b @x='[1, 2]'", "a.b", {"x": "[1, 2]"}, None),
    ],
)
def test_exec(text, target, arguments, body):
    statement = parse(text)
    assert isinstance(statement, Exec)
    assert str(statement.target) == target
    assert {str(a.name): a.value for a in statement.arguments} == arguments
    assert all(type(a.value) is type(arguments[str(a.name)]) for a in statement.arguments)
    assert said(statement.body) == body


@pytest.mark.parametrize(
    ("text", "kind", "target", "like", "where"),
    [
        ("SHOW PROVIDERS", ShowKind.PROVIDERS, None, None, None),
        ("SHOW PROVIDERS LIKE 'o%'", ShowKind.PROVIDERS, None, "o%", None),
        ("SHOW SERVICES", ShowKind.SERVICES, None, None, None),
        ("show services in openai where name = 'batch'", ShowKind.SERVICES, "openai", None, "name = 'batch'"),
        ("SHOW RESOURCES FROM openai.batch LIKE '%b%'", ShowKind.RESOURCES, "openai.batch", "%b%", None),
        (
            f"SHOW METHODS IN {BATCHES} WHERE SQLVerb = 'SELECT'",
            ShowKind.METHODS,
            BATCHES,
            None,
            "SQLVerb = 'SELECT'",
        ),
        (f"SHOW COLUMNS FROM {BATCHES}", ShowKind.COLUMNS, BATCHES, None, None),
        ("SHOW TABLES", ShowKind.TABLES, None, None, None),
        ("SHOW VIEWS", ShowKind.VIEWS, None, None, None),
        ("SHOW VERSION", ShowKind.VERSION, None, None, None),
        ("SHOW AUTH openai", ShowKind.AUTH, "openai", None, None),
        ("SHOW AUTH", ShowKind.AUTH, None, None, None),
    ],
)
def test_show(text, kind, target, like, where):
    for extended in (False, True):
        statement = parse(text[:4] + " EXTENDED" * extended + text[4:])
        assert isinstance(statement, Show)
        assert (statement.kind, statement.extended) == (kind, extended)
        assert (statement.target and str(statement.target), statement.like, said(statement.where)) == (
            target,
            like,
            where,
        )


@pytest.mark.parametrize(
    ("text", "required", "extended"),
    [
        (f"SHOW INSERT INTO {BATCHES}", False, False),
        (f"SHOW INSERT /*+ REQUIRED */ INTO {BATCHES}", True, False),
        (f"SHOW EXTENDED INSERT INTO {BATCHES}", False, True),
    ],
)
def test_show_insert(text, required, extended):
    statement = parse(text)
    assert isinstance(statement, ShowInsert)
    assert (str(statement.target), statement.required_only, statement.extended) == (
        BATCHES,
        required,
        extended,
    )


@pytest.mark.parametrize(
    ("text", "kind", "target", "extended"),
    [
        (f"DESCRIBE {BATCHES}", Describe, BATCHES, False),
        (f"DESC {BATCHES}", Describe, BATCHES, False),
        (f"DESCRIBE EXTENDED {BATCHES}", Describe, BATCHES, True),
        (f"DESCRIBE FULL {BATCHES}", Describe, BATCHES, True),
        ("DESCRIBE method", Describe, "method", False),
        ("DESCRIBE full", Describe, "full", False),
        (f"DESCRIBE METHOD {BATCHES}.list", DescribeMethod, f"{BATCHES}.list", False),
        (f'DESC METHOD {BATCHES}."list"', DescribeMethod, f"{BATCHES}.list", False),
        (f"DESCRIBE METHOD EXTENDED {BATCHES}.get", DescribeMethod, f"{BATCHES}.get", True),
        (f"DESCRIBE EXTENDED METHOD {BATCHES}.get", DescribeMethod, f"{BATCHES}.get", True),
        ("DESCRIBE METHOD batches.cancel", DescribeMethod, "batches.cancel", False),
    ],
)
def test_describe(text, kind, target, extended):
    statement = parse(text)
    assert isinstance(statement, kind)
    assert (str(statement.target), statement.extended) == (target, extended)


@pytest.mark.parametrize(
    ("text", "analyze", "inner"),
    [
        ("EXPLAIN SELECT 1", False, Query),
        ("EXPLAIN ANALYZE SELECT 1", True, Query),
        ("EXPLAIN QUERY PLAN SELECT 1", False, Query),
        ("EXPLAIN /*+ create */ INSERT INTO t VALUES (1)", False, Insert),
        ("EXPLAIN EXEC a.b", False, Exec),
        ("EXPLAIN SHOW SERVICES", False, Show),
        ("EXPLAIN CREATE VIEW v AS SELECT 1", False, Local),
    ],
)
def test_explain(text, analyze, inner):
    statement = parse(text)
    assert isinstance(statement, Explain)
    assert (statement.analyze, type(statement.statement)) == (analyze, inner)
    assert statement.statement == parse(text[statement.offset :])


def test_an_error_behind_explain_stands_where_the_person_sees_it():
    text = "EXPLAIN\n  DELETE t"
    with pytest.raises(StatementError) as caught:
        parse(text)
    assert caught.value.span == Span(text.index("t", 12), text.index("t", 12) + 1)


@pytest.mark.parametrize(
    ("text", "target"),
    [("USE openai", "openai"), ("use openai.batch", "openai.batch"), ("USE [batch]", "batch")],
)
def test_use(text, target):
    statement = parse(text)
    assert isinstance(statement, Use)
    assert str(statement.target) == target


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("SET page_size = 50", "page_size", 50),
        ("SET SESSION output = 'json'", "output", "json"),
        ("SET SESSION \"$.auth.openai.type\" = 'bearer'", "$.auth.openai.type", "bearer"),
        ("SET session = true", "session", True),
        ("SET a.b = NULL", "a.b", None),
        ("SET file_cache = 2GB", "file_cache", "2GB"),
        ("SET cache=1.5 h; -- at most", "cache", "1.5 h"),
        ("SET limit_ = 1e3", "limit_", 1000.0),
        ("SET limit_ = 0x10", "limit_", 16),
    ],
)
def test_set(text, name, value):
    statement = parse(text)
    assert isinstance(statement, Assign)
    assert (statement.name, statement.value) == (name, value)
    assert text[statement.span.start : statement.span.end].strip('"') == name


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("CREATE TABLE t (a int, b text)", "CREATE"),
        ("CREATE TEMP TABLE t AS SELECT 1 AS a", "CREATE"),
        ("create temporary view if not exists v as select 1", "CREATE"),
        ("CREATE OR REPLACE VIEW v AS SELECT ';'", "CREATE"),
        ("CREATE UNIQUE INDEX i ON t (a)", "CREATE"),
        ("DROP VIEW IF EXISTS v", "DROP"),
        ("ALTER TABLE t ADD COLUMN b int", "ALTER"),
        ("BEGIN", "BEGIN"),
        ("BEGIN IMMEDIATE TRANSACTION", "BEGIN"),
        ("COMMIT", "COMMIT"),
        ("END", "END"),
        ("ROLLBACK TO s", "ROLLBACK"),
        ("SAVEPOINT s", "SAVEPOINT"),
        ("RELEASE s", "RELEASE"),
        ("UPDATE OR IGNORE t SET a = 1", "UPDATE"),
    ],
)
def test_local_statements_keep_their_text(text, verb):
    assert parse(f"{text} ;") == Local(text, verb)


def test_start_transaction_is_begin():
    assert parse("START TRANSACTION") == Local("BEGIN", "BEGIN")
