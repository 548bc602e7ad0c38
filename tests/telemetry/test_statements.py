"""The span of a statement: what it is called, what it tells, and when it ends."""

from __future__ import annotations

from time import time_ns

import pytest
from answering import answering, talking_to
from opentelemetry import trace
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from telemetry.spans import failed_as

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import Cancelled, OpenAISqlError
from openai_sql_shell.planner import planner

BATCHES, STORES, FILES = "openai.batch.batches", "openai.vector_stores.vector_stores", "openai.files.files"
MODELS = "openai.models.models"

KINDS = [
    ("SELECT 1", "SELECT", "", [], 1, None),
    (f"SELECT id FROM {BATCHES} LIMIT 3", "SELECT", BATCHES, ["GET /batches"], 3, None),
    ("SELECT id FROM batches LIMIT 1", "SELECT", BATCHES, ["GET /batches"], 1, None),
    (f"WITH a AS (SELECT id FROM {STORES}) SELECT id FROM a LIMIT 1", "SELECT", STORES, ["GET /vector_stores"], 1, None),
    (f"SELECT id FROM {STORES} WHERE id = 'vs_none'", "SELECT", STORES, ["GET /vector_stores/{vector_store_id}"], None, None),
    (f"SELECT a.id FROM {STORES} a, {MODELS} b LIMIT 1", "SELECT", f"{STORES} {MODELS}", ["GET /models", "GET /vector_stores"], 1, None),
    ("VALUES (1), (2)", "SELECT", "", [], 2, None),
    ("SHOW SERVICES IN openai", "SHOW", "", [], None, None),
    (f"DESCRIBE {FILES}", "DESCRIBE", "", [], None, None),
    (f"EXPLAIN SELECT id FROM {FILES}", "EXPLAIN", FILES, [], 1, None),
    ("SET output = json", "SET", "", [], None, None),
    ("USE openai.batch", "USE", "", [], None, None),
    ("CREATE TABLE mine AS SELECT 1 AS a", "CREATE", "", [], None, None),
    (f"CREATE TABLE mine AS SELECT id FROM {MODELS} LIMIT 1", "CREATE", MODELS, ["GET /models"], None, None),
    (f"INSERT INTO {STORES} (name) VALUES ('one')", "INSERT", STORES, ["POST /vector_stores"], None, 1),
    (f"INSERT INTO {STORES} (name) VALUES ('one'), ('two') RETURNING id", "INSERT", STORES, ["POST /vector_stores"] * 2, 2, 2),
    (f"UPDATE {STORES} SET name = 'two' WHERE id = 'vs_none'", "UPDATE", STORES, ["POST /vector_stores/{vector_store_id}"], None, None),
    (f"DELETE FROM {STORES} WHERE name = 'one'", "DELETE", STORES, ["GET /vector_stores"], None, 0),
    (f"EXEC {MODELS}.list_models", "EXEC", f"{MODELS}.list_models", ["GET /models"], None, None),
    ("COPY (SELECT 1 AS a) TO 'rows.csv'", "COPY", "", [], None, None),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind[0][:50])
def test_each_kind_of_statement_is_a_span_with_one_for_each_request(
    seeded, harness, kept, tmp_path, monkeypatch, kind
):
    sql, operation, names, requests, rows, changed = kind
    monkeypatch.chdir(tmp_path)
    at = harness if operation in ("INSERT", "UPDATE", "DELETE") else seeded
    kept.clear()
    try:
        found = at.rows(sql)
    except OpenAISqlError:
        found = None
    span = kept.statement
    assert span.name == span.attributes["db.query.summary"] == f"{operation} {names}".strip()
    assert span.attributes["db.operation.name"] == operation
    assert span.kind is trace.SpanKind.CLIENT
    assert sorted(request.name for request in kept.requests) == requests
    assert span.attributes["openai_sql.requests"] == len(requests) == len(at.requests)
    assert {request.parent.span_id for request in kept.requests} <= {span.context.span_id}
    assert (found is None) == (failed_as(span) is not None)
    if rows is not None:
        assert span.attributes["db.response.returned_rows"] == rows == len(found)
    assert span.attributes.get("openai_sql.changed") == changed
    single = names.count(" ") == 0 and names
    assert span.attributes.get("db.collection.name") == (
        names.removesuffix(".list_models") if single else None
    )


def file_page(first, count, *, more):
    ids = [f"file-{n}" for n in range(first, first + count)]
    files = [{"id": i, "object": "file", "bytes": 1, "created_at": 1, "filename": "f", "purpose": "batch"} for i in ids]  # fmt: skip
    return {"object": "list", "data": files, "first_id": ids[0], "last_id": ids[-1], "has_more": more}


def two_pages(_verb, path, _body):
    return file_page(100, 50, more=False) if "after=" in path else file_page(0, 100, more=True)


def breaks_off(_verb, path, _body):
    return (400, {"error": {"message": "no more"}}) if "after=" in path else file_page(0, 100, more=True)


ALL_FILES = f"SELECT id, bytes % 7 FROM {FILES}"
NUMBERS = "VALUES (1), (2), (3), (4), (5)"
READ = {
    "row by row": lambda result: list(result.rows),
    "in steps": lambda result: [row for _ in range(20) for row in result.take(9)],
    "all together": lambda result: result.drain(lambda _rows: None),
    "some, then the rest": lambda result: (
        next(result.rows),
        result.take(3),
        result.drain(lambda _rows: None),
    ),
}


@pytest.mark.parametrize("values", [(), (3,)], ids=["written", "with values"])
@pytest.mark.parametrize("way", READ)
def test_a_span_ends_with_the_last_row_however_rows_are_read(kept, way, values):
    where = " WHERE bytes < ?" if values else ""
    with answering(two_pages) as served, talking_to(served) as session:
        result = session.execute(ALL_FILES + where, values=values)
        assert next(result.rows)
        assert kept.statements == []
        READ[way](result)
        span = kept.statement
        result.close()
    assert kept.statements == [span]
    assert span.attributes["db.response.returned_rows"] == 150
    assert span.attributes["openai_sql.requests"] == len(kept.requests) == 2
    assert failed_as(span) is None
    assert "openai_sql.given_up" not in span.attributes


LEFT = {
    "closed": lambda _session, result: result.close(),
    "by the next statement": lambda session, _result: session.execute("USE openai.files"),
    "with the session": lambda session, _result: session.close(),
}


@pytest.mark.parametrize("way", LEFT)
def test_a_span_ends_where_the_rest_is_given_up(kept, way):
    with answering(two_pages) as served, talking_to(served) as session:
        result = session.execute(ALL_FILES)
        assert len(result.take(7)) == 7
        LEFT[way](session, result)
        span = kept.statements[0]
        assert span.name == f"SELECT {FILES}"
        assert span.attributes["db.response.returned_rows"] == 7
        assert span.attributes["openai_sql.given_up"] is True
        assert failed_as(span) is None
        assert span.attributes["openai_sql.requests"] == len(served.lines)


@pytest.mark.parametrize("way", ["row by row", "in steps", "all together"])
def test_an_error_behind_rows_ends_the_span_with_what_was_read(kept, way):
    with answering(breaks_off) as served, talking_to(served) as session:
        result = session.execute(ALL_FILES)
        with pytest.raises(OpenAISqlError):
            READ[way](result)
    span = kept.statement
    assert failed_as(span) == "ApiError"
    assert span.attributes["db.response.status_code"] == "400"
    assert span.attributes["db.response.returned_rows"] in range(95, 101)
    assert [request.attributes["http.response.status_code"] for request in kept.requests] == [200, 400]


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("SELECT FROM WHERE", "EngineError"),
        ("SELECT * FROM openai.batch.batchs", "UnknownName"),
        ("SELECT 'a", "StatementSyntaxError"),
        (f"DELETE FROM {STORES}", "RefusedStatement"),
    ],
)
def test_what_cannot_be_run_is_a_span_with_the_kind_of_error(kept, seeded, sql, kind):
    seeded.session.settings.read_only = True
    error = seeded.error(sql)
    assert failed_as(kept.statement) == kind == type(error).__name__
    assert kept.requests == []


def test_cancelling_ends_the_span_as_an_error(kept):
    with answering(two_pages) as served, talking_to(served) as session:
        cancel = CancelToken()
        result = session.execute(ALL_FILES, cancel)
        result.take(100)
        cancel.set()
        with pytest.raises(Cancelled):
            result.take(100)
    assert failed_as(kept.statement) == "Cancelled"
    assert kept.statement.attributes["db.response.returned_rows"] == 100


def test_what_the_reader_raises_ends_the_span(kept, harness):
    result = harness.run(NUMBERS)
    with pytest.raises(BrokenPipeError):
        result.drain(lambda _rows: (_ for _ in ()).throw(BrokenPipeError()))
    assert failed_as(kept.statement) == "BrokenPipeError"


def test_a_statement_stands_below_the_span_of_its_caller(kept, harness):
    with kept.provider.get_tracer("host").start_as_current_span("job") as job:
        harness.rows("SELECT 1")
        assert trace.get_current_span() is job
    assert kept.statement.parent.span_id == job.get_span_context().span_id
    harness.rows("SELECT 1")
    assert kept.statements[1].parent is None


def test_planning_is_a_part_of_the_span(kept, harness, monkeypatch):
    planned, plan = [], planner.plan_text
    monkeypatch.setattr(planner, "plan_text", lambda *words: (planned.append(time_ns()), plan(*words))[1])
    harness.rows("SELECT 1")
    assert kept.statement.start_time <= planned[0] <= kept.statement.end_time


def test_the_server_is_named(kept, harness):
    harness.rows(f"SELECT id FROM {FILES}")
    port = int(harness.sandbox.url.split(":")[2].partition("/")[0])
    for span in (kept.statement, *kept.requests):
        assert (span.attributes["server.address"], span.attributes["server.port"]) == ("127.0.0.1", port)
        assert span.instrumentation_scope.name == "openai_sql_shell"


def test_a_trace_that_was_not_chosen_makes_no_spans(kept, harness):
    kept.provider.sampler = ALWAYS_OFF
    assert not type(harness.run(NUMBERS).rows).__name__.startswith("Traced")
    assert harness.session.stats.trace is None


@pytest.mark.parametrize("front_end", ["driver", "sqlalchemy"])
def test_a_statement_through_the_driver_is_one_span(kept, sandbox, front_end, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    sql = f"SELECT id FROM {FILES} WHERE bytes > ?"
    if front_end == "driver":
        import openai_sql_shell

        with openai_sql_shell.connect(base_url=sandbox.url, api_key=sandbox.key) as connection:
            connection.cursor().execute(sql, [5]).fetchall()
    else:
        from sqlalchemy import create_engine

        engine = create_engine("openai://", connect_args={"base_url": sandbox.url, "api_key": sandbox.key})
        with engine.connect() as connection:
            kept.clear()  # SQLAlchemy has asked for a version
            connection.exec_driver_sql(sql, (5,)).all()
        engine.dispose()
    assert kept.statement.name == f"SELECT {FILES}"
    assert [request.name for request in kept.requests] == ["GET /files"]
