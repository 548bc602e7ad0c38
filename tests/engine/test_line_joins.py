"""Lines in joins: right rows, no question asked twice, few downloads at once, and files that stay no longer than they must."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest
from engine.batch_files import BATCHES, RESULTS, Estate, result, serving
from harness import paths_in
from lines.conftest import landed

from openai_sql_shell.engine.line_buffer import MOST_KEPT, LineBuffer
from openai_sql_shell.lines.downloads import AT_ONCE
from openai_sql_shell.lines.spool import SpoolReader

MANY = 2 * MOST_KEPT
JOIN = f"FROM {BATCHES} b JOIN {RESULTS} r ON r.batch_id = b.id"
NUMBERS = "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < {most})"


@pytest.fixture(params=[1, 16], ids=["one request at once", "run ahead"])
def many(request):
    """Batches with three rows each, in two files of their own."""
    with serving(Estate().many(MANY), concurrency=request.param) as client:
        client.rows(f"CREATE TABLE ids AS SELECT id FROM {BATCHES}")
        client.rows(
            "CREATE TABLE mine AS SELECT 'r-' || value AS custom_id, value AS n FROM json_each('[0, 2, 7]')"
        )
        yield client


def per_batch(*sources):
    return {f"/files/file-b{n}-{source}/content": 1 for n in range(MANY) for source in sources}


LISTED = {"/batches": 1}
BOTH = per_batch("output", "error")
FIRST = {"/batches/b0": 1}
"""The list is known to be one page: it is read for the second."""
EXACT = {
    f"SELECT b.id, r.outcome, count(*) {JOIN} GROUP BY 1, 2": LISTED | BOTH,
    f"SELECT count(*) {JOIN} WHERE r.source = 'error'": LISTED | per_batch("error"),
    f"SELECT count(*) {JOIN} WHERE r.source IN ('error', 'output')": LISTED | BOTH,
    f"SELECT count(*) {JOIN} WHERE r.source = 'error' OR r.source = 'output'": LISTED | BOTH,
    f"SELECT count(*) {JOIN} WHERE b.status = 'failed'": LISTED,
    f"SELECT count(*) FROM {BATCHES} b LEFT JOIN {RESULTS} r ON r.batch_id = b.id AND r.source = 'error'": LISTED
    | per_batch("error"),
    f"SELECT b.id FROM {BATCHES} b WHERE EXISTS (SELECT 1 FROM {RESULTS} r WHERE r.batch_id = b.id AND r.outcome = 'error')": LISTED
    | BOTH,
    f"SELECT b.id, (SELECT count(*) FROM {RESULTS} r WHERE r.batch_id = b.id AND source = 'error') FROM {BATCHES} b": LISTED
    | per_batch("error"),
    f"SELECT r.custom_id {JOIN} JOIN {RESULTS} s ON s.batch_id = b.id AND s.custom_id = r.custom_id": LISTED
    | BOTH,
    f"SELECT r.custom_id {JOIN} JOIN mine USING (custom_id)": LISTED | BOTH,
    f"SELECT count(*) FROM ids JOIN {RESULTS} r ON r.batch_id = ids.id": FIRST | LISTED | BOTH,
    f"SELECT custom_id FROM {RESULTS} WHERE batch_id IN (SELECT id FROM ids)": FIRST | LISTED | BOTH,
    f"SELECT request->>'input' {JOIN} WHERE b.id = 'b3' AND r.source = 'output'": {
        "/batches/b3": 1,
        "/files/file-b3-output/content": 1,
        "/files/file-b3-input/content": 1,
    },
}


@pytest.mark.parametrize("sql", EXACT)
def test_a_statement_asks_exactly_for_what_it_needs(many, sql):
    many.rows(sql)
    assert many.asked == EXACT[sql]


@pytest.mark.parametrize("sql", EXACT)
def test_explain_analyze_counts_every_request_once(many, sql):
    rows, result = many.records(f"EXPLAIN ANALYZE {sql}")
    *steps, total = rows
    assert (
        sum(row["actual_requests"] or 0 for row in steps)
        == total["actual_requests"]
        == sum(EXACT[sql].values())
    )
    assert "nobody needed" not in result.explanation.sentences[0]


@pytest.mark.parametrize("sql", EXACT)
def test_explain_tells_bounds_that_hold(many, sql):
    plan, _ = many.records(f"EXPLAIN {sql}")
    assert many.served.lines == []
    measured, _ = many.records(f"EXPLAIN ANALYZE {sql}")
    for told, real in zip(plan, measured, strict=False):
        if told["resource"] == RESULTS and real["actual_entries"]:
            least, _, most = told["expected_requests"].partition(",")[0].partition(" to ")
            entered = real["actual_entries"]
            assert int(least) * entered <= real["actual_requests"] <= int(most or least) * entered
    for path in many.asked:
        file = path.startswith("/files")
        named = f"{{{path.split('-')[2].split('/')[0]}_file_id}}" if file else ""
        assert any(named in (row["request"] or "") for row in plan)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT custom_id", ["output", "error", "input"]),
        ("SELECT custom_id WHERE source = 'error'", ["error"]),
        ("SELECT request WHERE source = 'error'", ["output", "error", "input"]),
        ("SELECT request WHERE source = 'output'", ["output", "input"]),
    ],
)
def test_explain_names_the_files_that_the_columns_need(many, sql, told):
    columns, _, condition = sql.partition(" WHERE ")
    [step], _ = many.records(
        f"EXPLAIN {columns} FROM {RESULTS} WHERE batch_id = 'b0'{condition and ' AND '}{condition}"
    )
    assert step["request"] == ", ".join(
        ["GET /batches/b0", *(f"GET /files/{{{source}_file_id}}/content" for source in told)]
    )
    assert step["expected_requests"] == f"1 to {1 + len(told)}"


ROWS = {
    f"SELECT b.id, r.custom_id, r.outcome {JOIN} WHERE b.id < 'b1'": [
        ("b0", "r-0", "ok"),
        ("b0", "r-1", "ok"),
        ("b0", "r-2", "error"),
    ],
    f"SELECT r.text, mine.n FROM mine LEFT JOIN {RESULTS} r ON r.custom_id = mine.custom_id AND r.batch_id = 'b1'": [
        ("Answer 1.r-0", 0),
        (None, 2),
        (None, 7),
    ],
    f"SELECT mine.n FROM mine JOIN {RESULTS} r ON r.line = mine.n AND r.batch_id = 'b1' WHERE r.source = 'output'": [
        (2,)
    ],
    (
        "SELECT batch_id, custom_id, row_number() OVER (PARTITION BY batch_id ORDER BY source DESC, line DESC) FROM ("
        f"SELECT * FROM {RESULTS} WHERE batch_id = 'b1' UNION ALL SELECT * FROM {RESULTS} WHERE batch_id = 'b2'"
        ") WHERE custom_id <> 'r-1'"
    ): [("b1", "r-0", 1), ("b1", "r-2", 2), ("b2", "r-0", 1), ("b2", "r-2", 2)],
    f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b1' AND custom_id IN ('r-2', 'r-0', 'none') ORDER BY 1": [
        ("r-0",),
        ("r-2",),
    ],
    f"SELECT custom_id FROM {RESULTS} WHERE (batch_id = 'b1' AND source = 'error') OR (batch_id = 'b2' AND line = 2)": [
        ("r-2",),
        ("r-1",),
    ],
    f"SELECT DISTINCT batch_id FROM {RESULTS} WHERE batch_id IN ('b1', 'b2') OR (batch_id = 'b1' AND line = 1)": [
        ("b1",),
        ("b2",),
    ],
    f"SELECT a.custom_id FROM {RESULTS} a JOIN {RESULTS} b USING (custom_id) WHERE a.batch_id = 'b1' AND b.batch_id = 'b2' AND b.outcome = 'error'": [
        ("r-2",)
    ],
    f"SELECT count(*), sum(source = 'input') FROM {RESULTS} WHERE batch_id = 'b1' AND source = 'nowhere'": [
        (0, None)
    ],
    f"SELECT count(*) {JOIN} JOIN json_each('[\"output\", \"error\"]') s ON s.value = r.source WHERE b.id = 'b1'": [
        (3,)
    ],
}


@pytest.mark.parametrize("sql", ROWS)
def test_joins_find_the_rows(many, sql):
    assert many.rows(sql) == ROWS[sql]
    assert max(many.asked.values(), default=1) == 1


@pytest.mark.parametrize("join", ["JOIN", "LEFT JOIN"])
@pytest.mark.parametrize("index", [True, False])
def test_many_rows_find_theirs_in_three_scans(monkeypatch, join, index):
    count, read = 2_000, Counter()
    estate = Estate().batch("b", output=[result(f"r-{n}") for n in range(count)])
    actual = SpoolReader._read

    def counted(reader, offset, size):
        read["bytes"] += size
        return actual(reader, offset, size)

    with serving(estate) as client:
        client.rows(f"CREATE TABLE mine AS {NUMBERS.format(most=count)} SELECT i, 'r-' || i AS own FROM n")
        if index:
            client.rows("CREATE INDEX mine_own ON mine(own)")
        monkeypatch.setattr(SpoolReader, "_read", counted)
        sql = f"SELECT count(*), sum(r.total_tokens) FROM mine {join} {RESULTS} r ON r.custom_id = own AND r.batch_id = 'b'"
        assert client.rows(sql) == [(count + (join == "LEFT JOIN"), 25 * count)]
        assert read["bytes"] <= 3 * len(estate.files["file-b-output"])
        assert client.downloads == ["file-b-output"]


# --- how far it runs ahead, and what stays -----------------------------------------------------------------------


def test_at_most_two_questions_and_four_downloads_run_ahead():
    """Nobody reads on: what is asked for then was asked ahead."""
    estate, arrived, held = Estate().many(MANY), Counter(), threading.Event()
    changed = threading.Condition()

    def hold(content, name):
        def answer(handler):
            with changed:
                arrived[name] += 1
                changed.notify_all()
            held.wait(30)
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content)

        return answer

    estate.files |= {name: hold(content, name) for name, content in list(estate.files.items())[2:]}
    with serving(estate, concurrency=16) as client:
        rows = client.session.execute(f"SELECT b.id, r.custom_id {JOIN}").rows
        assert next(rows) == ("b0", "r-0")
        with changed:
            assert changed.wait_for(lambda: len(arrived) == AT_ONCE, 10)
            assert not changed.wait_for(lambda: len(arrived) > AT_ONCE, 0.2)
        assert {name.split("-")[1] for name in arrived} == {"b1", "b2"}
        held.set()
        assert len(list(rows)) == 3 * MANY - 1
        assert max(client.asked.values()) == 1


def open_files():
    return sum(1 for _ in Path("/dev/fd").iterdir())


def test_the_files_of_the_last_questions_stay_and_no_more(many, tmp_path):
    paths = paths_in(tmp_path)
    many.session._transport._paths = paths
    most = 0
    for _ in many.session.execute(f"SELECT b.id, r.custom_id {JOIN}").rows:
        most = max(most, sum(path.is_file() for path in paths.files_folder.rglob("*")))
    landed()
    ahead = LineBuffer.most_ahead
    assert 2 * MOST_KEPT <= most <= 2 * (MOST_KEPT + 1 + ahead)
    assert [path for path in paths.files_folder.rglob("*") if path.is_file()] == []


AGAIN = {
    f"SELECT count(*) FROM mine CROSS JOIN {BATCHES} b CROSS JOIN {RESULTS} r ON r.batch_id = b.id AND r.custom_id = mine.custom_id": 2
    * MANY,
    f"SELECT count(*) FROM mine CROSS JOIN {BATCHES} b CROSS JOIN {RESULTS} r ON r.batch_id = b.id AND r.custom_id > mine.custom_id": 2
    * MANY,
    f"SELECT count(*) FROM json_each('[1,2,3,4,5]') CROSS JOIN {BATCHES} b CROSS JOIN {RESULTS} r ON r.batch_id = b.id": 15
    * MANY,
}


@pytest.mark.parametrize("sql", AGAIN)
@pytest.mark.parametrize("cached", [True, False])
def test_what_is_read_again_and_again_is_downloaded_twice_at_most(many, sql, cached):
    many.rows("SET file_cache = '1GB'" if cached else "SET file_cache = off")
    assert many.value(sql) == AGAIN[sql]
    files = {path: times for path, times in many.asked.items() if path.startswith("/files")}
    assert set(files) == set(BOTH)
    assert max(files.values()) == (1 if cached else 2)
    assert many.asked["/batches"] == 1


def test_a_file_that_is_entered_often_takes_one_handle(many):
    """Nothing but a walk over the file answers this for each row."""
    before, rows = (
        open_files(),
        many.session.execute(
            f"{NUMBERS.format(most=300)} SELECT 1 FROM n CROSS JOIN {RESULTS} r ON r.batch_id = 'b0' AND r.line > n.i - 299"
        ).rows,
    )
    most = max(open_files() for _ in rows)
    assert most - before < 40


# --- views ---------------------------------------------------------------------------------------------------------

ERRORS = {
    "object": "list",
    "data": [{"code": "url_mismatch", "message": "Another.", "line": 3, "param": "url"}, {"code": "late"}],
}


@pytest.fixture
def refused():
    estate = Estate().many(3).batch("bad", status="failed", errors=ERRORS, input=[result("a")])
    with serving(estate) as client:
        yield client


VIEWS = {
    "SELECT * FROM openai.batch.batch_errors": [
        ("bad", 3, "url_mismatch", "Another.", "url"),
        ("bad", None, "late", None, None),
    ],
    "SELECT e.code, b.status FROM openai.batch.batch_errors AS e JOIN openai.batch.batches b ON b.id = e.batch_id": [
        ("url_mismatch", "failed"),
        ("late", "failed"),
    ],
    "SELECT b.id, count(e.code) FROM openai.batch.batches b LEFT JOIN openai.batch.batch_errors e ON e.batch_id = b.id GROUP BY 1": [
        ("b0", 0),
        ("b1", 0),
        ("b2", 0),
        ("bad", 2),
    ],
    "WITH e AS (SELECT * FROM openai.batch.batch_errors) SELECT line FROM e WHERE line > 1": [(3,)],
    "SELECT code FROM openai.batch.batch_errors WHERE batch_id = 'bad' AND line = 3": [("url_mismatch",)],
}


@pytest.mark.parametrize("sql", VIEWS)
def test_views_in_joins(refused, sql):
    assert refused.rows(sql) == VIEWS[sql]
    assert refused.asked == ({"/batches/bad": 1} if "= 'bad'" in sql else LISTED)


@pytest.mark.parametrize("sql", VIEWS)
def test_views_in_what_is_made_of_them(refused, sql):
    """A table, a view, and both explained."""
    wanted = VIEWS[sql]
    refused.rows(f"CREATE TABLE kept AS {sql}")
    assert refused.rows("SELECT * FROM kept") == wanted
    refused.rows(f"CREATE VIEW seen AS {sql}")
    assert refused.rows("SELECT * FROM seen") == wanted
    assert sum(refused.asked.values()) == 1
    plan, _ = refused.records(f"EXPLAIN {sql}")
    assert refused.served.lines == []
    assert "openai.batch.batches" in [step["resource"] for step in plan]
    measured, _ = refused.records(f"EXPLAIN ANALYZE {sql}")
    assert measured[-1]["actual_requests"] == 1


def test_a_view_of_results_joined_with_the_list_asks_for_no_batch(refused):
    refused.rows(f"CREATE VIEW mine AS SELECT * FROM {RESULTS}")
    found = refused.rows(
        f"SELECT b.id, count(mine.line) FROM {BATCHES} b LEFT JOIN mine ON mine.batch_id = b.id GROUP BY 1"
    )
    assert [count for _, count in found] == [3, 3, 3, 1]
    assert not [path for path in refused.asked if path.startswith("/batches/")]


def test_whoever_names_a_batch_that_is_not_there_is_told(many):
    with pytest.raises(Exception, match="no such file"):
        many.rows(f"SELECT count(*) FROM {RESULTS} WHERE batch_id = 'nope'")
    missing = f"SELECT count(*) FROM {RESULTS} WHERE batch_id IN ('b1', 'nope')"
    assert many.value(missing) == 3
    with pytest.raises(Exception, match="no such file"):
        many.rows(f"{missing} UNION ALL SELECT count(*) FROM {RESULTS} WHERE batch_id = 'nope'")


def test_files_that_stay_take_no_handle_to_read_them(many):
    """A lock of its own is all that one holds; each was let go once, and is needed again."""
    sql = f"SELECT r.line FROM json_each('[1,2,3]') CROSS JOIN {BATCHES} b CROSS JOIN {RESULTS} r ON r.batch_id = b.id"
    before = open_files()
    most = max(open_files() for _ in many.session.execute(sql).rows)
    assert most - before < 2 * len(BOTH)


def test_explain_tells_how_many_downloads_travel_together(many):
    plan, _ = many.records(f"EXPLAIN SELECT count(*) {JOIN}")
    ahead = f"{AT_ONCE} at once" if many.session.settings.concurrency > 1 else "one after the other"
    assert plan[1]["fan_out"] == f"once for each batch_id, {ahead}"
