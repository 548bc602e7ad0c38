"""Downloads that go wrong or are given up, under statements: all rows or an error, never fewer."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from engine.batch_files import RESULTS, Estate, result, serving
from faults import Fault, FaultKind
from lines.conftest import landed

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.engine.execution import Execution
from openai_sql_shell.errors import Cancelled, OpenAISqlError, UsageError
from openai_sql_shell.handlers.open_files import OpenFiles

CONTENT = "GET /v1/files/*/content"
BATCHES = "openai.batch.batches"
MENDED = {
    "cut once": (Fault(CONTENT, kind=FaultKind.TRUNCATE, at=700),),
    "cut once, and Range is refused": (
        Fault(CONTENT, kind=FaultKind.TRUNCATE, at=700),
        Fault(CONTENT, kind=FaultKind.NO_RANGE),
    ),
    "cut once, and the ETag is another": (
        Fault(CONTENT, kind=FaultKind.TRUNCATE, at=700),
        Fault(CONTENT, kind=FaultKind.NEW_ETAG),
    ),
    "cut once, and the range is refused with 416": (
        Fault(CONTENT, kind=FaultKind.TRUNCATE, at=700),
        Fault(CONTENT, status=416),
    ),
    "cut always, each time further on": (Fault(CONTENT, kind=FaultKind.TRUNCATE, at=700, times=None),),
    "no length": (Fault(CONTENT, kind=FaultKind.NO_LENGTH, times=None),),
    "no length, cut once": (Fault(CONTENT, kind=FaultKind.NO_LENGTH, at=700),),
    "gzip cut once": (Fault(CONTENT, kind=FaultKind.GZIP_CUT),),
    "overloaded once": (Fault(CONTENT, status=503),),
}
LOST = {
    "cut once, and nothing more comes": (
        Fault(CONTENT, kind=FaultKind.TRUNCATE, at=700),
        Fault(CONTENT, kind=FaultKind.TRUNCATE, at=0, times=None),
    ),
    "cut always at the same place": (Fault(CONTENT, kind=FaultKind.NO_LENGTH, at=700, times=None),),
    "cut once, and gone then": (
        Fault(CONTENT, kind=FaultKind.TRUNCATE, at=700),
        Fault(CONTENT, status=404, times=None),
    ),
    "the length lies": (Fault(CONTENT, kind=FaultKind.LENGTH_LIES, at=10, times=None),),
    "gzip cut always": (Fault(CONTENT, kind=FaultKind.GZIP_CUT, times=None),),
    "gone": (Fault(CONTENT, status=404, times=None),),
    "overloaded always": (Fault(CONTENT, status=503, times=None),),
}
STATEMENTS = (
    "SELECT count(*), sum(total_tokens) FROM {R} WHERE batch_id = '{batch}'",
    "SELECT custom_id, outcome, text FROM {R} WHERE batch_id = '{batch}'",
    "SELECT outcome, count(*) FROM {R} WHERE batch_id = '{batch}' GROUP BY 1 ORDER BY 2 DESC",
    "SELECT count(*) FROM {B} b JOIN {R} r ON r.batch_id = b.id WHERE b.id = '{batch}'",
    "SELECT count(*), max(line) FROM openai.files.file_lines WHERE file_id = '{file}'",
)


@pytest.fixture(scope="module")
def named(seeded_sandbox):
    """The largest output file of the sandbox, and its batch."""
    from harness import Harness, Time, make_session

    session = make_session(seeded_sandbox, Time())
    sql = (
        f"SELECT b.id, b.output_file_id FROM {BATCHES} b JOIN openai.files.files f ON f.id = b.output_file_id"
        " ORDER BY f.bytes DESC LIMIT 1"
    )
    [(batch, file)] = Harness(session, seeded_sandbox, Time()).rows(sql)
    session.close()
    return {"R": RESULTS, "B": BATCHES, "batch": batch, "file": file}


@pytest.fixture
def faulty(seeded, seeded_sandbox):
    """Answers of a statement without faults and with them."""

    def run(sql, faults):
        seeded_sandbox.faults.clear()
        right = seeded.rows(sql)
        seeded_sandbox.faults.add(*faults)
        return right, lambda: seeded.rows(sql)

    return run


@pytest.mark.parametrize("sql", STATEMENTS)
@pytest.mark.parametrize("fault", MENDED)
def test_what_can_be_mended_changes_no_row(faulty, named, sql, fault):
    right, again = faulty(sql.format(**named), MENDED[fault])
    assert again() == right != []


@pytest.mark.parametrize("sql", STATEMENTS)
@pytest.mark.parametrize("fault", LOST)
def test_what_is_lost_is_an_error(faulty, named, sql, fault):
    _, again = faulty(sql.format(**named), LOST[fault])
    with pytest.raises(OpenAISqlError):
        again()


@pytest.mark.parametrize("fault", [*MENDED, *LOST])
def test_with_a_limit_the_rows_are_the_first_or_it_is_an_error(faulty, named, fault):
    sql = STATEMENTS[1].format(**named) + " LIMIT 1"
    right, again = faulty(sql, {**MENDED, **LOST}[fault])
    try:
        assert again() == right
    except OpenAISqlError:
        assert fault in LOST


def cut(content, at):
    """An answer that always breaks off."""

    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[:at])
        handler.close_connection = True

    return answer


def test_rows_that_were_shown_do_not_make_a_cut_statement_succeed():
    estate = Estate().batch("b", output=[result(f"r-{n}") for n in range(3_000)])
    whole = estate.files["file-b-output"]
    estate.files["file-b-output"] = cut(whole, len(whole) // 2)
    with serving(estate) as client:
        rows = client.session.execute(f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b'").rows
        assert next(rows) == ("r-0",)
        with pytest.raises(OpenAISqlError, match=f"broke off after {len(whole) // 2}"):
            list(rows)


# --- a file whose rest does not come before it is released -----------------------------------------------------


class Stuck:
    """An answer of which the rest waits; it knows when nobody wants it any more."""

    def __init__(self, content, at):
        self.content, self.at = content, at
        self.begun, self.released = threading.Event(), threading.Event()

    def __call__(self, handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(self.content)))
        handler.end_headers()
        handler.wfile.write(self.content[: self.at])
        self.begun.set()
        self.released.wait(30)
        with suppress(OSError):
            handler.wfile.write(self.content[self.at :])


@pytest.fixture
def stuck():
    estate = Estate().batch("b", output=[result(f"r-{n}") for n in range(3_000)])
    content = estate.files["file-b-output"]
    estate.files["file-b-output"] = found = Stuck(content, len(content) // 2)
    with serving(estate) as client:
        client.stuck = found
        yield client
        found.released.set()


def test_rows_come_before_the_file_is_whole(stuck):
    rows = stuck.session.execute(
        f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b' AND source = 'output'"
    ).rows
    assert next(rows) == ("r-0",)
    assert not stuck.stuck.released.is_set()
    stuck.stuck.released.set()
    assert len([*rows]) == 2_999


def test_whoever_stops_reading_ends_the_download(stuck):
    result = stuck.session.execute(f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b'")
    next(result.rows)
    result.rows.close()
    landed()
    assert stuck.rows("SELECT 1") == [(1,)]


def test_a_limit_ends_the_download(stuck):
    assert len(stuck.rows(f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b' LIMIT 10")) == 10
    landed()


@pytest.mark.parametrize("columns", ["count(*)", "request", "custom_id"])
def test_a_wait_for_bytes_obeys(stuck, columns):
    cancel = CancelToken()
    presser = threading.Thread(target=lambda: stuck.stuck.begun.wait(30) and cancel.set())
    presser.start()
    with pytest.raises(Cancelled):
        list(stuck.session.execute(f"SELECT {columns} FROM {RESULTS} WHERE batch_id = 'b'", cancel).rows)
    assert not stuck.stuck.released.is_set()
    presser.join()
    landed()


def test_the_next_statement_ends_the_download_of_the_last(stuck):
    sql = f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b' AND source = 'output'"
    first = stuck.session.execute(sql).rows
    next(first)
    assert len(stuck.rows(f"{sql} LIMIT 5")) == 5
    assert stuck.downloads == ["file-b-output"]
    with pytest.raises(UsageError, match="has ended"):
        next(first)


def test_two_scans_of_a_statement_share_a_download(stuck):
    part = f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b' AND source = 'output'"
    rows = stuck.session.execute(f"{part} AND line = 1 UNION ALL {part} AND line < 3 LIMIT 2").rows
    stuck.stuck.released.set()
    assert list(rows) == [("r-0",), ("r-0",)]
    assert stuck.downloads == ["file-b-output"]


# --- the cache --------------------------------------------------------------------------------------------------


def test_a_kept_file_is_not_asked_for_again_and_it_is_counted():
    estate = Estate().batch("b", output=[result("a"), result("b")])
    sql = f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b'"
    with serving(estate) as client:
        client.rows("SET file_cache = '2GB'")
        first, result_1 = client.records(sql)
        assert (client.downloads, result_1.stats.kept_files) == (["file-b-output"], 0)
        assert result_1.stats.file_bytes == result_1.stats.file_total > 0
        again, result_2 = client.records(sql)
        assert (again, client.downloads, result_2.stats.kept_files) == (first, [], 1)
        assert client.served.lines == ["GET /batches/b"]
        assert (result_2.stats.requests, result_2.stats.cached) == (1, 1)
        client.rows("SET file_cache = off")
        client.rows(sql)
        assert client.downloads == ["file-b-output"]


def test_a_server_of_this_machine_gets_no_cache_unasked():
    estate = Estate().batch("b", output=[result("a")])
    with serving(estate) as client:
        for _ in range(2):
            client.rows(f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b'")
            assert client.downloads == ["file-b-output"]


def test_a_file_that_broke_off_is_not_kept():
    estate, sql = (
        Estate().batch("b", output=[result("a"), result("b")]),
        f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b'",
    )
    whole = estate.files["file-b-output"]
    with serving(estate, file_cache=10**9) as client:
        estate.files["file-b-output"] = cut(whole, 100)
        with pytest.raises(OpenAISqlError, match="broke off after 100"):
            client.rows(sql)
        estate.files["file-b-output"] = whole
        assert client.rows(sql) == [("a",), ("b",)]
        assert client.downloads == ["file-b-output"]


def test_a_file_that_is_begun_when_the_statement_has_ended_is_not_opened(monkeypatch):
    estate = Estate().batch("b", output=[result("r-1")])
    executions, reads = [], []
    own = Execution.lines

    def lines(execution, read):
        executions.append(execution)
        reads.append(read)
        return own(execution, read)

    monkeypatch.setattr(Execution, "lines", lines)
    with serving(estate) as client:
        client.rows(f"SELECT custom_id FROM {RESULTS} WHERE batch_id = 'b'")
        execution, read = executions[0], reads[0]
        execution._lines.clear()
        opened = []
        monkeypatch.setattr(OpenFiles, "_open", lambda _files, file: opened.append(file.name))
        buffer = execution.lines(read)
        buffer._owner = {"id": "b", "output_file_id": "file-b-output"}
        buffer.begin()
        assert opened == []
