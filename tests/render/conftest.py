"""Results made by hand, drawn into a string."""

from __future__ import annotations

import io
import time
import unicodedata

import pytest

from openai_sql_shell.catalog.declare import boolean, integer, json_array, json_object, text
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn

CATALOG_COLUMNS = (
    text("id", "Identifier."),
    integer("bytes", "Size."),
    boolean("ready", "Whether it can be used."),
    json_object("counts", "Counters."),
    json_array("tags", "Labels."),
)


@pytest.fixture(scope="session")
def columns():
    """Five columns of the catalog and one of an expression."""
    return (*(ResultColumn(c.name, c) for c in CATALOG_COLUMNS), ResultColumn("note"))


@pytest.fixture(scope="session")
def rows():
    """Three rows with everything that is hard about text."""
    return [
        ("file_1", 120, 1, '{"total":3}', '["a","b"]', None),
        ("file_2", 9, 0, None, "[]", ""),
        ("日本 | *x*", None, None, '{"a":"<b>"}', "not json", "NULL"),
        ("a,b", -1, 1, '{"big":1.50e40}', "[\n1 ]", 'line\n"two"\t\\ end'),
    ]


@pytest.fixture(scope="session")
def draw():
    """Rows as one text: ``draw(rows, format="csv")``; the rest are facts of the `RenderOptions`."""

    def drawn(rows, columns=(), format="table", width=None, *, color=False, **options):  # noqa: A002
        rows = list(rows)
        count = len(rows[0]) if rows else 1
        columns = tuple(columns) or tuple(ResultColumn(f"c{i}") for i in range(count))
        out = io.StringIO(newline="")
        write(Result(columns, iter(rows)), out, RenderOptions(format, width, color=color, **options))
        return out.getvalue()

    return drawn


@pytest.fixture(scope="session")
def cells():
    """Cells a line takes on a terminal, counted without the code under test."""

    def counted(line):
        wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
        return len(line) + wide - sum(unicodedata.combining(c) > 0 for c in line)

    return counted


@pytest.fixture
def in_utc(monkeypatch):
    """The zone of this machine is UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
