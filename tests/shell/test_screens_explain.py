"""EXPLAIN on a real terminal: what a person reads before a statement is run, at several widths. Pipes get rows (`tests/session`)."""

import re
from pathlib import Path

import apsw
import pytest

pytest.importorskip("pty", reason="needs a system with pseudo-terminals")
from shell.screen import PROMPT, WAITING, Screen, environ_of

ENTER, CLEAR = "\r", "\x0c"
DONE = rf"^\d+ steps? · \d+\.\d\d s\n{WAITING}"

TOUR = re.search(r"EXPLAIN SELECT .*?;", (Path(__file__).parents[2] / "README.md").read_text(), re.DOTALL)[0]
BATCHES, FILES = "openai.batch.batches", "openai.files.files"

AT_80 = {
    f"EXPLAIN SELECT * FROM {FILES} WHERE purpose = 'batch' AND bytes > 5;": """\
1 request for every 10,000 files; purpose is filtered by the server, bytes here
└─ openai.files.files: 1 request for every 10,000 rows
     GET /files?limit=10000&purpose=batch
     the server filters purpose = 'batch'; filtered here: bytes > 5
1 step · """,
    f"EXPLAIN SELECT b.id, o.bytes FROM {BATCHES} b JOIN {FILES} f ON f.id = b.input_file_id"
    f" LEFT JOIN {FILES} o ON o.id = b.output_file_id WHERE b.status = 'completed' LIMIT 5;": """\
1 request for every 100 batches until enough are found, then for each file_id 1
for files f, 1 for files o (or their list, once that is cheaper), 16 at once;
status is filtered here
├─ openai.batch.batches b: 1 request for every 100 rows until enough are found
│    GET /batches?limit=100
│    filtered here: status = 'completed'; limit applied here
├─ openai.files.files f: for each file_id 1 request (or their list, once that
│  is cheaper), 16 at once
│    GET /files/{file_id}
└─ openai.files.files o: for each file_id 1 request (or their list, once that
   is cheaper), 16 at once
     GET /files/{file_id}
3 steps · """,
    "EXPLAIN SELECT count(*) FROM done;": """\
1 request for every 100 batches; status is filtered here
└─ openai.batch.batches: 1 request for every 100 rows
     GET /batches?limit=100
     filtered here: status = 'completed'
1 step · """,
    f"EXPLAIN SELECT * FROM {FILES} WHERE id IN (SELECT input_file_id FROM {BATCHES});": """\
1 request for every 100 batches, then for each file_id 1 for files (or their
list, once that is cheaper), 16 at once
├─ openai.files.files: for each file_id 1 request (or their list, once that is
│  cheaper), 16 at once
│    GET /files/{file_id}
└─ subquery 1, run once
   └─ openai.batch.batches: 1 request for every 100 rows
        GET /batches?limit=100
3 steps · """,
    "EXPLAIN UPDATE openai.vector_stores.vector_stores SET name = 'x' WHERE name = 'tour';": """\
1 request for every 100 vector_stores, to find the rows; name is filtered here;
then 1 call of modify_vector_store for each of them, 16 at once; nothing was
sent
├─ openai.vector_stores.vector_stores: 1 request for every 100 rows
│    GET /vector_stores?limit=100
│    filtered here: name = 'tour'
└─ UPDATE openai.vector_stores.vector_stores.modify_vector_store: 1 request for
   every row found
     POST /vector_stores/{vector_store_id}
2 steps · """,
    f"EXPLAIN DELETE FROM {FILES} WHERE id IN ('file-1', 'file-2');": """\
2 calls of delete_file, 16 at once; nothing was sent
├─ DELETE /files/file-1
└─ DELETE /files/file-2
2 steps · """,
    f"EXPLAIN EXEC {BATCHES}.cancel_batch @batch_id = 'batch_1';": """\
1 call of cancel_batch; nothing was sent
└─ EXEC openai.batch.batches.cancel_batch: 1 request
     POST /batches/batch_1/cancel
1 step · """,
    "EXPLAIN SHOW SERVICES;": """\
no request: this is answered here
0 steps · """,
    TOUR.replace("EXPLAIN", "EXPLAIN ANALYZE", 1): """\
31 requests, 26 rows, # s: 1 for vector_stores, 30 for vector_store_files, up to # at once
expected: 1 request for every 100 vector_stores, then for each vector_store_id
1 for every 100 vector_store_files, 16 at once; status is filtered by the
server
├─ openai.vector_stores.vector_stores v: 1 request, 30 rows
│    GET /vector_stores?limit=100
│    expected: 1 request for every 100 rows
├─ openai.vector_stores.vector_store_files f: 30 requests for 30 values, 50
│  rows
│    GET /vector_stores/{vector_store_id}/files?limit=100&filter=failed
│    expected: for each vector_store_id 1 request for every 100 rows, 16 at
│    once; the server filters status = 'failed'
└─ grouped here
3 steps · """,
}

TOUR_AT = {
    60: """\
1 request for every 100 vector_stores, then for each
vector_store_id 1 for every 100 vector_store_files, 16 at
once; status is filtered by the server
├─ openai.vector_stores.vector_stores v: 1 request for
│  every 100 rows
│    GET /vector_stores?limit=100
├─ openai.vector_stores.vector_store_files f: for each
│  vector_store_id 1 request for every 100 rows, 16 at once
│    GET
│      /vector_stores/{vector_store_id}/files?limit=100&
│      filter=failed
│    the server filters status = 'failed'
└─ grouped here
3 steps · """,
    80: """\
1 request for every 100 vector_stores, then for each vector_store_id 1 for
every 100 vector_store_files, 16 at once; status is filtered by the server
├─ openai.vector_stores.vector_stores v: 1 request for every 100 rows
│    GET /vector_stores?limit=100
├─ openai.vector_stores.vector_store_files f: for each vector_store_id 1
│  request for every 100 rows, 16 at once
│    GET /vector_stores/{vector_store_id}/files?limit=100&filter=failed
│    the server filters status = 'failed'
└─ grouped here
3 steps · """,
    110: """\
1 request for every 100 vector_stores, then for each vector_store_id 1 for every 100 vector_store_files, 16
at once; status is filtered by the server
├─ openai.vector_stores.vector_stores v: 1 request for every 100 rows
│    GET /vector_stores?limit=100
├─ openai.vector_stores.vector_store_files f: for each vector_store_id 1 request for every 100 rows, 16 at
│  once
│    GET /vector_stores/{vector_store_id}/files?limit=100&filter=failed
│    the server filters status = 'failed'
└─ grouped here
3 steps · """,
    200: """\
1 request for every 100 vector_stores, then for each vector_store_id 1 for every 100 vector_store_files, 16 at once; status is filtered by the server
├─ openai.vector_stores.vector_stores v: 1 request for every 100 rows
│    GET /vector_stores?limit=100
├─ openai.vector_stores.vector_store_files f: for each vector_store_id 1 request for every 100 rows, 16 at once
│    GET /vector_stores/{vector_store_id}/files?limit=100&filter=failed
│    the server filters status = 'failed'
└─ grouped here
3 steps · """,
}


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """One shell for all statements of this file; it has a view."""
    screen = Screen(
        "--sandbox", environ=environ_of(tmp_path_factory.mktemp("home")), columns=80, rows=40, cold=False
    )
    screen.wait_for(WAITING)
    screen.type(f"CREATE VIEW done AS SELECT id FROM {BATCHES} WHERE status = 'completed';{ENTER}")
    screen.wait_for(rf"^CREATE .*\n{WAITING}")
    yield screen
    screen.close()


def shown(screen, statement):
    """The screen with a statement and what it gave."""
    screen.type(CLEAR)
    screen.wait_for_end_of(rf"\A{PROMPT}(?s:.*)")
    screen.type(statement.replace("\n", " ") + ENTER)
    screen.wait_for(DONE)
    return f"\n{screen.text}"


@pytest.mark.parametrize("statement", AT_80, ids=lambda s: " ".join(s.split()[:3]))
def test_a_statement_is_explained_in_a_sentence_and_a_plan(shell, statement):
    if "IN (SELECT" in statement and apsw.SQLITE_VERSION_NUMBER < 3_053_000:
        pytest.skip("older SQLites make a Bloom filter of the subquery, which is a step more")
    shell.resize(80, 40)
    seen = shown(shell, statement)
    if "ANALYZE" in statement:
        seen = re.sub(
            r"\d+\.\d+ s:", "# s:", re.sub(r"\s+up\s+to\s+\d+\s+at\s+once", " up to # at once", seen)
        )
    assert f"\n{AT_80[statement]}" in seen


@pytest.mark.parametrize("columns", TOUR_AT)
def test_the_plan_is_wrapped_at_words_and_never_cut(shell, columns):
    shell.resize(columns, 40)
    assert f"\n{TOUR_AT[columns]}" in shown(shell, TOUR)


def test_shown_again_it_is_the_same_plan_and_its_rows_in_other_formats(shell):
    shell.resize(80, 40)
    shown(shell, f"EXPLAIN SELECT * FROM {BATCHES} LIMIT 5;")
    shell.type(f"{CLEAR}\\last{ENTER}")
    shell.wait_for(r"^1 request expected, for batches\n└─ (?s:.*)\n1 step$")
    shell.type(f"\\last csv{ENTER}")
    shell.wait_for(r"^SCAN openai\.batch\.batches,")
    shell.type(f"{CLEAR}\\G{ENTER}")
    shell.wait_for(r"^expected_requests +\| +1$")
