"""Cursors: rows as they are fetched, one open result at a time, changes counted, and a stop from any thread."""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime

import pytest
from answering import answering
from dbapi.conftest import requests
from faults import Fault

import openai_sql_shell as driver
from openai_sql_shell.errors import Cancelled

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
COUNTING = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n"


def listed(ids, *, more):
    files = [{"id": i, "object": "file", "bytes": 1, "created_at": 1, "filename": "f", "purpose": "batch"} for i in ids]  # fmt: skip
    return {"object": "list", "data": files, "first_id": ids[0], "last_id": ids[-1], "has_more": more}


def ten_thousand(_verb, path, _body):
    """A list of 10,000 files, a hundred a page."""
    page = int(path.split("after=f")[1].split("&")[0]) // 100 + 1 if "after=" in path else 0
    return listed([f"f{n}" for n in range(page * 100, page * 100 + 100)], more=page < 99)


@pytest.mark.parametrize("concurrency", [1, 8])
def test_a_few_of_ten_thousand_rows_are_one_page(connected, concurrency):
    with answering(ten_thousand) as served:
        cursor = connected(served, concurrency=concurrency).cursor()
        assert served.lines == []
        cursor.execute(f"SELECT id, bytes FROM {FILES}")
        assert len(served.lines) == 1
        assert cursor.fetchmany(5) == [(f"f{n}", 1) for n in range(5)]
        assert cursor.fetchone() == ("f5", 1)
        assert cursor.rownumber == 6
        assert len(served.lines) == 1
        assert len(cursor.fetchall()) == 9_994
        assert (cursor.fetchone(), cursor.fetchmany(3), cursor.fetchall(), list(cursor)) == (None, [], [], [])
        assert cursor.rownumber == 10_000


@pytest.mark.parametrize(
    "fetch",
    [
        lambda cursor: cursor.fetchall(),
        list,
        lambda cursor: [row for rows in iter(lambda: cursor.fetchmany(3), []) for row in rows],
        lambda cursor: list(iter(cursor.fetchone, None)),
        lambda cursor: [cursor.fetchone(), *cursor.fetchmany(2), *cursor.fetchall()],
        lambda cursor: [*cursor.fetchmany(), *cursor.fetchmany(0), *cursor],
    ],
)
@pytest.mark.parametrize(
    "sql", [COUNTING.format(7), "SHOW SERVICES IN openai", f"SELECT id, created_at FROM {BATCHES} LIMIT 7"]
)
def test_every_way_to_fetch_gives_the_same_rows(seeded_cursor, fetch, sql):
    expected = [tuple(row) for row in seeded_cursor.connection.session.execute(sql).rows]
    assert fetch(seeded_cursor.execute(sql)) == expected
    assert expected


def test_many_are_as_many_as_the_array_size_says(cursor):
    cursor.execute(COUNTING.format(10))
    assert len(cursor.fetchmany()) == 1
    cursor.arraysize = 4
    assert len(cursor.fetchmany()) == 4
    with pytest.raises(driver.ProgrammingError):
        cursor.fetchmany(-1)


def test_what_columns_are(seeded_cursor):
    cursor = seeded_cursor
    cursor.execute("CREATE TABLE t (a INTEGER, b VARCHAR(9), c REAL, d BLOB, e, f NUMERIC)")
    cursor.execute("INSERT INTO t VALUES (1, 'x', 2.5, x'00', 'y', 3)")
    cursor.execute(f"SELECT id, created_at, request_counts, metadata FROM {BATCHES} LIMIT 1")
    assert [(name, code) for name, code, *_ in cursor.description] == [
        *(("id", "string"), ("created_at", "integer"), ("request_counts", "json"), ("metadata", "json")),
    ]
    assert all(len(column) == 7 and column[2:] == (None,) * 5 for column in cursor.description)
    for sql, codes in [
        ("SELECT * FROM t", "integer string number binary string number"),
        ("SELECT * FROM t WHERE FALSE", "integer string number binary string number"),
        ("SELECT a + 1, c * 2, b || '', x'01', NULL FROM t", "integer number string binary string"),
        ("SELECT a + 1 FROM t WHERE FALSE", "string"),
        ("SHOW SERVICES IN openai", "string string string"),
    ]:
        cursor.execute(sql)
        found = [code for _, code, *_ in cursor.description]
        assert found[: len(codes.split())] == codes.split(), sql
    assert cursor.execute("CREATE TABLE u (a)").description is None


def test_type_objects_are_equal_to_their_codes():
    table = {
        driver.STRING: {"string", "json"},
        driver.NUMBER: {"integer", "number", "boolean"},
        driver.BINARY: {"binary"},
        driver.DATETIME: {"timestamp"},
        driver.ROWID: set(),
    }
    codes = {"string", "integer", "number", "boolean", "json", "binary", "timestamp"}
    for kind, own in table.items():
        assert {code for code in codes if kind == code and code == kind} == own
        assert [other for other in table if other == kind] == [kind]


def test_times_are_datetimes_only_where_that_was_asked_for(seeded_sandbox, connected):
    sql = f"SELECT created_at, completed_at, created_at + 0 FROM {BATCHES} ORDER BY completed_at IS NULL LIMIT 1"
    plain = connected(seeded_sandbox).cursor().execute(sql)
    moments = connected(seeded_sandbox, times="datetime").cursor().execute(sql)
    assert [code for _, code, *_ in plain.description] == ["integer"] * 3
    assert [code for _, code, *_ in moments.description] == ["timestamp", "timestamp", "integer"]
    assert driver.DATETIME not in [code for _, code, *_ in plain.description]
    (row,), (other,) = plain.fetchall(), moments.fetchall()
    assert other == (datetime.fromtimestamp(row[0], UTC), datetime.fromtimestamp(row[1], UTC), row[2])
    moments.execute(f"SELECT created_at FROM {BATCHES} WHERE created_at = ? LIMIT 1", [other[0]])
    assert moments.fetchone() == (other[0],)


def test_a_moment_that_python_does_not_know_is_no_shorter_result(connected):
    def answer(_verb, _path, _body):
        page = listed(["a", "b"], more=False)
        page["data"][1]["created_at"] = 10**15
        return page

    with answering(answer) as served:
        cursor = connected(served, times="datetime").cursor().execute(f"SELECT created_at FROM {FILES}")
        assert cursor.fetchone() == (datetime.fromtimestamp(1, UTC),)
        with pytest.raises(driver.DataError, match="1000000000000000"):
            cursor.fetchall()
        with pytest.raises(driver.Error):
            cursor.fetchall()


def test_booleans_are_booleans(seeded_sandbox, connected):
    cursor = connected(seeded_sandbox, admin_key=seeded_sandbox.admin_key).cursor()
    cursor.execute("SELECT id, is_service_account, NOT is_service_account FROM openai.users.users")
    assert [code for _, code, *_ in cursor.description] == ["string", "boolean", "integer"]
    rows = cursor.fetchall()
    assert rows
    assert {type(value) for _, value, _ in rows} <= {bool, type(None)}
    assert {type(value) for _, _, value in rows} <= {int, type(None)}


@pytest.mark.parametrize(
    ("sql", "count", "has_rows"),
    [
        (f"INSERT INTO {STORES} (name) VALUES ('a'), ('b')", 2, False),
        (f"INSERT INTO {STORES} (name) VALUES ('a') RETURNING id", 1, True),
        (f"UPDATE {STORES} SET name = 'b' WHERE name = 'nobody'", 0, False),
        ("INSERT INTO mine VALUES (1), (2)", 2, False),
        ("DELETE FROM mine RETURNING a", 1, True),
        ("CREATE TABLE other (a)", -1, False),
        ("SET cache = '1s'", -1, False),
        ("SELECT 1 WHERE FALSE", -1, True),
    ],
)
def test_what_was_changed_is_counted(cursor, sql, count, has_rows):
    cursor.execute("CREATE TABLE mine AS SELECT 1 AS a")
    cursor.execute(sql)
    assert (cursor.rowcount, cursor.lastrowid) == (count, None)
    assert (cursor.description is not None) is has_rows
    if not has_rows:
        with pytest.raises(driver.ProgrammingError, match="no rows to be fetched"):
            cursor.fetchone()


def test_many_sets_of_parameters_are_one_statement_each(sandbox, cursor):
    cursor.executemany(f"INSERT INTO {STORES} (name) VALUES (?) RETURNING id, name", [["a"], ["b"], ["c"]])
    assert cursor.rowcount == 3
    assert [name for _, name in cursor] == ["a", "b", "c"]
    sandbox.forget_requests()
    cursor.executemany(
        f"UPDATE {STORES} SET name = :n WHERE name = :o", [{"n": "x", "o": "a"}, {"n": "y", "o": "none"}]
    )
    assert (cursor.rowcount, cursor.description) == (1, None)
    cursor.executemany("DELETE FROM x", [])
    assert (cursor.rowcount, cursor.description) == (-1, None)
    with pytest.raises(driver.ProgrammingError, match="this is a query"):
        cursor.executemany("SELECT ?", [[1], [2]])


def test_sets_before_one_that_fails_are_done_and_their_rows_are_there(sandbox, cursor):
    sandbox.faults.add(Fault("POST /v1/vector_stores", status=400, skip=2))
    with pytest.raises(driver.OperationalError):
        cursor.executemany(f"INSERT INTO {STORES} (name) VALUES (?) RETURNING name", [["a"], ["b"], ["c"]])
    assert (cursor.rowcount, cursor.fetchall()) == (2, [("a",), ("b",)])


def test_a_failure_behind_rows_of_a_change_does_not_take_them_away(sandbox, cursor):
    sandbox.faults.add(Fault("POST /v1/vector_stores", status=400, skip=1))
    cursor.execute(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b') RETURNING name")
    assert cursor.fetchmany(10) == [("a",)]
    with pytest.raises(driver.OperationalError, match="1 done"):
        cursor.fetchmany(10)


@pytest.mark.parametrize("sql", [COUNTING.format(50), f"SELECT id FROM {BATCHES}", "SHOW SERVICES IN openai"])
def test_the_result_that_another_statement_ended_says_so(seeded_cursor, sql):
    other = seeded_cursor.connection.cursor()
    for read in (seeded_cursor.fetchone, seeded_cursor.fetchall, lambda: next(seeded_cursor)):
        seeded_cursor.execute(sql)
        other.execute("SELECT 1")
        with pytest.raises(driver.InterfaceError, match="another statement"):
            read()
        assert other.fetchall() == [(1,)]
    seeded_cursor.execute(sql).fetchall()
    other.execute("SELECT 1")
    assert seeded_cursor.fetchall() == []


def test_closing_a_cursor_stops_its_requests(connected):
    with answering(ten_thousand) as served:
        connection = connected(served)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {FILES}")
        assert len(served.lines) == 1
        for use in (cursor.fetchone, cursor.fetchall, lambda: cursor.execute("SELECT 1")):
            with pytest.raises(driver.InterfaceError, match="cursor is closed"):
                use()
        cursor.close()
        assert connection.cursor().execute("SELECT 1").fetchone() == (1,)


def test_a_failure_is_raised_by_the_fetch_that_meets_it_and_nothing_just_ends(connected):
    def answer(verb, path, body):
        return (
            (400, {"error": {"message": "no more"}}) if "after=" in path else ten_thousand(verb, path, body)
        )

    with answering(answer) as served:
        cursor = connected(served).cursor().execute(f"SELECT id FROM {FILES}")
        assert len(cursor.fetchmany(40)) == 40
        with pytest.raises(driver.OperationalError, match="no more"):
            cursor.fetchmany(1_000)
        with pytest.raises(driver.Error):
            cursor.fetchone()


def second_page_fails(verb, path, body):
    if verb == "POST":
        return {"id": f"vs_{len(path)}", "object": "vector_store", "name": "a"}
    return (400, {"error": {"message": "no more"}}) if "after=" in path else ten_thousand(verb, path, body)


FAILING = {
    "page": f"SELECT id FROM {FILES}",
    "page and expression": f"SELECT id || 'a' FROM {FILES}",
    "page and order": f"SELECT id FROM {FILES} WHERE length(id) > 2",
    "value": COUNTING.format(300).replace(
        "SELECT i FROM n", "SELECT abs(iif(i = 250, -9223372036854775808, i)) FROM n"
    ),
    "bound": f"SELECT b.id FROM {FILES} a, {FILES} b",
    "behind a change": f"INSERT INTO {STORES} (name) VALUES ('a'), ('b') RETURNING name",
}
"""Statements whose first rows are there, and that fail behind them."""
TO_THE_ERROR = {
    "one": lambda cursor: [cursor.fetchone() for _ in range(1_000)],
    "many": lambda cursor: [cursor.fetchmany(60) for _ in range(100)],
    "all": lambda cursor: cursor.fetchall(),
    "iteration": list,
    "table": lambda cursor: cursor.fetch_arrow_table(),
    "reader": lambda cursor: cursor.fetch_record_batch(60).read_all(),
}
LATER = {
    **TO_THE_ERROR,
    "one row": lambda cursor: cursor.fetchone(),
    "some": lambda cursor: cursor.fetchmany(3),
    "next": next,
    "stream": lambda cursor: cursor.__arrow_c_stream__(),
    "again": lambda cursor: cursor.fetchall(),
}


@pytest.mark.parametrize("first", TO_THE_ERROR)
@pytest.mark.parametrize("kind", FAILING)
def test_no_fetch_behind_an_error_finds_that_there_are_no_more_rows(connected, kind, first):
    stores = []

    def answer(verb, path, body):
        if verb == "POST":
            stores.append(path)
            if len(stores) > 1:
                return 400, {"error": {"message": "no more"}}
        return second_page_fails(verb, path, body) if kind != "bound" else ten_thousand(verb, path, body)

    bound = {"max_requests": 3} if kind == "bound" else {}
    with answering(answer) as served:
        cursor = connected(served, mode="full", **bound).cursor().execute(FAILING[kind])
        with pytest.raises(driver.Error):
            TO_THE_ERROR[first](cursor)
        for fetch in LATER.values():
            with pytest.raises(driver.Error):
                fetch(cursor)
        assert cursor.execute("SELECT 1").fetchall() == [(1,)]


def test_any_thread_may_cancel(connected):
    asked, go_on = threading.Event(), threading.Event()

    def answer(verb, path, body):
        if "after=" in path:
            asked.set()
            go_on.wait(5)
        return ten_thousand(verb, path, body)

    def stop():
        asked.wait(5)
        cursor.cancel()

    with answering(answer) as served:
        connection = connected(served)
        cursor = connection.cursor()
        cursor.cancel()
        cursor.execute(f"SELECT id FROM {FILES}")
        stopping = threading.Thread(target=stop)
        stopping.start()
        with pytest.raises(driver.OperationalError) as caught:
            cursor.fetchall()
        assert isinstance(caught.value.__cause__, Cancelled)
        stopping.join()
        go_on.set()
        with pytest.raises(driver.Error):
            cursor.fetchone()
        assert cursor.execute("SELECT 1").fetchall() == [(1,)]


def test_notices_are_messages(cursor):
    cursor.execute("BEGIN")
    [(kind, warning)] = cursor.messages
    assert kind is driver.Warning
    assert isinstance(warning, driver.Warning)
    assert "no transactions" in str(warning)
    cursor.execute("COMMIT")
    assert len(cursor.messages) == 1
    cursor.execute("SELECT 1")
    assert cursor.messages == []


def test_what_has_no_meaning_here_has_no_effect(cursor):
    cursor.setinputsizes([1, None])
    cursor.setoutputsize(100, 1)
    assert cursor.execute("SELECT 1").fetchone() == (1,)
    assert not hasattr(cursor, "nextset")
    assert not hasattr(cursor, "callproc")


def test_no_request_is_made_for_what_is_refused(sandbox, connected):
    cursor = connected(sandbox).cursor()
    for sql in (
        f"DELETE FROM {FILES} WHERE id = 'a'",
        f"SELECT nothing FROM {FILES}",
        "SELEC",
        f"SELECT id FROM {FILES} WHERE",
    ):
        with pytest.raises(driver.ProgrammingError):
            cursor.execute(sql)
    assert requests(sandbox) == []


def test_a_row_of_many_costs_two_calls_at_most(cursor):
    rows, calls = 1_000, [0]
    cursor.execute(COUNTING.format(rows + 1))
    cursor.fetchone()

    def count(_frame, event, _argument):
        calls[0] += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        found = cursor.fetchmany(rows)
    finally:
        sys.setprofile(None)
    assert len(found) == rows
    assert calls[0] <= 2 * rows
