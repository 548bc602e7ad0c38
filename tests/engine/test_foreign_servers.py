"""Servers that speak this API their own way: an answer over them is right or an error, and costs what that takes.

They are small estates behind real HTTP, and no profile says that they can be trusted.
"""

from __future__ import annotations

import pytest
from engine.foreign import (
    BATCHES,
    FILES,
    STORE_FILES,
    STORES,
    Estate,
    as_asked,
    files,
    newest_first,
    oldest_first,
    shuffled,
)

from openai_sql_shell.errors import ApiError, ProtocolError

OLDEST = f"SELECT created_at FROM {FILES} ORDER BY created_at LIMIT 3"
NEWEST = f"SELECT created_at FROM {FILES} ORDER BY created_at DESC LIMIT 3"


# --- order -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [newest_first, oldest_first, shuffled, as_asked])
@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        (OLDEST, [1000, 1001, 1002]),
        (NEWEST, [1249, 1248, 1247]),
        (f"SELECT created_at FROM {FILES} ORDER BY created_at LIMIT 2 OFFSET 120", [1120, 1121]),
        (f"SELECT count(*) FROM (SELECT 1 FROM {FILES} GROUP BY created_at)", [250]),
        (f"SELECT max(created_at) FROM (SELECT * FROM {FILES} ORDER BY created_at LIMIT 3)", [1002]),
        (
            f"SELECT id FROM {FILES} WHERE id IN (SELECT id FROM {FILES} ORDER BY created_at LIMIT 1)",
            ["file-000"],
        ),
        (f"SELECT bytes FROM {FILES} WHERE purpose = 'vision' ORDER BY created_at LIMIT 2", [1, 3]),
    ],
)
def test_the_first_rows_are_the_first_whatever_order_a_foreign_server_has(connect, order, sql, rows):
    assert connect(Estate({"/files": files(250)}, order)).column(sql) == rows


def test_a_change_reaches_the_objects_that_come_first_not_those_the_server_sent_first(connect):
    estate = Estate({"/files": files(250, deleted=True)}, newest_first)
    client = connect(estate)
    told = client.rows(
        f"EXPLAIN DELETE FROM {FILES} WHERE id IN (SELECT id FROM {FILES} ORDER BY created_at LIMIT 3)"
    )
    assert any("TEMP B-TREE FOR ORDER BY" in str(row[0]) for row in told)
    client.rows(f"DELETE FROM {FILES} WHERE id IN (SELECT id FROM {FILES} ORDER BY created_at LIMIT 3)")
    sent = [line for line in client.requests if line.startswith("DELETE")]
    assert sorted(sent) == ["DELETE /files/file-000", "DELETE /files/file-001", "DELETE /files/file-002"]


@pytest.mark.parametrize("order", [newest_first, oldest_first])
@pytest.mark.parametrize("sql", [OLDEST, NEWEST])
def test_a_page_against_the_order_is_read_again_and_sorted_here_even_where_the_server_was_believed(
    connect, order, sql
):
    client = connect(Estate({"/files": files(250)}, order), conforming=True)
    wanted = [1000, 1001, 1002] if sql == OLDEST else [1249, 1248, 1247]
    assert client.column(sql) == wanted
    assert client.column(sql) == wanted


def test_a_list_that_is_read_again_is_asked_for_in_no_order(connect):
    client = connect(Estate({"/files": files(250)}, newest_first), conforming=True)
    client.rows(OLDEST)
    first, *again = client.requests
    assert first == "GET /files?limit=3&order=asc"
    assert len(again) == 3
    assert not any("order" in request for request in again)


def test_rows_against_the_order_after_rows_that_were_shown_are_an_error(connect):
    data = [*files(150), {"id": "late", "created_at": 5}]
    client = connect(Estate({"/files": data}, lambda data, _query: data), conforming=True)
    error = client.error(f"SELECT created_at FROM {FILES} ORDER BY created_at", ProtocolError)
    assert "came in another" in error.message
    assert "run it again" in error.hint
    assert client.column(OLDEST) == [5, 1000, 1001]


def test_a_server_that_was_seen_to_sort_both_ways_is_believed_from_then_on(connect):
    client = connect(Estate({"/files": files(250)}, as_asked))
    for sql in (OLDEST, NEWEST):
        client.rows(sql)
        assert len(client.requests) == 3
    assert client.column(OLDEST) == [1000, 1001, 1002]
    assert client.requests == ["GET /files?limit=3&order=asc"]


@pytest.mark.parametrize(
    "estate",
    [
        Estate({"/files": files(250, created_at=7)}, shuffled),
        Estate({"/files": files(90)}, as_asked),
        Estate({"/files": files(250)}, newest_first),
        Estate({"/files": files(90)}, sorts_pages_only=True),
    ],
    ids=["equal times", "one page", "one way only", "each page for itself"],
)
def test_nothing_is_learned_from_lists_that_do_not_show_it(connect, estate):
    client = connect(estate)
    for sql in (OLDEST, NEWEST, OLDEST):
        client.rows(sql)
        assert "limit=3" not in "".join(client.requests)


def test_times_that_are_texts_and_missing_are_in_sqlites_order(connect):
    data = [
        {"id": str(n), "created_at": value} for n, value in enumerate(["1002", 1001, None, "soon", 1000.5])
    ]
    client = connect(Estate({"/files": data}, lambda data, _query: data), conforming=True)
    assert client.column(f"SELECT created_at FROM {FILES} ORDER BY created_at") == [
        None,
        1000.5,
        1001,
        1002,
        "soon",
    ]


# --- filters ---------------------------------------------------------------------------------------------------


def store_with(statuses):
    children = [
        {"id": f"file-{n:03d}", "created_at": n, "vector_store_id": "vs_1", "status": status}
        for n, status in enumerate(statuses)
    ]
    return {"/vector_stores": [{"id": "vs_1", "created_at": 1}], "/vector_stores/vs_1/files": children}


@pytest.mark.parametrize(
    "condition",
    [
        "filter = 'failed'",
        "status = 'failed'",
        "filter IS 'failed'",
        "filter = 'failed' AND status = 'failed'",
    ],
)
@pytest.mark.parametrize("filters", [True, False])
def test_a_filter_that_the_server_ignores_is_applied_here(connect, condition, filters):
    client = connect(Estate(store_with(["failed", "completed"] * 65), filters=filters))
    sql = f"SELECT status, filter FROM {STORE_FILES} WHERE vector_store_id = 'vs_1' AND {condition}"
    assert client.rows(sql) == [("failed", "failed")] * 65
    assert len(client.rows(f"{sql} LIMIT 60")) == 60


def test_a_row_without_the_filtered_column_is_not_taken_for_one_that_passed(connect):
    data = [{"id": "a", "created_at": 1}, {"id": "b", "created_at": 2, "purpose": "batch"}]
    client = connect(Estate({"/files": data}, filters=False))
    assert client.column(f"SELECT id FROM {FILES} WHERE purpose = 'batch'") == ["b"]


def test_children_of_another_parent_are_not_shown_under_this_one(connect):
    lists = store_with(["failed", "failed"])
    lists["/vector_stores/vs_1/files"][1]["vector_store_id"] = "vs_2"
    sql = f"SELECT id FROM {STORE_FILES} WHERE vector_store_id = 'vs_1'"
    assert connect(Estate(lists)).column(sql) == ["file-000"]


@pytest.mark.parametrize(
    "condition", ["status = 'expired'", "filter = 'expired'", "status = 'FAILED'", "status = 7"]
)
@pytest.mark.parametrize("conforming", [True, False])
def test_a_value_outside_of_a_filters_closed_enum_is_not_handed_over_and_finds_nothing(
    connect, condition, conforming
):
    client = connect(Estate(store_with(["failed", "completed"])), conforming=conforming)
    sql = f"SELECT id FROM {STORE_FILES} WHERE vector_store_id = 'vs_1' AND {condition}"
    assert client.rows(sql) == []
    assert client.requests == ([] if conforming else ["GET /vector_stores/vs_1/files?limit=100"])
    assert "filter=" not in str(client.rows(f"EXPLAIN {sql}"))


def test_a_filter_from_another_table_is_handed_over_only_where_the_api_takes_it(connect):
    lists = store_with(["failed", "completed"])
    lists["/vector_stores"][0]["status"] = "expired"
    client = connect(Estate(lists))
    join = f"SELECT f.id FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id AND f.status = v.status"
    assert client.rows(join) == []
    assert "filter=expired" not in "".join(client.requests)


def test_a_status_that_only_this_server_has_is_found(connect):
    client = connect(Estate(store_with(["queued", "completed"])))
    sql = f"SELECT id FROM {STORE_FILES} WHERE vector_store_id = 'vs_1' AND status = 'queued'"
    assert client.column(sql) == ["file-000"]


# --- paging and limits -----------------------------------------------------------------------------------------


def test_a_server_that_refuses_large_pages_is_asked_for_usual_ones_and_remembered(connect):
    client = connect(Estate({"/files": files(250)}, refuses_limits_above=100))
    assert client.column(f"SELECT count(*) FROM {FILES}") == [250]
    assert [line.partition("&")[0] for line in client.requests] == [
        "GET /files?limit=10000",
        *["GET /files?limit=100"] * 3,
    ]
    assert client.column(f"SELECT count(*) FROM {FILES}") == [250]
    assert len(client.requests) == 3


@pytest.mark.parametrize("sql", [f"EXEC {FILES}.list_files", f"SELECT id FROM {FILES} LIMIT 240"])
def test_large_pages_are_given_up_in_every_way_of_reading(connect, sql):
    client = connect(Estate({"/files": files(250)}, refuses_limits_above=100))
    assert len(client.rows(sql)) in (240, 250)


def test_what_is_refused_in_the_usual_size_too_is_an_error_after_one_more_request(connect):
    client = connect(Estate({"/files": files(2)}, refuses_limits_above=0))
    assert client.error(f"SELECT id FROM {FILES}", ApiError).status == 400
    assert len(client.requests) == 2
    client.error(f"SELECT id FROM {FILES} LIMIT 5", ApiError)
    assert len(client.requests) == 1


@pytest.mark.parametrize("asked", [3, 7])
def test_more_rows_than_were_asked_for_change_nothing(connect, asked):
    estate = Estate({"/batches": files(20)})
    estate.answer = lambda _path, _query: {
        "object": "list",
        "data": estate.lists["/batches"],
        "has_more": False,
    }
    assert len(connect(estate).rows(f"SELECT id FROM {BATCHES} LIMIT {asked}")) == asked


class Overlapping(Estate):
    """Every page begins with the last objects of the page before."""

    by = 1

    def answer(self, path, query):
        data = self.lists[path]
        start = int(query.get("after", 0))
        begin = max(0, start - self.by)
        page = data[begin : start + 10]
        more = start + 10 < len(data)
        return {"object": "list", "data": page, "last_id": str(start + 10), "has_more": more}


@pytest.mark.parametrize("by", [1, 5, 9])
@pytest.mark.parametrize("memory_rows", [3, 100_000])
def test_an_object_that_comes_twice_on_overlapping_pages_counts_once(connect, by, memory_rows):
    estate = Overlapping({"/batches": files(100)})
    estate.by = by
    client = connect(estate, memory_rows=memory_rows)
    assert client.column(f"SELECT count(*) FROM {BATCHES}") == [100]
    assert "came twice, and count once" in client.result.notices[0]
    assert client.column(
        f"SELECT count(*) FROM {BATCHES} a JOIN {BATCHES} b ON b.created_at = a.created_at"
    ) == [100]


@pytest.mark.parametrize("own", [None, [], {}, 7, [1]])
def test_objects_whose_id_is_none_are_all_counted(connect, own):
    estate = Estate({"/batches": [{**found, "id": own} for found in files(3)]})
    estate.answer = lambda path, _query: {"object": "list", "data": estate.lists[path], "has_more": False}
    assert connect(estate).column(f"SELECT count(*) FROM {BATCHES}") == [3]


def test_pages_that_bring_nothing_new_and_promise_more_are_an_error(connect):
    class Endless(Estate):
        def answer(self, _path, query):
            page = int(query.get("after", 0))
            data = files(20)[page % 2 :]
            return {"object": "list", "data": data, "last_id": str(page + 1), "has_more": True}

    error = connect(Endless({})).error(f"SELECT count(*) FROM {BATCHES}", ProtocolError)
    assert "nothing but objects of the pages before" in error.message
