"""Rows that are handed on many at a time: none waits for a request, and none is lost where one fails."""

from __future__ import annotations

import threading

import pytest
from answering import answering, talking_to

from openai_sql_shell.cancel import BeforeWaiting, CancelToken
from openai_sql_shell.engine.rows import Rows
from openai_sql_shell.errors import OpenAISqlError

PER_PAGE = 4


def page(number, *, last):
    ids = [f"file-{number}{at}" for at in range(PER_PAGE)]
    files = [
        {"id": one, "object": "file", "bytes": 1, "created_at": 1, "filename": "f", "purpose": "batch"}
        for one in ids
    ]
    return {"object": "list", "data": files, "first_id": ids[0], "last_id": ids[-1], "has_more": not last}


@pytest.fixture
def slow():
    """A list of two pages, of which the second is answered once somebody has seen a row."""
    seen = threading.Event()

    def answer(_verb, path, _body):
        if "after=" not in path:
            return page(1, last=False)
        return page(2, last=True) if seen.wait(5) else (400, {"error": {"message": "nobody saw a row"}})

    with answering(answer) as served, talking_to(served) as session:
        yield session, served, seen


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        ("SELECT id FROM openai.files.files", "file-10"),
        ("SELECT id FROM openai.files.files WHERE id LIKE '%0'", "file-10"),
        ("SELECT 'local' UNION ALL SELECT id FROM openai.files.files WHERE id LIKE 'file-2%'", "local"),
        ("SELECT f.id FROM openai.files.files f JOIN (SELECT 'file-13' AS id) o ON o.id = f.filename || '' OR f.id = o.id", "file-13"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("concurrency", [1, 4])
def test_no_row_waits_for_a_request(slow, sql, first, concurrency):
    session, served, seen = slow
    session.execute(f"SET concurrency = {concurrency}", CancelToken())
    taken = []

    def take(rows):
        taken.append(list(rows))
        seen.set()

    session.execute(sql, CancelToken()).drain(take)
    assert taken[0][0] == (first,)
    assert sum(map(len, taken)) == len({row for rows in taken for row in rows})
    assert sum("after=" in line for line in served.lines) == 1


def test_the_first_rows_are_handed_on_before_the_next_page_is_asked_for(slow):
    session, served, seen = slow
    seen.set()
    asked = []
    session.execute("SELECT id FROM openai.files.files", CancelToken()).drain(
        lambda rows: asked.append((len(rows), len(served.lines)))
    )
    requests_so_far = [requests for rows, requests in asked for _ in range(rows)]
    assert requests_so_far[: PER_PAGE // 2] == [1] * (PER_PAGE // 2)
    assert sum(rows for rows, _ in asked) == 2 * PER_PAGE


def test_rows_before_a_failure_are_handed_on():
    def answer(_verb, path, _body):
        return page(1, last=False) if "after=" not in path else (400, {"error": {"message": "no more"}})

    taken = []
    with answering(answer) as served, talking_to(served) as session:
        result = session.execute("SELECT id FROM openai.files.files", CancelToken())
        with pytest.raises(OpenAISqlError, match="no more"):
            result.drain(taken.extend)
    assert [row for (row,) in taken] == [f"file-1{at}" for at in range(PER_PAGE)]


def test_who_takes_may_stop(slow):
    session, served, seen = slow
    seen.set()

    def take(_rows):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        session.execute("SELECT id FROM openai.files.files", CancelToken()).drain(take)
    assert len(served.lines) == 1


@pytest.mark.parametrize(("each", "most"), [(0.0, 1_000), (0.02, 3), (1.0, 1)])
def test_rows_that_take_long_to_compute_are_handed_on_as_they_come(each, most):
    now = [0.0]

    def source():
        for number in range(2_500):
            now[0] += each
            yield [(number,)]

    taken = []
    Rows(source(), [], BeforeWaiting(), lambda: now[0]).drain(taken.append)
    assert [row for rows in taken for row in rows] == [(number,) for number in range(2_500)]
    assert max(map(len, taken)) == most
    assert taken[0] == [(0,)]
