"""What StackQL's parser accepts is accepted here, too, or stands in the table of differences and is refused with what to write instead."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from harness import Harness, Time, make_session

from openai_sql_shell.catalog.declare import (
    acts,
    creates,
    deletes,
    in_path,
    in_query,
    json_object,
    lists,
    optional,
    reads,
    text,
    updates,
    words,
)
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import BodyKind, Resource, Service
from openai_sql_shell.errors import OpenAISqlError

VERDICTS = Path(__file__).parents[2].parent / "shared" / "api" / "stackql_parser_verdicts.jsonl"
pytestmark = pytest.mark.skipif(
    not VERDICTS.exists(), reason="the verdicts (../shared/api) are not beside this repository"
)

DIFFERENCES = {
    "StackQL's parser does not look at names: there is no such column, or two": (
        r"SELECT a FROM p\.s\.r r (LEFT OUTER|RIGHT|CROSS) JOIN .*",
        r"SELECT a FROM p\.s\.r WHERE OpenAI-Organization = 'x'",
        r"SELECT a FROM openai\.chat\.completions .*",
    ),
    "StackQL's parser does not look at methods: the API has no such operation": (
        r"DESCRIBE METHOD openai\.batches\.batches\.(update|delete)",
    ),
    "StackQL's parser does not look at parameters: a list below an object needs that object": (
        r"SELECT \* FROM openai\.evals\.runs",
    ),
    "strings, names in double quotes and comments are SQLite's": (
        r"SELECT E'a\\n'",
        r"SELECT 'a\\'b'",
        r'SELECT a FROM p\.s\.r WHERE a = "x"',
        r".* # comment",
        r".* // comment",
    ),
    "spelled for MySQL or PostgreSQL; SQLite, on which StackQL runs them as well, has no such word": (
        r"SELECT a::int FROM p\.s\.r",
        r"SELECT group_concat\(a SEPARATOR ','\) .*",
        r"SELECT CURRENT_TIMESTAMP, LOCALTIME .*",
        r"SELECT -1, \+2, ~3, !4",
        r"SELECT 7 / 2, .* DIV .*",
    ),
    "an INSERT says which properties its values are": (r"INSERT INTO p\.s\.r SELECT 'x'",),
    "values of a driver's placeholders: a variable is :name": (
        r"SELECT a FROM p\.s\.r r WHERE r\.a = [?@$].*",
    ),
    "commands to a StackQL server: providers, keys, settings and caches of its own": (
        r"(STACKQL )?REGISTRY .*",
        r"AUTH .*",
        r"PURGE.*",
        r"SLEEP .*",
        r"SET .*",
        r"SHOW TRANSACTION ISOLATION LEVEL",
        r"EXPLAIN FORMAT=JSON .*",
    ),
    "stored answers: a table made of a SELECT keeps rows, and a view is computed anew": (
        r".* MATERIALIZED VIEW .*",
        r"TRUNCATE .*",
    ),
}
"""What is accepted there and refused here, by the reason."""

COLUMNS = words(
    "a b c d id count created_at data default_version description error events index input language level list method"
    " name object owner result role scope status type usage user values version"
)
RUN_AS_THEY_ARE = re.compile(r"(EXPLAIN|SHOW|DESC|DESCRIBE|USE|SET)\b", re.IGNORECASE)
"""Statements that send nothing; others are explained."""
LOCAL = {"TABLE t": "CREATE TABLE t (a int)", "VIEW v": "CREATE VIEW v AS SELECT 1"}
"""Makes what a statement drops or alters."""


def entries(*, accepted):
    lines = VERDICTS.read_text(encoding="utf-8").splitlines() if VERDICTS.exists() else ()
    return [entry["sql"] for entry in map(json.loads, lines) if entry["parses"] is accepted]


def difference(sql):
    """The reason why a statement is refused here."""
    found = (
        reason for reason, kinds in DIFFERENCES.items() if any(re.fullmatch(kind, sql) for kind in kinds)
    )
    return next(found, None)


@cache
def foreign():
    """A catalog with the two resources that the statements speak of, under our provider's name."""
    columns = (
        *(text(name, "TODO") for name in COLUMNS),
        json_object("metadata", "TODO"),
    )
    by_id = in_path("id", "TODO", column="id")
    body = [optional(name, "") for name in ("a", "b", "openai-organization")]
    asked = [in_query(name, "TODO") for name in ("order", "limit", "openai-organization", "event_types[]")]
    resources = (
        Resource(
            "s",
            name,
            "TODO",
            "TODO",
            columns,
            (
                lists("list_them", f"/{name}", "TODO", *asked),
                reads("get_one", f"/{name}/{{id}}", "TODO", by_id),
                creates("make", f"/{name}", "TODO", *body),
                updates("change", f"/{name}/{{id}}", "TODO", by_id, *body),
                deletes("remove", f"/{name}/{{id}}", "TODO", by_id),
                acts(
                    "cancel",
                    f"/{name}/cancel",
                    "TODO",
                    optional("id", ""),
                    *body,
                    body=BodyKind.JSON,
                ),
            ),
        )
        for name in ("r", "q")
    )
    return Catalog((Service("s", "TODO", "TODO", tuple(resources)),))


@pytest.fixture
def tell(seeded_sandbox):
    """Plans a statement and lets SQLite prepare it; sends no change."""
    time = Time()
    session = make_session(seeded_sandbox, time)
    harness = Harness(session, seeded_sandbox, time)

    def run(sql):
        ours = re.sub(r"\bp\.s\.", "openai.s.", sql).replace("{{ a }}", "a")
        session.variables["name"] = "x"
        if ours != sql:
            session.catalog = foreign()
        for made in (made for name, made in LOCAL.items() if re.match(rf"(DROP|ALTER) {name}", ours)):
            harness.rows(made)
        return harness.rows(ours if RUN_AS_THEY_ARE.match(ours) else f"EXPLAIN {ours}")

    yield run
    session.close()


@pytest.mark.parametrize("sql", [sql for sql in entries(accepted=True) if difference(sql) is None])
def test_what_stackql_accepts_is_accepted(tell, sql):
    tell(sql)


@pytest.mark.parametrize("sql", [sql for sql in entries(accepted=True) if difference(sql) is not None])
def test_a_difference_is_refused_with_what_to_do(tell, sql):
    with pytest.raises(OpenAISqlError) as refused:
        tell(sql)
    assert refused.value.hint


def attempted(tell, sql):
    """The error that a statement ends with, where it does."""
    try:
        tell(sql)
    except OpenAISqlError as error:
        return [error]
    return []


@pytest.mark.parametrize("sql", entries(accepted=False))
def test_what_stackql_refuses_runs_or_is_refused_with_what_to_do(tell, sql):
    problems = [error for error in attempted(tell, sql) if not error.hint]
    assert not problems


@pytest.mark.parametrize("kind", [kind for kinds in DIFFERENCES.values() for kind in kinds])
def test_every_difference_is_about_a_statement(kind):
    assert any(re.fullmatch(kind, sql) for sql in entries(accepted=True))
