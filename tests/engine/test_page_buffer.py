"""Two who read the same answer at once: each page is taken once, whoever is first."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from openai_sql_shell.api.messages import Response
from openai_sql_shell.api.paging import Page
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.engine.page_buffer import PageBuffer
from openai_sql_shell.engine.spill import Spill
from openai_sql_shell.errors import ApiError, ConnectionProblem
from openai_sql_shell.handlers.base import Notices, Read, Server
from openai_sql_shell.handlers.reading import Reading

BATCHES = Catalog().resource("batch", "batches")
LIST = Read(BATCHES, BATCHES.method("list_batches"), ())
ABSENT = Read(BATCHES, BATCHES.method("retrieve_batch"), (("batch_id", "batch_1"),), named=False)


class HeldBack:
    """A request under way whose answer comes once two wait for it."""

    done = False

    def __init__(self, outcome, together):
        self._outcome = outcome
        self._together = together

    def result(self, _cancel):
        self._together.wait(5)
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome


@pytest.fixture
def ask_twice():
    """Two threads that want the first page of a question; what each got, and the buffer."""

    def ask(read, outcome_of):
        together, notices = threading.Barrier(2), Notices()
        send = lambda request: HeldBack(outcome_of(request), together)  # noqa: E731
        buffer = PageBuffer(read, 0, send, Reading(read, notices, Server()))

        def page(_):
            try:
                return buffer.page(0, CancelToken())
            except Exception as error:  # noqa: BLE001 - what it got
                return error

        with ThreadPoolExecutor(2) as readers:
            return list(readers.map(page, range(2))), buffer, notices

    return ask


def answer(*ids):
    payload = {"object": "list", "data": [{"id": i} for i in ids], "has_more": False}
    return lambda request: Response(request, 200, {}, b"", payload=payload)


def test_a_page_that_two_wait_for_is_kept_once(ask_twice):
    (one, other), buffer, _ = ask_twice(LIST, answer("batch_1", "batch_2"))
    assert one is other
    assert [item["id"] for item in one.items] == ["batch_1", "batch_2"]
    assert (buffer.requested, buffer.end, buffer.rows) == (1, 1, 2)
    assert buffer.page(1, CancelToken()) is None


def test_an_object_that_two_look_for_in_vain_is_missed_once(ask_twice):
    gone = ApiError("No such batch", status=404, request="GET /batches/batch_1", kind="invalid_request_error")
    pages, buffer, notices = ask_twice(ABSENT, lambda _: gone)
    assert pages == [None, None]
    assert buffer.requested == 1
    assert notices.sentences == [
        "not found in openai.batch.batches (HTTP 404), so without a row: /batches/batch_1"
    ]


def test_what_befalls_a_request_befalls_everybody_who_waits_for_it(ask_twice):
    lost = ConnectionProblem("broke off")
    pages, buffer, _ = ask_twice(LIST, lambda _: lost)
    assert pages == [lost, lost]
    assert buffer.requested == 1


def test_a_request_is_under_way_from_its_beginning_to_its_answer():
    pending = HeldBack(None, None)
    buffer = PageBuffer(LIST, 0, lambda _request: pending, Reading(LIST, Notices(), Server()))
    assert not buffer.under_way
    assert buffer.begin() is pending
    assert buffer.begin() is pending
    assert buffer.under_way
    pending.done = True
    assert not buffer.under_way
    assert buffer.requested == 1


def several(forgotten_behind):
    """A buffer of five pages: whatever is passed is forgotten and then put on disk, or the other way round."""
    pages = [Page(({"id": f"batch_{n}"},), last=n == 4) for n in range(5)]
    buffer = PageBuffer(LIST, 0, lambda _request: None, pages=pages[:2])
    with closing(Spill()) as spill:
        for page in pages[2:]:
            steps = (buffer.forget, lambda: buffer.move_to(spill))
            for step in steps if forgotten_behind else reversed(steps):
                step()
            buffer._pages.append(page)
        yield buffer, [page.items[0]["id"] for page in pages]


def test_a_page_without_rows_can_be_forgotten_too():
    buffer = PageBuffer(LIST, 0, lambda _request: None, pages=[Page((), last=True)])
    assert buffer.can_be_read_again
    assert buffer.forget() == 0
    assert not buffer.can_be_read_again
    assert list(buffer.arrived()) == []


@pytest.mark.parametrize("forgotten_behind", [True, False], ids=["forgotten first", "on disk first"])
def test_pages_that_were_forgotten_are_on_no_disk(forgotten_behind):
    for buffer, ids in several(forgotten_behind):
        here = [page.items[0]["id"] for page in buffer.arrived()]
        assert here == ids[-len(here) :]
        assert buffer.can_be_read_again == (here == ids) == (not forgotten_behind)
        with buffer.being_read(from_here=True) as reader:
            assert ids[reader.position :] == here
