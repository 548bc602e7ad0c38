"""The benchmark's own parts, and the request budgets of its short statements; how long they take is not asked here."""

from __future__ import annotations

import http.client
import io
import json
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from bench.bench import main
from bench.estate import Estate
from bench.measure import Measured, Run, open_session
from bench.naive import LOOPS
from bench.queries import QUERIES
from bench.report import Section
from bench.server import Running, Server
from bench.spread import Spread, judged

from openai_sql_shell.cancel import CancelToken

BY_NAME = {query.name: query for query in QUERIES}
LONG = {"three-levels", "count-10000"}
"""A thousand requests, and a hundred pages: for `make bench`."""


@pytest.fixture(scope="module")
def server():
    with Running(Server(Estate())) as running:
        yield running


@pytest.fixture
def get(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)

    def call(path):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.load(answer)

    with closing(connection):
        call("/_reset")
        yield call


@pytest.mark.parametrize("name", [name for name in BY_NAME if name not in LONG])
def test_a_statement_sends_no_more_than_its_budget(server, get, name):
    query = BY_NAME[name]
    with closing(open_session(server.url)) as session:
        rows = list(session.execute(query.sql, CancelToken()).rows)
    sent = get("/_stats")[1]["requests"]
    assert len(rows) == query.rows
    assert sent <= query.request_bar


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("path", ["/v1/vector_stores", "/v1/vector_stores/vs_00007/files", "/v1/files"])
def test_pages_put_together_are_the_list(get, path, order):
    asked, found, after = f"{path}?order={order}", [], ""
    while True:
        _, page = get(f"{asked}&limit=70{after}")
        found += page["data"]
        if not page["has_more"]:
            break
        after = f"&after={page['last_id']}"
    _, whole = get(f"{asked}&limit=10000")
    assert sorted({f["created_at"] for f in found}, reverse=order == "desc") == [
        f["created_at"] for f in found
    ]
    assert found[: len(whole["data"])] == whole["data"]


@pytest.mark.parametrize(
    "path", ["/v1/files/file-0000500", "/v1/vector_stores/vs_00200/files", "/v1/nothing"]
)
def test_what_is_not_there_is_404(get, path):
    assert get(path)[0] == 404


def test_requests_are_counted_until_the_next_reset(get):
    get("/v1/files?limit=1")
    get("/v1/files?limit=2")
    assert get("/_stats")[1] == {
        "requests": 2,
        "peak": 1,
        "lines": ["GET /v1/files?limit=1", "GET /v1/files?limit=2"],
    }
    get("/_reset?files=3")
    assert get("/_stats")[1]["requests"] == 0
    assert len(get("/v1/files?limit=10")[1]["data"]) == 3


@pytest.mark.parametrize(
    ("run", "missed"),
    [
        (Run(rows=1000, requests=202, peak=16, wall=16.0, first=2.4), []),
        (Run(rows=999, requests=202, peak=16, wall=16.0, first=2.4), ["999 rows instead of 1000"]),
        (Run(rows=1000, requests=203, peak=16, wall=16.0, first=2.4), ["203 requests, bar 202"]),
        (
            Run(rows=1000, requests=202, peak=16, wall=16.2, first=2.6),
            ["wall 16.2, bar 16.1", "first row 2.6, bar 2.5"],
        ),
    ],
)
def test_a_missed_bar_is_said(run, missed):
    assert list(Measured(BY_NAME["join"], run, 1.0).missed()) == missed


@pytest.mark.parametrize(
    ("found", "code", "near", "last"),
    [
        ([3.0, 3.1], 1, "", "1 bars missed: csv: 3.05 (3-3.1), bar 2"),
        ([1.9, 2.1, 2.2], 1, "csv: 2.1 (1.9-2.2), bar 2", "1 bars missed: csv: 2.1 (1.9-2.2), bar 2"),
        ([1.8, 1.9, 2.2], 0, "csv: 1.9 (1.8-2.2), bar 2", "every bar was met"),
        ([1.8, 1.9], 0, "", "every bar was met"),
    ],
)
def test_a_bar_within_the_noise_is_named_and_the_median_decides(monkeypatch, found, code, near, last):
    section = Section(("csv",), lambda *_: judged([("csv", Spread.of(found), 2)]))
    monkeypatch.setattr("bench.bench.SECTIONS", (section,))
    monkeypatch.setattr("sys.argv", ["bench.py"])
    out = io.StringIO()
    assert main(out) == code
    *before, said = out.getvalue().splitlines()
    assert said == last
    assert before == ([f"within the noise, whether met or missed: {near}"] if near else [])


def test_every_query_but_the_repeated_count_has_a_naive_loop():
    assert set(BY_NAME) - set(LOOPS) == {"count-10000"}


@pytest.mark.parametrize("missed", ["nothing", "bench.py", "shell.py", "py"])
def test_both_halves_are_measured_and_a_miss_of_either_counts(tmp_path, missed):
    python, asked = tmp_path / "python", tmp_path / "asked"
    python.write_text(f'#!/bin/sh\necho "$1" >> {asked}\ncase "$1" in *{missed}) exit 1;; esac\n')
    python.chmod(0o755)
    make = ["make", "--silent", "bench", f"BIN={tmp_path}", f"VENV={tmp_path}", "-o", f"{tmp_path}/.bench"]
    done = subprocess.run(make, cwd=Path(__file__).parents[2], capture_output=True, check=False)
    assert asked.read_text().split() == ["tests/bench/bench.py", "tests/bench/shell.py"]
    assert (done.returncode == 0) == (missed == "nothing"), done.stderr
