"""What SQLite refuses, in the person's own names and places; what the API does wrong in the middle of an answer."""

from __future__ import annotations

import re

import pytest

from openai_sql_shell.errors import (
    ApiError,
    ConnectionProblem,
    EngineError,
    ProtocolError,
    StatementError,
    UnknownName,
)

BATCHES = "openai.batch.batches"
FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"


@pytest.mark.parametrize(
    ("sql", "place", "hint"),
    [
        (f"SELECT stauts FROM {BATCHES}", "stauts", "did you mean status?"),
        (f"SELECT b.stauts FROM {BATCHES} b", "b.stauts", "did you mean status?"),
        (f"SELECT 1 FROM {BATCHES} WHERE bach_id = 'x'", "bach_id", "did you mean batch_id"),
        (f"SELECT 'äöü €😀', nope FROM {BATCHES}", "nope", None),
        (f"SELECT 'ä' AS \"€\", id FROM {BATCHES} WHERE\n  nope = 1", "nope", None),
        (f"/* ü */ SELECT b.id FROM {BATCHES} b JOIN {FILES} f ON f.id = b.nope", "nope", None),
        ("SELECT jsn_extract('{}', '$')", "jsn_extract", "did you mean json_extract"),
        ("SELECT * FROM no_such_table", "no_such_table", None),
        (f"EXPLAIN SELECT 'ü', stauts FROM {BATCHES}", "stauts", "did you mean status?"),
        ("EXPLAIN SELECT * FROM openai.batch.batchs", "openai.batch.batchs", "did you mean batches?"),
    ],
)
def test_an_unknown_name_is_pointed_at_where_the_person_wrote_it(seeded, sql, place, hint):
    error = seeded.error(sql, UnknownName)
    span = error.span
    assert sql[span.start : span.end] == place
    assert hint is None or error.hint.startswith(hint)
    assert seeded.requests == []


def test_a_syntax_error_is_pointed_at_behind_a_rewritten_name(seeded):
    sql = f"SELECT 'ü' FROM {BATCHES} WHERE status = = 1"
    error = seeded.error(sql, StatementError)
    assert sql[error.span.start :].startswith("= 1")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT json_extract('{broken', '$.a')",
        "SELECT sum(1) FROM (SELECT 1) WHERE sum(1) > 0",
        f"SELECT id FROM {BATCHES} WHERE id = char(55296)",
        f"SELECT (SELECT id, status FROM {BATCHES})",
    ],
)
def test_whatever_sqlite_refuses_is_an_error_of_the_statement(seeded, sql):
    seeded.error(sql, EngineError)


def test_an_error_of_the_api_comes_after_the_rows_that_came_before(seeded, refuse):
    refuse("GET /v1/batches?*after=*", 403, message="No more for you.")
    result = seeded.run(f"SELECT id FROM {BATCHES}")
    rows = []
    with pytest.raises(ApiError, match="No more for you") as caught:
        rows.extend(result.rows)
    assert len(rows) == 100
    assert caught.value.status == 403


def test_an_error_on_the_first_page_comes_at_once(seeded, refuse):
    refuse("GET /v1/batches*", 403)
    with pytest.raises(ApiError):
        seeded.run(f"SELECT id FROM {BATCHES}")


def test_after_an_error_the_session_goes_on(seeded, refuse):
    refuse("GET /v1/batches*", 403, times=1)
    seeded.error(f"SELECT id FROM {BATCHES}", ApiError)
    assert seeded.value(f"SELECT count(*) FROM {BATCHES}") == 120


@pytest.mark.parametrize("kind", ["repeat_cursor", "no_cursor", "garbage", "ignore_cursor", "truncate"])
def test_an_answer_that_contradicts_itself_is_never_a_short_answer(seeded, trouble, kind):
    trouble("GET /v1/batches?*after=*", kind, times=None)
    result = seeded.run(f"SELECT id FROM {BATCHES}")
    rows = []
    with pytest.raises((ProtocolError, ConnectionProblem)):
        rows.extend(result.rows)
    assert len(rows) in (100, 120)


@pytest.mark.parametrize("kind", ["repeat_cursor", "garbage", "truncate"])
def test_an_aggregate_over_a_broken_list_gives_no_number(seeded, trouble, kind):
    trouble("GET /v1/batches*", kind, times=None)
    seeded.error(f"SELECT count(*) FROM {BATCHES}", (ProtocolError, ConnectionProblem))


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("drop_before", ConnectionProblem),
        ("drop_after", ConnectionProblem),
        ("truncate", ProtocolError),
        ("garbage", ProtocolError),
    ],
)
@pytest.mark.parametrize("concurrency", [1, 16])
def test_what_breaks_in_the_inner_table_of_a_join_is_told_as_it_is(seeded, trouble, kind, error, concurrency):
    seeded.session.settings.concurrency = concurrency
    trouble("GET /v1/vector_stores/*/files*", kind, times=None)
    join = f"SELECT f.id FROM {STORES} v JOIN {STORE_FILES} f ON f.vector_store_id = v.id"
    told = seeded.error(join, error)
    assert "/vector_stores/" in told.message
    assert seeded.value("SELECT 1") == 1


def test_a_missing_last_id_is_made_up_for(seeded, trouble):
    trouble("GET /v1/batches?limit=100", "no_last_id")
    assert seeded.value(f"SELECT count(*) FROM {BATCHES}") == 120


def test_a_short_trouble_is_got_over(seeded, refuse, trouble):
    refuse("GET /v1/batches*", 503, times=1)
    trouble("GET /v1/batches*", "drop_before")
    assert seeded.value(f"SELECT count(*) FROM {BATCHES}") == 120
    assert seeded.result.stats.retries == 2
    assert len(seeded.requests) == 4


def test_a_statement_counts_what_it_cost(seeded):
    result = seeded.run(f"SELECT count(*) FROM {BATCHES}")
    list(result.rows)
    assert result.stats.requests == 2
    assert result.stats.received > 10_000


def test_plans_of_a_statement_are_forgotten_with_it(seeded):
    for _ in range(3):
        seeded.rows(f"SELECT id FROM {BATCHES} LIMIT 1")
    tables = seeded.session._database.opened()._main.tables.values()
    assert sum(len(table.scans) for table in tables) <= 2


def test_a_text_that_is_no_unicode_is_told(seeded):
    assert "not valid Unicode" in seeded.error("SELECT char(55296)", EngineError).message


@pytest.mark.parametrize(
    ("marked", "hint"),
    [
        (f"SELECT «TOP» 5 id FROM {FILES}", "LIMIT"),
        (f"SELECT id FROM {FILES} WHERE filename «ilike» 'a%'", "LIKE"),
        ("SELECT 7 «DIV» 2", "CAST"),
        (f"SELECT group_concat(id «SEPARATOR» ',') FROM {FILES}", "group_concat"),
        (f"SELECT id FROM {FILES} «//» all of them", "--"),
        (f"SELECT id FROM {FILES} «FETCH» FIRST 5 ROWS ONLY", "LIMIT"),
        (f"SELECT * FROM («EXEC» {FILES}.retrieve_file @file_id = 'x') f", "statement of its own"),
        (f"SELECT id, «order» FROM {FILES}", 'write "order"'),
        ("SELECT «localtime»", "time("),
        ("SELECT «now»()", "datetime("),
        (f"SELECT «zzz» FROM {FILES}", f"DESCRIBE {FILES}"),
        ("SELECT 1 FROM «zzz»", "SHOW TABLES"),
    ],
)
def test_what_other_dialects_write_is_told_in_ours(seeded, marked, hint):
    before, wrong, after = re.split("[«»]", marked)
    error = seeded.error(before + wrong + after, StatementError)
    assert hint in error.hint
    assert (error.span.start, error.span.end) == (len(before), len(before + wrong))


@pytest.mark.parametrize(
    ("sql", "hint"),
    [
        ("COMMIT", "BEGIN"),
        ("DROP VIEW zzz", "SHOW VIEWS"),
        (f"SELECT id FROM {FILES} a, {FILES} b", "table.column"),
    ],
)
def test_what_sqlite_complains_about_comes_with_what_to_do(seeded, sql, hint):
    assert hint in seeded.error(sql).hint


def test_a_division_is_none_of_that(seeded):
    assert seeded.error(f"SELECT 1 / FROM {FILES}").hint is None
