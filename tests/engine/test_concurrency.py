"""Several threads over the pages of one statement: nobody waits for ever, an index is built once, each row is found once."""

from __future__ import annotations

import threading

import pytest
from fuzz.fuzz import threads_switched

from openai_sql_shell.api.paging import Page
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.engine.column_index import ValuesOf
from openai_sql_shell.engine.page_buffer import PageBuffer
from openai_sql_shell.engine.spill import Spill
from openai_sql_shell.handlers.base import Read

BATCHES = Catalog().resource("batch", "batches")
LIST = BATCHES.for_verb(SqlVerb.SELECT)[0]
PAGES = tuple(
    Page(tuple({"id": f"{n}-{m}", "created_at": m} for m in range(3)), last=n == 19) for n in range(20)
)
BY_TIME = ValuesOf("created_at", lambda objects: [row["created_at"] for row in objects])
ROUNDS = 25
LONGEST = 20.0
"""Seconds after which a thread is said to wait for ever."""


def buffer(number=0):
    return PageBuffer(Read(BATCHES, LIST, ()), number, None, None, PAGES)


def together(*jobs):
    """Run jobs at the same moment, in a thread each; what they return, in order."""
    ready, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        ready.wait()
        results[number] = job()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(jobs)]
    with threads_switched(1e-6):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONGEST)
    assert not any(thread.is_alive() for thread in threads), "threads wait for each other"
    return results


def finder(pages, value):
    def found():
        return [row["id"] for row, _ in pages.index(BY_TIME, CancelToken()).find(value)]

    return found


@pytest.mark.parametrize("spilled", [True, False])
def test_an_index_that_several_threads_need_is_built_once(spilled):
    for _ in range(ROUNDS):
        pages, spill = buffer(), Spill()
        if spilled:
            pages.move_to(spill)
        results = together(*(finder(pages, n % 3) for n in range(4)))
        assert results == [[f"{page}-{n % 3}" for page in range(20)] for n in range(4)]
        spill.close()


def test_pages_that_leave_memory_while_others_look_for_rows_in_them_lose_none():
    for _ in range(ROUNDS):
        one, other, spill = buffer(0), buffer(1), Spill()
        first, second, *_ = together(
            finder(one, 0),
            finder(other, 1),
            lambda one=one, spill=spill: one.move_to(spill),
            lambda other=other, spill=spill: other.move_to(spill),
        )
        assert first == [f"{page}-0" for page in range(20)]
        assert second == [f"{page}-1" for page in range(20)]
        assert finder(one, 2)() == [f"{page}-2" for page in range(20)]
        spill.close()
