"""What a row costs from an answer's bytes to what is written, as far as no machine has a say in it: calls of Python, and copies of its text that are there at once."""

from __future__ import annotations

import gc
import io
import json
import sys
import tracemalloc
from collections import Counter
from contextlib import contextmanager

import pytest
from answering import answering, talking_to

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.writer import write

FEW, MANY = 1_000, 2_000
"""Rows of two answers: the second takes so many more calls as a thousand rows do."""

ALL = "SELECT * FROM openai.files.files"
CHECKED = f"{ALL} WHERE bytes % 7 < 9"
CALLS = {
    ("none", ALL): 0,
    ("csv", ALL): 1,
    ("tsv", ALL): 0,
    ("table", ALL): 0,
    ("jsonl", ALL): 0,
    ("json", ALL): 0,
    ("csv", CHECKED): 4,
    ("jsonl", CHECKED): 3,
}
"""Calls a row. Where SQLite checks a condition, three are the engine's: SQLite asks for a row twice, and one row is taken at a time."""

COPIES = {"none": 2, "csv": 4, "tsv": 4, "jsonl": 4, "json": 4, "table": 6}
"""How often the text of a page is in memory at once: values of the engine and of SQLite, lines, all of them; frames are of wider characters."""


def page(rows, length):
    """An answer with so many files, whose names have so many characters."""
    files = [
        {
            "object": "file",
            "id": f"file-{number:07}",
            "purpose": ("batch", "assistants", "user_data")[number % 3],
            "filename": f'"{number:06}",'.ljust(length, "."),
            "bytes": 1000 + number,
            "created_at": 1_700_000_000 + number,
            "expires_at": None,
            "status": "processed",
            "status_details": None,
        }
        for number in range(rows)
    ]
    ends = {"first_id": files[0]["id"], "last_id": files[-1]["id"]}
    return json.dumps({"object": "list", "data": files, "has_more": False, **ends}).encode()


@contextmanager
def served(body):
    """A session whose only answer this is, made beforehand."""

    def respond(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    with answering(lambda *_: respond) as server, talking_to(server) as session:
        yield session


class Discarded(io.StringIO):
    """Where text goes that nobody keeps."""

    def write(self, text):
        return len(text)


def written(session, name, sql=ALL):
    result = session.execute(sql, CancelToken())
    return write(result, Discarded(), RenderOptions(name, None, color=False)).rows


def calls(name, sql, rows):
    """The functions of Python that are called for such an answer, and how often."""
    found = Counter()

    def look(frame, event, _argument):
        if event == "call":
            found[frame.f_code.co_qualname] += 1

    with served(page(rows, 20)) as session:
        before = sys.getprofile()
        sys.setprofile(look)
        try:
            written(session, name, sql)
        finally:
            sys.setprofile(before)
    return found


@pytest.mark.parametrize(("name", "sql"), CALLS)
def test_a_row_takes_no_more_calls_than_before(name, sql):
    calls(name, sql, FEW)  # modules are loaded
    more = calls(name, sql, MANY) - calls(name, sql, FEW)
    each = {function: count for function, count in more.items() if count >= (MANY - FEW) / 2}
    found = round(more.total() / (MANY - FEW))
    most = CALLS[name, sql]
    assert found <= most, f"calls for each row: {each}"
    assert found == most, f"it is fewer by now, which is to stay: CALLS in this file says {most}"


@pytest.mark.parametrize("name", COPIES)
def test_a_text_is_in_memory_no_more_often_than_before(name):
    body = page(FEW, 4_000)
    with served(body) as session:
        assert written(session, name) == FEW
    with served(body) as session:
        gc.collect()
        tracemalloc.start()
        try:
            written(session, name)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert most / len(body) < COPIES[name] + 0.5
