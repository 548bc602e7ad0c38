"""Rows by steps (`Result.take`), results that end before they were read, declared types, and the most requests of a statement."""

from __future__ import annotations

import pytest
from answering import answering, talking_to
from faults import Fault

from openai_sql_shell.errors import Cancelled, OpenAISqlError, RefusedStatement, UsageError

STORES = "openai.vector_stores.vector_stores"
BATCHES = "openai.batch.batches"
NUMBERS = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i FROM n"


def file_page(ids, *, more):
    files = [{"id": i, "object": "file", "bytes": 1, "created_at": 1, "filename": "f", "purpose": "batch"} for i in ids]  # fmt: skip
    return {"object": "list", "data": files, "first_id": ids[0], "last_id": ids[-1], "has_more": more}


@pytest.mark.parametrize("sql", [NUMBERS, "SHOW SERVICES IN openai", "SELECT 1", "SELECT 1 WHERE FALSE"])
@pytest.mark.parametrize("steps", [(1, 2, 3), (4,), (100,)])
def test_steps_together_are_all_rows(harness, sql, steps):
    whole = harness.rows(sql)
    result, found = harness.run(sql), []
    while rows := result.take(steps[len(found) % len(steps)]):
        found += rows
    assert found == whole
    assert result.take(5) == []
    assert result.take(0) == []


def test_rows_one_by_one_and_by_steps_mix(harness):
    result = harness.run(NUMBERS)
    assert [next(result.rows), *result.take(2), next(result.rows)] == [(1,), (2,), (3,), (4,)]
    taken = []
    result.drain(taken.extend)
    assert taken == [(n,) for n in range(5, 11)]


def test_a_step_asks_for_no_further_page():
    pages = [file_page([f"f{n}{i}" for i in range(100)], more=n < 9) for n in range(10)]

    def answer(_verb, path, _body):
        return pages[int(path.split("after=f")[1][0]) + 1 if "after=" in path else 0]

    with answering(answer) as served, talking_to(served) as session:
        result = session.execute("SELECT id FROM openai.files.files")
        assert len(result.take(5)) == 5
        assert len(served.lines) == 1
        assert len(result.take(2_000)) == 995


def test_a_failure_is_raised_by_the_step_that_meets_it():
    def answer(_verb, path, _body):
        return (400, {"error": {"message": "no more"}}) if "after=" in path else file_page(["a", "b", "c"], more=True)  # fmt: skip

    with answering(answer) as served, talking_to(served) as session:
        result = session.execute("SELECT id FROM openai.files.files")
        assert result.take(1) == [("a",)]
        with pytest.raises(OpenAISqlError, match="no more"):
            result.take(1_000)
        with pytest.raises(UsageError, match="has ended"):
            result.take(1)


def test_what_went_wrong_behind_rows_does_not_take_them_away(harness, store):
    text = f"UPDATE {STORES} SET name = 'x' WHERE id IN ('{store}', 'vs_none') RETURNING name"
    harness.session.settings.assume_yes = True
    result = harness.run(text)
    assert result.take(10) == [("x",)]
    with pytest.raises(OpenAISqlError, match="1 done"):
        result.take(10)
    assert result.take(10) == []


@pytest.mark.parametrize("sql", [NUMBERS, "SHOW SERVICES IN openai", f"SELECT id FROM {BATCHES}"])
@pytest.mark.parametrize("end", ["another", "close", "session"])
def test_a_result_that_ended_early_never_just_ends(seeded, sql, end):
    session = seeded.session
    first = session.execute(sql)
    first.take(1)
    if end == "another":
        session.execute("SELECT 1")
    elif end == "close":
        first.close()
    else:
        session.close()
    reads = (
        lambda: first.take(1),
        lambda: first.take(0),
        lambda: next(first.rows),
        lambda: first.drain(list),
        lambda: list(first.rows),
    )
    for read in reads:
        with pytest.raises(UsageError, match="has ended"):
            read()


def test_a_result_that_was_read_to_its_end_stays_ended(harness):
    first = harness.run(NUMBERS)
    first.take(100)
    harness.run("SELECT 1")
    assert first.take(1) == []
    assert list(first.rows) == []


def test_a_cancel_ends_a_step(harness):
    result = harness.run(NUMBERS.replace("10", "100000000"))
    result.take(2)
    harness.session._running.set()
    with pytest.raises(Cancelled):
        result.take(10_000_000)


def test_columns_of_the_session_tell_how_they_were_declared(harness):
    harness.rows("CREATE TABLE t (a INTEGER, b VARCHAR(20), c)")
    harness.rows("CREATE VIEW v AS SELECT a, b FROM t")
    harness.rows(f"SELECT t.*, id, a + 1 FROM t, {BATCHES}")
    assert [c.declared for c in harness.result.columns] == ["INTEGER", "VARCHAR(20)", None, None, None]
    harness.rows("SELECT b FROM v")
    assert [c.declared for c in harness.result.columns] == ["VARCHAR(20)"]
    assert [(o.columns, o.types) for o in harness.session.local_objects()] == [
        (("a", "b", "c"), ("INTEGER", "VARCHAR(20)", "")),
        (("a", "b"), ("INTEGER", "VARCHAR(20)")),
    ]


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("most", [1, 3])
def test_a_statement_ends_before_one_request_too_many(seeded, most, concurrency):
    seeded.rows(f"SET concurrency = {concurrency}")
    ids = seeded.column("SELECT id FROM openai.files.files LIMIT 6")
    seeded.rows(f"SET max_requests = {most}")
    seeded.rows("SELECT id FROM openai.files.files LIMIT 6")
    every = " UNION ALL ".join(f"SELECT id FROM openai.files.files WHERE id = '{i}'" for i in ids)
    error = seeded.error(every, RefusedStatement)
    assert f"more requests than the {most} allowed" in error.message
    assert len(seeded.requests) == most


def test_requests_sent_again_count_and_the_reason_is_told(harness, sandbox):
    sandbox.faults.add(Fault("GET /v1/batches*", status=500, times=9))
    harness.rows("SET max_requests = 2")
    error = harness.error(f"SELECT id FROM {BATCHES}")
    assert getattr(error, "status", None) == 500
    assert len(harness.requests) == 2


def test_an_option_s_bound_on_requests_holds(harness):
    harness.session.settings.set("max_requests", "5")
    harness.session.settings.hold("max_requests", "--set max_requests=5")
    harness.error("SET max_requests = 6", RefusedStatement)
    harness.rows("SET max_requests = 4")
