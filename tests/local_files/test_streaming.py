"""A file is never in memory as a whole, and no more of it is read than is asked for."""

from __future__ import annotations

import tracemalloc

import pytest

from openai_sql_shell.local_files import text

PIECE = 16 * 1024
"""Read at once here, so that a file of many pieces is small."""
SIZE = 100 * PIECE

CSV = "file-00001,completed,1700000000,0.25\n"
LINE = '{"id":"file-00001","status":"completed","at":1700000000,"body":{"usage":{"total":12}}}\n'
CONTENTS = {
    "csv": "id,status,at,share\n" + CSV * (SIZE // len(CSV)),
    "jsonl": LINE * (SIZE // len(LINE)),
    "json": "[" + LINE.strip() + ("," + LINE) * (SIZE // len(LINE)) + "]",
}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(text, "PIECE", PIECE)


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("function", CONTENTS)
def test_reading_takes_little_memory_however_large_the_file(files, function):
    files.write("f", CONTENTS[function])
    local = files.local(function, "f")
    width = len(local.columns)
    tracemalloc.start()
    try:
        rows = sum(len(batch) for batch in local.batches(range(width), print))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows == CONTENTS[function].count("\n") - (function == "csv") + (function == "json")
    assert most < SIZE / 2


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("function", CONTENTS)
def test_the_first_rows_need_the_beginning_only(files, function):
    content = CONTENTS[function].encode()
    files.write("f", content[: SIZE // 2] + b"\0")  # what is not read cannot be wrong
    local = files.local(function, "f")
    assert len(list(next(iter(local.batches([0], print))))) < SIZE // 2 // len(CSV)
