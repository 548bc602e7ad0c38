"""EXPLAIN in words: a sentence that says how many requests, for what, who filters; a plan that says it for each step."""

from __future__ import annotations

import re

import apsw
import pytest

from openai_sql_shell.session.session import Session

B, F = "openai.batch.batches", "openai.files.files"
V, VF = "openai.vector_stores.vector_stores", "openai.vector_stores.vector_store_files"

UNION = "UNION, sorted" if apsw.SQLITE_VERSION_NUMBER >= 3_053_000 else "UNION, without duplicates"


def told(harness, sql):
    explanation = harness.run(f"EXPLAIN {sql}").explanation
    assert harness.requests == []
    return explanation


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("SELECT 1", "no request: this is answered here"),
        ("SHOW SERVICES", "no request: this is answered here"),
        (f"SELECT * FROM {B} LIMIT 5", "1 request expected, for batches"),
        (f"SELECT * FROM {B} LIMIT 250", "1 to 3 requests expected, for batches"),
        (
            f"SELECT * FROM {B} WHERE id = 'a' UNION ALL SELECT * FROM {B} WHERE id = 'b'",
            "2 requests expected: 1 for batches {B}, 1 for batches {B}",
        ),
        (
            f"SELECT * FROM {V} v, {F} f WHERE v.id = 'vs_1' AND f.id = 'file-1'",
            "2 requests expected: 1 for vector_stores, 1 for files",
        ),
        (f"SELECT * FROM {F}", "1 request for every 10,000 files"),
        (
            f"SELECT * FROM {B} a JOIN {B} b ON a.status = b.status",
            "1 request for every 100 batches; status is filtered here",
        ),
        (
            f"SELECT * FROM {F} WHERE purpose = 'batch' AND bytes > 5 AND bytes < 9 AND filename = 'x'",
            "1 request for every 10,000 files; purpose is filtered by the server, bytes, filename here",
        ),
        (
            f"SELECT * FROM {VF} WHERE vector_store_id = 'vs_1' AND status = 'failed'",
            "1 request for every 100 vector_store_files; status is filtered by the server",
        ),
        (
            f"SELECT * FROM {B} WHERE status = 'failed' AND model = 'x' LIMIT 2",
            "1 request for every 100 batches until enough are found; status, model are filtered here",
        ),
        (
            f"SELECT * FROM {F} WHERE id IN ('a', 'b')",
            "for each file_id 1 request for files (or their list, once that is cheaper), one after the other",
        ),
        (
            f"SELECT * FROM {F} WHERE id IN (SELECT input_file_id FROM {B})",
            (
                "1 request for every 100 batches, then for each file_id 1 for files (or their list, once that is cheaper),"
                " one after the other"
            ),
        ),
        (f"INSERT INTO {V} (name) VALUES ('x')", "1 call of create_vector_store; nothing was sent"),
        (
            f"DELETE FROM {F} WHERE id IN ('a', 'b')",
            "2 calls of delete_file, one after the other; nothing was sent",
        ),
        (
            f"DELETE FROM {F} WHERE purpose = 'batch' AND bytes > 5",
            (
                "1 request for every 10,000 files, to find the rows; purpose is filtered by the server, bytes here; then 1 call"
                " of delete_file for each of them, one after the other; nothing was sent"
            ),
        ),
        (
            f"EXEC {B}.cancel_batch @batch_id = (SELECT id FROM {B} LIMIT 1)",
            "1 request for batches, to find its arguments; then 1 call of cancel_batch; nothing was sent",
        ),
        (f"EXEC {B}.list_batches", "1 call of list_batches for every page; nothing was sent"),
    ],
)
def test_the_sentence_says_how_many_requests_and_who_filters(harness, sql, sentence):
    assert told(harness, sql).sentences == (sentence.replace("{B}", B),)


def test_a_question_that_is_asked_twice_is_counted_once(harness):
    explanation = told(harness, f"SELECT 1 FROM {B} a JOIN {B} b ON a.status = b.status")
    assert [step.title for step in explanation.steps] == [
        f"{B} a: 1 request for every 100 rows",
        f"{B} b: no further request, the same question is asked once",
    ]


def test_several_at_once_are_told(sandbox, time):
    from harness import Harness, make_session

    session = make_session(sandbox, time, concurrency=4)
    sql = f"SELECT * FROM {V} v JOIN {VF} f ON f.vector_store_id = v.id"
    assert told(Harness(session, sandbox, time), sql).sentences == (
        "1 request for every 100 vector_stores, then for each vector_store_id 1 for every 100 vector_store_files, 4 at once",
    )
    assert isinstance(session, Session)
    session.close()


def test_more_calls_than_are_listed_are_counted(harness):
    keys = ", ".join(f"'file-{n}'" for n in range(50))
    explanation = told(harness, f"DELETE FROM {F} WHERE id IN ({keys})")
    assert explanation.sentences[0].startswith("50 calls of delete_file,")
    assert [step.title for step in explanation.steps[19:]] == ["DELETE /files/file-19", "... and 30 more"]


def test_the_table_on_the_right_of_a_left_join_is_told_with_its_request(harness):
    sql = f"EXPLAIN SELECT f.bytes FROM {B} b LEFT JOIN {F} f ON f.id = b.input_file_id"
    assert [row["request"] for row in harness.records(sql)] == [
        "GET /batches?limit=100",
        "GET /files/{file_id}",
    ]


@pytest.mark.usefixtures("store")
def test_what_really_happened_stands_beside_what_was_expected(harness):
    harness.run(f"INSERT INTO {V} (name) VALUES ('another')")
    sql = f"EXPLAIN ANALYZE SELECT count(*) FROM {V} v JOIN {VF} f ON f.vector_store_id = v.id"
    explanation = harness.run(sql).explanation
    assert len(harness.requests) == 3
    assert re.fullmatch(
        r"3 requests, 1 row, \d+\.\d\d s: 1 for vector_stores, 2 for vector_store_files",
        explanation.sentences[0],
    )
    assert explanation.sentences[1].startswith("expected: 1 request for every 100 vector_stores, then ")
    stores, files = explanation.steps
    assert stores.title == f"{V} v: 1 request, 2 rows"
    assert files.title == f"{VF} f: 2 requests for 2 values, 0 rows"
    assert stores.facts == ("expected: 1 request for every 100 rows",)


def test_reads_that_are_counted_together_or_never_made_say_so(harness, store):
    sql = f"SELECT x.name, y.name FROM json_each('[\"{store}\"]') j JOIN {V} x ON x.id = j.value JOIN {V} y ON y.id = j.value"
    _, x, y = harness.run(f"EXPLAIN ANALYZE {sql}").explanation.steps
    assert x.title == f"{V} x: 1 request for 2 values, 2 rows"
    assert y.title == f"{V} y: counted with x"
    [step] = harness.run(f"EXPLAIN ANALYZE SELECT * FROM {B} WHERE 1 = 0").explanation.steps
    assert step.title == f"{B}: never asked"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (f"SELECT DISTINCT status FROM {B}", "duplicates removed here"),
        (f"SELECT status FROM {B} GROUP BY 1", "grouped here"),
        (f"SELECT id FROM {B} ORDER BY status, id", "sorted here"),
        (f"SELECT id FROM {B} WHERE id = (SELECT max(id) FROM {F})", "subquery 1, run once"),
        (f"SELECT id FROM {B} UNION SELECT id FROM {F}", UNION),
        ("SELECT 1", "one row without a table"),
    ],
)
def test_what_sqlite_does_is_told_in_words(harness, sql, words):
    assert words in [step.title for step in told(harness, sql).steps]
