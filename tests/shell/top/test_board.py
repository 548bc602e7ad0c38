"""The board: what was seen becomes speed and time left, failures leave old rows, and nothing is wider than the screen."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.render.width import display_width
from openai_sql_shell.shell.top.board import FEW, LEAST, MOST, USUAL, Board
from openai_sql_shell.shell.top.drawing import detail, table_lines
from openai_sql_shell.shell.top.jobs import DAY, PAGE, SeenJob, cancel_statement, jobs_in
from openai_sql_shell.shell.top.keys import TOP_KEYS
from openai_sql_shell.shell.top.view import ACTIONS

NOW = 2_000_000_000.0
WITH_JOBS = {r.id: r for r in Catalog().declarations() if r.jobs is not None}
BATCHES = WITH_JOBS["openai.batch.batches"]
FILE_BATCHES = WITH_JOBS["openai.vector_stores.vector_store_file_batches"]
ID = "batch_" + "0123456789abcdef" * 2


def job(done=0, total=100, status="in_progress", identifier=ID, **more):
    return SeenJob(BATCHES, identifier, status, NOW - 60, done=done, failed=1, total=total, **more)


@pytest.fixture
def board():
    return Board([r.jobs.kind for r in WITH_JOBS.values()], wall=lambda: NOW)


def text(board, width=80, height=24):
    return ["".join(piece for _, piece in line) for line in table_lines(board, width, height)]


def test_two_looks_tell_the_speed_and_the_time_left(board):
    board.answer("batch", [job(10)], 0.0)
    assert (board.rate(job(10)), board.left(job(10))) == (None, None)
    board.answer("batch", [job(30)], 60.0)
    assert (board.rate(job(30)), board.left(job(30))) == (20.0, 210.0)
    board.answer("batch", [job(5)], 120.0)
    assert board.rate(job(5)) is None, "it began anew"


def test_a_speed_of_long_ago_is_forgotten(board):
    for minute, done in enumerate([0, 60, 60, 60, 60, 60, 60, 60, 60]):
        board.answer("batch", [job(done)], minute * 60.0)
    assert board.rate(job(60)) == 0
    assert board.left(job(60)) is None


def test_what_a_server_says_about_the_end_is_believed(board):
    board.answer("batch", [job(None, None, due_at=NOW + 90)], 0.0)
    assert board.left(board.jobs[0]) == 90


def test_a_look_that_failed_keeps_the_old_rows_and_says_so(board):
    board.answer("batch", [job(10)], 0.0)
    board.finish()
    assert not board.is_stale(board.jobs[0])
    board.fail("batch", "HTTP 500: broken")
    board.finish()
    assert board.is_stale(board.jobs[0])
    lines = text(board)
    assert ID in lines[2]
    assert "FAILED" in lines[0]
    assert lines[-1] == "! batch: HTTP 500: broken"
    board.answer("batch", [job(11)], 5.0)
    board.finish()
    assert "FAILED" not in text(board)[0]


def test_an_error_is_never_an_empty_view(board):
    board.answer("upload", [], 0.0)
    board.finish()
    assert "nothing runs" in text(board)[2]
    board.fail("batch", "no key")
    board.finish()
    assert not any("nothing runs" in line for line in text(board))
    assert "! batch: no key" in text(board)


@pytest.mark.parametrize(
    ("interval", "failures", "asked", "left", "pause"),
    [
        (USUAL, 0, None, None, USUAL),
        (0.1, 0, None, None, LEAST),
        (USUAL, 0, 20.0, None, 20.0),
        (USUAL, 2, None, None, 4 * USUAL),
        (USUAL, 99, None, None, MOST),
        (300.0, 3, None, None, 300.0),
        (USUAL, 0, None, FEW, USUAL),
        (USUAL, 0, None, FEW - 1, MOST),
    ],
)
def test_the_pace(interval, failures, asked, left, pause):
    assert Board([], interval, failures=failures).pause(asked, left) == pause


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
def test_lines_fit_and_an_id_is_never_cut(board, width):
    jobs = [job(n, 50_000, "validating_files", f"{ID[:-2]}{n:02}") for n in range(40)]
    board.answer("batch", jobs, 0.0)
    board.fail("upload", "x" * 300)
    board.finish()
    lines = text(board, width, 24)
    assert len(lines) == 24
    assert all(display_width(line) <= width for line in lines)
    assert all(line.split()[0] in {j.id for j in jobs} for line in lines[2:-1])


def test_at_80_columns_there_is_a_bar_and_what_is_done(board):
    board.answer("batch", [job(40)], 0.0)
    assert text(board)[2].split() == [ID, "in_progress", "██░░░", "40/100", "1", "-"]
    assert detail(board) == "batch in_progress · 40 of 100 requests · 1 failed"


def test_the_cursor_stays_on_its_job_when_others_come(board):
    board.answer("batch", [job(identifier="batch_1"), job(identifier="batch_2")], 0.0)
    board.move(1)
    board.answer("batch", [job(identifier=f"batch_{n}") for n in range(9)], 1.0)
    assert board.job.id == "batch_2"
    board.move(-99)
    assert board.line == 0
    board.move(99)
    board.resize(3)
    assert (board.line, board.top) == (8, 6)


def row(identifier, status="completed", age=0.0, ended=None):
    return (identifier, status, NOW - age, None, None, None, ended)


NAMES = ("id", "status", "created_at", "done", "failed", "total", "ended_at")


def test_jobs_that_ended_are_shown_for_a_day_where_they_are_asked_for():
    rows = [
        row("new", ended=NOW - 9),
        row("old", ended=NOW - DAY - 9),
        row("runs", "in_progress", age=9 * DAY),
        row("of tomorrow", "a state of tomorrow"),
    ]
    found = {
        ended: [j.id for j in jobs_in(BATCHES, NAMES, rows, NOW, ended=ended)] for ended in (False, True)
    }
    assert found == {False: ["runs", "of tomorrow"], True: ["new", "runs", "of tomorrow"]}


def test_of_a_long_list_only_the_beginning_is_read():
    read = []

    def rows():
        for n in range(10_000):
            read.append(n)
            yield row(f"batch_{n}", age=n * DAY)

    jobs_in(BATCHES, NAMES, rows(), NOW, ended=True)
    assert len(read) <= PAGE + 3


@pytest.mark.parametrize("resource", WITH_JOBS.values(), ids=WITH_JOBS)
def test_what_is_declared_of_jobs_can_be_shown(resource):
    above = (("vector_store_id", "vs_1"),) if resource is FILE_BATCHES else ()
    statement = cancel_statement(SeenJob(resource, "one'", "x", NOW, above=above))
    assert statement.startswith(f"EXEC {resource.id}.cancel_")
    assert "'one'''" in statement
    assert resource.states


def test_every_key_does_something():
    assert {key.action for key in TOP_KEYS} == set(ACTIONS)
    keys = [name for key in TOP_KEYS for name in key.keys]
    assert len(keys) == len(set(keys))
