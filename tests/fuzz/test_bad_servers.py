"""A server that contradicts itself: the rows before are shown, the error says what it did, and nothing goes on for ever."""

from __future__ import annotations

import pytest
from bench.estate import cursor_of
from bench.server import Running, Server
from faults import Fault, FaultKind, FaultySandbox

from openai_sql_shell.errors import ExitCode

BATCHES = "SELECT id FROM openai.batch.batches"
CHILDREN = (
    "SELECT v.id, f.id FROM openai.vector_stores.vector_stores v"
    " JOIN openai.vector_stores.vector_store_files f ON f.vector_store_id = v.id"
)
PAGE = 100
"""Batches the API hands out at once; the sandbox holds more."""


@pytest.fixture(scope="module")
def sandbox():
    with FaultySandbox(seed=1) as sandbox:
        yield sandbox


@pytest.fixture
def ask(openai_sql, sandbox):
    """A statement's exit code, rows and error, while the sandbox misbehaves."""

    def call(sql, *faults, words=()):
        sandbox.faults.clear()
        sandbox.faults.add(*faults)
        sandbox.forget_requests()
        done = openai_sql(sandbox.url, sandbox.key, sql, *words)
        return done.returncode, done.stdout.splitlines()[1:], done.stderr

    yield call
    sandbox.faults.clear()


SECOND_PAGE_ON = "GET /v1/batches?*after=*"


@pytest.mark.parametrize(
    ("trouble", "match", "said"),
    [
        (FaultKind.REPEAT_CURSOR, "GET /v1/batches*", "repeats a page"),
        (FaultKind.IGNORE_CURSOR, "GET /v1/batches*", "ignores the cursor"),
        (FaultKind.NO_CURSOR, SECOND_PAGE_ON, "goes on, but not where"),
        (FaultKind.GARBAGE, SECOND_PAGE_ON, "not JSON"),
        (FaultKind.TRUNCATE, SECOND_PAGE_ON, "broke off"),
    ],
)
def test_the_first_page_is_shown_and_the_error_says_what_the_server_did(ask, sandbox, trouble, match, said):
    _, everything, _ = ask(BATCHES)
    code, rows, error = ask(BATCHES, Fault(match, times=None, kind=trouble))
    assert (code, rows) == (ExitCode.FAILED, everything[:PAGE])
    assert said in error
    assert len(sandbox.requests) <= 3


@pytest.mark.parametrize("trouble", [FaultKind.NO_CURSOR, FaultKind.GARBAGE, FaultKind.TRUNCATE])
def test_trouble_on_the_first_page_is_an_error_not_an_empty_table(ask, trouble):
    code, rows, error = ask(BATCHES, Fault("GET /v1/batches*", times=None, kind=trouble))
    assert (code, rows) == (ExitCode.FAILED, [])
    assert "protocol error" in error


def test_what_befalls_a_request_that_ran_ahead_is_an_error_at_its_row(ask):
    _, everything, _ = ask(CHILDREN)
    fault = Fault("GET /v1/vector_stores/*/files*", skip=10, times=None, kind=FaultKind.GARBAGE)
    code, rows, error = ask(CHILDREN, fault)
    assert code == ExitCode.FAILED
    assert 0 < len(rows) < len(everything)
    assert rows == everything[: len(rows)]
    assert "not JSON" in error


def test_a_list_that_still_has_ids_goes_on_without_last_id(ask):
    _, everything, _ = ask(BATCHES)
    assert ask(BATCHES, Fault("GET /v1/batches*", kind=FaultKind.NO_LAST_ID))[:2] == (
        ExitCode.OK,
        everything,
    )


class Circling:
    """Three pages, each of which promises the next; the third sends back to the first."""

    NEXT = {None: "a", "a": "b", "b": "c", "c": "a"}  # noqa: RUF012 - never changed

    def answer(self, _path, query):
        last = self.NEXT[cursor_of(query)]
        return {"object": "list", "data": [{"id": last}], "last_id": last, "has_more": True}


def test_a_list_in_a_circle_is_walked_once(openai_sql):
    with Running(Server(Circling())) as running:
        done = openai_sql(running.url, "sk-test", BATCHES)
        requests = running.server.counts.requests
    assert (done.returncode, done.stdout.splitlines()) == (ExitCode.FAILED, ["id", "a", "b", "c"])
    assert "repeats a page of the list: after=a" in done.stderr
    assert requests == 4
