"""What is spelled otherwise for SQLite, and what is left as it stands."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.planner.scope import Scope
from openai_sql_shell.sql.names import rewrite
from openai_sql_shell.sql.tokens import RESERVED

LOGS = "openai.audit_logs.audit_logs"
LOGS_IN_SQLITE = '"openai.audit_logs"."audit_logs"'


@pytest.fixture
def rewritten():
    scope = Scope(Catalog(), None, ("t",))
    return lambda sql: rewrite(sql, PROVIDERS, scope.table, scope.dotted_columns).text


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_keyword_behind_a_dot_is_a_column(rewritten, word):
    assert rewritten(f"SELECT u.{word.lower()} FROM t u") == f'SELECT u."{word.lower()}" FROM t u'


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT u. FROM t u",
        "SELECT u.\nFROM t u",
        "SELECT u.\"limit\", 'u.limit' -- u.limit\nFROM t u",
        "SELECT status FROM t LIMIT 1",
        "SELECT rlike FROM t",
        "SELECT a AS rlike FROM t",
        "SELECT a rlike FROM t",
        "SELECT rlike, b FROM t ORDER BY rlike",
        "SELECT rlike(a) FROM t",
        "SELECT rlike + 1 FROM t",
        "SELECT t.rlike FROM t",
        "SELECT a FROM t WHERE a RLIKE",
        "SELECT project.created FROM t",
    ],
)
def test_what_sqlite_understands_stays(rewritten, sql):
    assert rewritten(sql) == sql


@pytest.mark.parametrize("left", ["a", "t.a", '"a"', "lower(a)", "'x'", "a NOT"])
@pytest.mark.parametrize("right", ["'x'", "b", "(b)", ":b"])
def test_rlike_is_regexp(rewritten, left, right):
    assert rewritten(f"SELECT {left} rlike {right} FROM t") == f"SELECT {left} REGEXP {right} FROM t"


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("api_key.created", '"api_key.created"'),
        ("API_KEY . Created", '"api_key.created"'),
        ('"project".archived', '"project.archived"'),
        ("l.project.created", 'l."project.created"'),
        ("project", "project"),
        ("project.unknown", "project.unknown"),
        (f"{LOGS}.user.added", f'{LOGS_IN_SQLITE}."user.added"'),
    ],
)
def test_a_column_with_a_dot_needs_no_quotes(rewritten, column, expected):
    source = LOGS_IN_SQLITE if column.startswith(LOGS) else f"{LOGS_IN_SQLITE} AS l"
    asked = source.replace(LOGS_IN_SQLITE, LOGS)
    assert rewritten(f"SELECT {column}, 1 FROM {asked}") == f"SELECT {expected}, 1 FROM {source}"


@pytest.mark.parametrize(
    "source",
    [
        "{} JOIN t project ON 1",
        "{} JOIN t AS project ON 1",
        "{}, t project",
        "(SELECT 1 AS created) project, {}",
    ],
)
def test_a_table_of_the_name_in_front_of_the_dot_goes_before_the_column(rewritten, source):
    told = rewritten(f"SELECT project.created FROM {source.format(LOGS)}")
    assert told == f"SELECT project.created FROM {source.format(LOGS_IN_SQLITE)}"


@pytest.mark.parametrize(
    "clause", ["ORDER BY project", "GROUP BY project", "WHERE project LIKE project", "WHERE 1 AND project"]
)
def test_a_column_of_the_name_in_front_of_the_dot_is_no_table(rewritten, clause):
    assert '"project.created"' in rewritten(f"SELECT project, project.created FROM {LOGS} {clause}")


def test_a_common_table_of_the_name_in_front_of_the_dot_goes_before_the_column(rewritten):
    sql = f"WITH project AS (SELECT 1 AS created) SELECT project.created FROM {LOGS}, project"
    assert "SELECT project.created" in rewritten(sql)


def test_places_lead_back_to_what_was_written():
    text = f"SELECT api_key.created, nothing FROM {LOGS}"
    scope = Scope(Catalog(), None, ())
    edited = rewrite(text, PROVIDERS, scope.table, scope.dotted_columns)
    assert edited.original(edited.text.index("nothing")) == text.index("nothing")
