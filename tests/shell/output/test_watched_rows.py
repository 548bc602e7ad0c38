"""Rows on their way through the shell: whether they are taken one by one or many at a time, everybody sees the same of them."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.classes import replace
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import Cancelled
from openai_sql_shell.result import Result, ResultColumn, drain
from openai_sql_shell.session.session import Session
from openai_sql_shell.shell.history.seen_ids import MOST, SeenIds
from openai_sql_shell.shell.output.last_result import MOST_ROWS, LastResult
from openai_sql_shell.shell.output.progress_line import ProgressLine
from openai_sql_shell.shell.output.statement_run import show_statement

SESSION = SimpleNamespace(profile=Profile("work"), catalog=SimpleNamespace(loaded=lambda: ()))
COLUMNS = (ResultColumn("status"), ResultColumn("id"))
COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {}) SELECT i AS id FROM n"


class Parts:
    """Rows that are here 700 at a time."""

    def __init__(self, rows, failure=None):
        self._rows, self._failure = rows, failure
        self.closed = False

    def __iter__(self):
        yield from self._rows
        if self._failure:
            raise self._failure

    def __next__(self):
        raise AssertionError("taken one by one")

    def drain(self, take):
        for at in range(0, len(self._rows), 700):
            take(self._rows[at : at + 700])
        if self._failure:
            raise self._failure

    def close(self):
        self.closed = True


def passed(rows, *, together, failure=None):
    """What everybody has seen of rows that failed in the end, or not."""
    clock = iter(range(100))
    line, ids, last = ProgressLine(None, None, 0.0, 0.0), SeenIds(), LastResult(COLUMNS)
    source = Parts(rows, failure) if together else iter(Parts(rows, failure))
    counted = line.counted(source)
    out = last.record(ids.watch(Result(COLUMNS, counted), SESSION), lambda: next(clock))
    taken, ended = [], None
    try:
        if together:
            drain(out, taken.extend)
        else:
            taken.extend(out)
    except ValueError as error:
        ended = error
    assert not list(out if not together else ())  # whoever asks again learns nothing new
    return {
        "taken": taken,
        "failure": ended,
        "counted": line.rows,
        "line": line.suspended,
        "ids": ids.newest("work"),
        "last": (last.rows, last.count, last.complete, last.too_large, last.ended),
    }


@pytest.mark.parametrize("failure", [None, ValueError("at the end")])
@pytest.mark.parametrize("count", [0, 1, 699, 1500, MOST_ROWS, MOST_ROWS + 1])
def test_rows_taken_together_are_seen_as_rows_taken_one_by_one(count, failure):
    rows = [("new" if n % 3 else None, f"id_{n % (count - 50)}" if count > 1000 else n) for n in range(count)]
    together, alone = (passed(rows, together=t, failure=failure) for t in (True, False))
    assert together == alone
    assert together["taken"] == rows
    assert together["counted"] == together["last"][1] == count
    assert together["line"]
    assert len(together["ids"]) == (MOST if count > 1000 else 0)
    assert together["last"][2:] == (not failure, count > MOST_ROWS, None if failure else 0)


def test_who_takes_may_stop():
    line = ProgressLine(None, None, 0.0, 0.0)

    def take(_rows):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        line.counted(Parts([(1,)] * 5000)).drain(take)
    assert line.suspended
    assert line.rows == 700


class Sink(io.StringIO):
    """A stream that remembers how often it was written to, and calls somebody then."""

    def __init__(self, written=lambda: None):
        super().__init__()
        self.writes, self._written = 0, written

    def write(self, text):
        self.writes += 1
        self._written()
        return super().write(text)


@pytest.fixture
def local(shell):
    with_sql = Session(Profile("test", api_key="sk-test"), Settings(output="csv"))
    shell.session = with_sql
    yield shell
    with_sql.close()


@pytest.mark.parametrize("output", ["csv", "jsonl", "table"])
def test_rows_of_a_statement_are_written_many_at_a_time(local, output):
    local.session.settings.output = output
    sink = Sink()
    local.console = replace(local.console, stdout=sink)
    show_statement(local, COUNTING.format(5000), CancelToken())
    assert sink.getvalue().count("\n") >= 5000
    assert sink.writes < 20
    assert local.last_result.count == 5000
    assert local.last_result.complete


def test_a_cancel_ends_rows_that_are_taken_many_at_a_time(local):
    cancel = CancelToken()
    sink = Sink(cancel.set)
    local.console = replace(local.console, stdout=sink)
    with pytest.raises(Cancelled):
        show_statement(local, COUNTING.format(10**9), cancel)
    assert sink.getvalue().count("\n") < 5000
    assert not local.last_result.complete
