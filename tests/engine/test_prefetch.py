"""Requests that travel together: prefetchers, pages ahead, what is remembered, what is not asked for."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from itertools import islice

import pytest
from faults import Fault

from openai_sql_shell.api.paging import Page
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.engine.execution import Limits
from openai_sql_shell.engine.page_buffer import FAR, PageBuffer
from openai_sql_shell.engine.prefetch import Prefetcher
from openai_sql_shell.errors import ApiError, Cancelled

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"
CONTENTS = "openai.vector_stores.vector_store_file_contents"

ALL_BATCHES = 'SELECT id FROM "openai.batch".batches'
"""As SQLite is told."""

JOIN = f"SELECT v.id, f.id FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id"

FAN_OUTS = {
    "inner": JOIN,
    "left": f"SELECT v.id, f.id FROM {STORES} v LEFT JOIN {STORE_FILES} f ON f.vector_store_id = v.id",
    "correlated": f"SELECT v.id, (SELECT count(*) FROM {STORE_FILES} f WHERE f.vector_store_id = v.id) FROM {STORES} v",
    "in": f"SELECT id FROM {STORE_FILES} WHERE vector_store_id IN (SELECT id FROM {STORES})",
    "common table": (
        f"WITH some AS (SELECT id FROM {STORES} ORDER BY lower(name), id LIMIT 20)"
        f" SELECT f.id FROM some JOIN {STORE_FILES} f ON f.vector_store_id = some.id"
    ),
    "three levels": (
        f"SELECT c.text FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id"
        f" JOIN {CONTENTS} c ON c.vector_store_id = v.id AND c.file_id = f.id WHERE f.status = 'completed'"
    ),
}


@pytest.fixture
def slow(seeded, seeded_sandbox):
    """Answers take long enough to overlap."""
    seeded_sandbox.faults.latency = 0.01
    seeded.session.settings.concurrency = 16
    yield seeded
    seeded_sandbox.faults.latency = 0.0


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param(sql, id=name, marks=[pytest.mark.slow] if name == "three levels" else [])
        for name, sql in FAN_OUTS.items()
    ],
)
def test_a_fan_out_asks_the_same_questions_whether_it_runs_ahead_or_not(slow, sql):
    slow.session.settings.concurrency = 1
    alone, needed = sorted(slow.rows(sql)), sorted(slow.requests)
    assert slow.result.stats.peak == 1
    slow.session.settings.concurrency = 16
    assert sorted(slow.rows(sql)) == alone
    assert sorted(slow.requests) == needed
    assert slow.result.stats.peak > 4


def test_no_more_than_the_set_number_are_under_way(slow):
    slow.session.settings.concurrency = 3
    slow.rows(FAN_OUTS["three levels"])
    assert slow.result.stats.peak == 3


def test_an_outer_limit_over_a_join_wastes_no_more_than_a_small_window(slow):
    assert len(slow.rows(f"{JOIN} LIMIT 2")) == 2
    assert len(slow.requests) <= 1 + 1 + 4


def test_a_result_that_is_closed_early_asks_for_nothing_more(slow):
    result = slow.run(JOIN)
    next(result.rows)
    result.close()
    asked = len(slow.requests)
    names = {thread.name for thread in threading.enumerate()}
    assert asked < 31
    assert not any(name.startswith("openai-sql-prefetch") for name in names) or _gone_soon(
        "openai-sql-prefetch"
    )
    assert len(slow.requests) <= asked + 16


def _gone_soon(name):
    for thread in threading.enumerate():
        if thread.name.startswith(name):
            thread.join(5)
    return not any(thread.name.startswith(name) for thread in threading.enumerate())


def test_prefetchers_see_the_views_and_tables_of_the_session(slow):
    slow.run(f"CREATE VIEW archives AS SELECT id FROM {STORES} WHERE name LIKE '%archive'")
    slow.rows(f"CREATE TABLE chosen AS SELECT id FROM {STORES} LIMIT 12")
    for source in ("archives", "chosen"):
        slow.rows(f"SELECT f.id FROM {source} s JOIN {STORE_FILES} f ON f.vector_store_id = s.id")
        assert slow.result.stats.peak > 4, source


def test_a_replaced_view_is_replaced_for_the_prefetchers_too(slow):
    join = f"SELECT count(*) FROM chosen s JOIN {STORE_FILES} f ON f.vector_store_id = s.id"
    for ascending in ("", " DESC"):
        slow.run(
            f"CREATE OR REPLACE VIEW chosen AS SELECT id FROM {STORES} ORDER BY name{ascending} LIMIT 12"
        )
        assert slow.value(join) > 0
        assert slow.result.stats.peak > 4
        assert len(slow.requests) == 1 + 12


def test_creating_a_table_from_a_join_runs_ahead_also_as_the_first_statement(slow):
    slow.rows(f"CREATE TABLE mine AS {JOIN}")
    assert slow.result.stats.peak > 4
    assert slow.value("SELECT count(*) > 100 FROM mine") == 1
    slow.rows("DROP TABLE mine")


def test_the_next_page_travels_while_this_one_is_read_but_not_past_a_limit(slow):
    assert slow.value(f"SELECT count(*) FROM {BATCHES}") == 120
    assert len(slow.requests) == 2
    slow.rows(f"SELECT id FROM {BATCHES} LIMIT 100")
    assert len(slow.requests) == 1
    slow.rows(f"SELECT id FROM {BATCHES} WHERE status = 'completed' LIMIT 1")
    assert len(slow.requests) == 1
    slow.rows(f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {BATCHES})")
    assert len(slow.requests) == 1


@pytest.fixture
def begin(seeded):
    """Begins a query on the database itself: the execution and its rows."""
    database = seeded.session._database.opened()

    def query(sql, **limits):
        context = seeded.session._workspace().context()
        execution = database.prepare(sql, context, Limits(**limits))
        return execution, database.query(sql, execution)

    return query


def rows_held(execution):
    return sum(buffer.rows for buffer in execution.store.buffers.values())


def test_the_next_page_is_under_way_after_half_of_this_one(begin):
    execution, rows = begin(ALL_BATCHES)
    [buffer] = execution.store.buffers.values()
    assert len(list(islice(rows, 40))) == 40
    assert buffer.requested == 1
    assert len(list(islice(rows, 20))) == 20
    assert buffer.requested == 2
    assert len(list(rows)) == 60


@pytest.mark.parametrize(("end", "window"), [("", 16), (" LIMIT 5", 2)])
def test_a_statement_with_a_limit_begins_to_run_ahead_by_two_only(begin, end, window):
    execution, rows = begin(f"{ALL_BATCHES}{end}")
    assert execution.prefetchers._window == window
    rows.close()


def test_every_level_of_a_nest_is_run_ahead_by_a_thread_of_its_own(begin):
    store_files = '"openai.vector_stores".vector_store_files'
    sql = (
        f'SELECT c.text FROM "openai.vector_stores".vector_stores v JOIN {store_files} f ON f.vector_store_id = v.id'
        ' JOIN "openai.vector_stores".vector_store_file_contents c ON c.vector_store_id = v.id AND c.file_id = f.id'
        " WHERE f.status = 'completed'"
    )
    execution, rows = begin(sql)
    assert len(list(islice(rows, 1))) == 1
    assert len(execution.prefetchers._prefetchers) == 2
    rows.close()


class Asked:
    """An answer that a prefetcher has requested."""

    under_way = False
    most_ahead = None

    def begin(self):
        self.under_way = True


@pytest.fixture
def prefetcher():
    """It begins with two at once, and may have four."""
    return Prefetcher("scan", threading.Condition(), CancelToken(), window=2, concurrency=4)


def begin_while_near(prefetcher, most=100):
    begun = []
    while not prefetcher._far_ahead() and len(begun) < most:
        begun.append(Asked())
        prefetcher.begin(begun[-1])
    return begun


def test_a_prefetcher_goes_further_ahead_once_it_was_of_use(prefetcher):
    first = begin_while_near(prefetcher)
    assert len(first) == 2
    for answer in first:
        answer.under_way = False
    assert prefetcher._far_ahead()
    prefetcher.consumed(first[0])
    assert len(begin_while_near(prefetcher)) == 4


def test_answers_that_wait_to_be_used_are_bounded_too(prefetcher):
    (first, *_) = begin_while_near(prefetcher)
    prefetcher.consumed(first)
    waiting = 0
    while begun := begin_while_near(prefetcher):
        waiting += len(begun)
        for answer in prefetcher._unused:
            answer.under_way = False
    assert waiting + 1 == 4 * 4


def test_what_was_requested_before_the_answer_that_is_used_is_not_waited_for(prefetcher):
    prefetcher.consumed(begin_while_near(prefetcher)[1])
    assert not prefetcher._unused
    begun = begin_while_near(prefetcher)
    assert len(begun) == 4
    prefetcher.consumed(begun[2])
    assert list(prefetcher._unused) == begun[3:]
    prefetcher.consumed(Asked())
    assert list(prefetcher._unused) == begun[3:]


def test_a_prefetcher_ends_with_its_statement(prefetcher):
    begin_while_near(prefetcher)
    prefetcher._token.set()
    late = Asked()
    with pytest.raises(Cancelled):
        prefetcher.begin(late)
    assert not late.under_way


def test_a_join_by_a_column_asks_for_no_page_that_a_limit_leaves_out(seeded):
    sql = f"SELECT b.id FROM {BATCHES} a JOIN {BATCHES} b ON b.created_at = a.created_at LIMIT 1"
    assert len(seeded.rows(sql)) == 1
    assert len(seeded.requests) == 1


def test_a_table_that_is_scanned_for_every_row_is_read_once(seeded):
    pairs = seeded.value(f"SELECT count(*) FROM {BATCHES} a JOIN {BATCHES} b ON b.status = a.status")
    assert pairs > 120
    assert len(seeded.requests) == 2


def test_what_does_not_fit_into_memory_is_read_from_disk_not_asked_again(seeded):
    sql = f"SELECT a.id, count(*) FROM {BATCHES} a JOIN {BATCHES} b ON b.status = a.status GROUP BY 1"
    expected = sorted(seeded.rows(sql))
    seeded.session.settings.memory_rows = 10
    assert sorted(seeded.rows(sql)) == expected
    assert len(seeded.requests) == 2


@pytest.mark.parametrize(("memory_rows", "held"), [(100_000, 120), (110, 0), (10, 0)])
def test_rows_that_may_be_read_again_are_in_memory_or_on_disk(begin, memory_rows, held):
    sql = f"SELECT count(*) FROM ({ALL_BATCHES}) a JOIN ({ALL_BATCHES}) b ON a.id < b.id"
    execution, rows = begin(sql, concurrency=1, memory_rows=memory_rows)
    assert rows_held(execution) == held
    assert list(rows) == [(120 * 119 // 2,)]


def test_a_page_of_a_single_table_is_let_go_once_it_is_read(begin):
    execution, rows = begin(ALL_BATCHES, concurrency=1)
    assert rows_held(execution) == 100
    assert len(list(islice(rows, 110))) == 110
    assert rows_held(execution) == 20
    rows.close()


def test_rows_of_a_single_table_are_not_kept(seeded):
    result = seeded.run(f"SELECT id FROM {BATCHES}")
    assert len(list(result.rows)) == 120
    assert len(seeded.requests) == 2


def test_many_single_objects_are_looked_up_in_their_list(seeded):
    rows = seeded.rows(f"SELECT b.id, f.filename FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id")
    assert len(rows) == 120
    singles = [line for line in seeded.requests if line.startswith("GET /files/")]
    lists = [line for line in seeded.requests if line.startswith("GET /files?")]
    assert (len(singles), len(lists)) == (32, 1)


def test_a_cache_answers_again_until_it_is_old_or_something_changed(seeded):
    settings, sql = seeded.session.settings, f"SELECT count(*) FROM {STORES}"
    settings.cache = 30.0
    first = seeded.value(sql)
    assert seeded.value(sql) == first
    assert seeded.requests == []
    assert "from the cache" in seeded.notices()[0]
    assert seeded.result.stats.cached == 1
    seeded.time.seconds += 31
    seeded.value(sql)
    assert len(seeded.requests) == 1
    seeded.session.refresh()
    seeded.value(sql)
    assert len(seeded.requests) == 1
    settings.cache = None
    seeded.value(sql)
    assert len(seeded.requests) == 1


@pytest.mark.parametrize("memory_rows", [10, 100, 110, 120])
def test_an_answer_that_did_not_stay_in_memory_is_never_remembered_short(seeded, memory_rows):
    seeded.session.settings.cache = 30.0
    seeded.session.settings.memory_rows = memory_rows
    for _ in range(2):
        assert seeded.value(f"SELECT count(*) FROM {BATCHES}") == 120
    assert len(seeded.requests) == (0 if memory_rows == 120 else 2)


def test_an_answer_grows_old_however_often_it_is_used(seeded):
    seeded.session.settings.cache = 30.0
    for requests in (1, 0, 1):
        seeded.value(f"SELECT count(*) FROM {STORES}")
        assert len(seeded.requests) == requests
        seeded.time.seconds += 20


def test_a_change_of_our_own_empties_the_cache(harness):
    harness.session.settings.cache = 30.0
    assert harness.value(f"SELECT count(*) FROM {STORES}") == 0
    harness.rows(f"INSERT INTO {STORES} (name) VALUES ('new')")
    assert harness.value(f"SELECT count(*) FROM {STORES}") == 1


def test_a_limited_page_is_not_taken_for_the_whole_list(seeded):
    seeded.session.settings.cache = 30.0
    assert len(seeded.rows(f"SELECT id FROM {STORES} LIMIT 3")) == 3
    assert len(seeded.rows(f"SELECT id FROM {STORES}")) == 30


def test_a_refusal_in_the_middle_of_a_fan_out_loses_no_row_and_repeats_none(slow, seeded_sandbox):
    expected = sorted(slow.rows(JOIN))
    seeded_sandbox.faults.add(
        Fault("GET /v1/vector_stores/*/files*", times=2, skip=5, status=429, retry_after="0.01")
    )
    assert sorted(slow.rows(JOIN)) == expected
    assert slow.result.stats.retries == 2


def test_an_error_that_a_prefetcher_meets_first_is_the_statements_own(slow, seeded_sandbox):
    seeded_sandbox.faults.add(
        Fault("GET /v1/vector_stores/*/files*", times=None, skip=3, status=403, message="no")
    )
    error = slow.error(JOIN, ApiError)
    assert (error.status, error.message) == (403, "no")


def test_a_cancel_during_a_fan_out_ends_it_at_once(slow, seeded_sandbox):
    seeded_sandbox.faults.latency = 0.2
    cancel = CancelToken()
    timer = threading.Timer(0.1, cancel.set)
    timer.start()
    with pytest.raises(Cancelled):
        list(slow.run(JOIN, cancel).rows)
    timer.join()
    seeded_sandbox.faults.latency = 0.0
    assert slow.value("SELECT 1") == 1


def test_explain_analyze_counts_what_each_scan_really_did(seeded):
    seeded.session.settings.concurrency = 16
    rows = {row[0]: row for row in seeded.rows(f"EXPLAIN ANALYZE {FAN_OUTS['three levels']}")}
    names = seeded.columns()
    facts = {step: dict(zip(names, row, strict=True)) for step, row in rows.items()}
    assert facts["SCAN v"]["actual_requests"] == 1
    assert facts["SCAN f"]["actual_requests"] == 30
    assert facts["SCAN f"]["actual_rows"] == facts["SCAN c"]["actual_entries"]
    assert facts["TOTAL"]["actual_requests"] == seeded.result.stats.requests == len(seeded.requests)
    assert "16 at once" in facts["SCAN c"]["fan_out"]


def test_explain_analyze_makes_no_change(harness):
    error = harness.error(f"EXPLAIN ANALYZE DELETE FROM {STORES} WHERE id = 'vs_1'")
    assert "for queries only" in error.message
    assert harness.requests == []


def test_keys_that_the_list_lacks_are_asked_for_at_once_and_told(slow):
    slow.rows(
        f"CREATE TABLE wanted AS SELECT CASE WHEN rowid % 3 THEN 'file-gone-' || rowid ELSE id END AS id"
        f" FROM (SELECT row_number() OVER (ORDER BY created_at, id) AS rowid, id FROM {FILES})"
    )
    wanted = slow.value("SELECT count(*) FROM wanted")
    rows = slow.rows(f"SELECT w.id, f.filename FROM wanted w LEFT JOIN {FILES} f ON f.id = w.id")
    assert len(rows) == wanted
    assert {bool(filename) for key, filename in rows if key.startswith("file-gone")} == {False}
    assert {bool(filename) for key, filename in rows if not key.startswith("file-gone")} == {True}
    gone = [line for line in slow.requests if line.startswith("GET /files/file-gone")]
    assert len(gone) == sum(key.startswith("file-gone") for key, _ in rows)
    assert slow.result.stats.peak > 4


@pytest.mark.parametrize(
    ("others", "far"), [([], False), ([4], False), ([2, 4], False), ([1], True), ([4, 0], True)]
)
def test_who_runs_ahead_ends_where_the_statement_is_so_far_behind_that_all_of_it_is_here(others, far):
    """Its place would keep all pages in memory meanwhile."""
    pages = [Page(({"id": str(at)},) * (FAR // 2), last=at == 4) for at in range(5)]
    buffer = PageBuffer(None, 0, None, None, pages, lambda: None)
    with ExitStack() as open_readers:
        for position in others:
            open_readers.enter_context(buffer.being_read()).position = position
        with buffer.being_read() as reader:
            reader.position = 4
            assert buffer.leads_far(reader) == far
