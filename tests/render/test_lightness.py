from __future__ import annotations

import subprocess
import sys

import pytest

from openai_sql_shell.config import FORMATS

HEAVY = {"rich", "wcwidth", "prompt_toolkit", "pygments", "requests", "apsw"}
DRAW = """
import io, sys
from openai_sql_shell.render.writer import write
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.result import Result, ResultColumn
write(Result((ResultColumn("a"),), iter([({value!r},)])), io.StringIO(), RenderOptions({format!r}, 80, True, screen={screen}))
print(*sys.modules)
"""


def modules_for(**facts):
    done = subprocess.run(
        [sys.executable, "-c", DRAW.format(**facts)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def loaded(**facts):
    return HEAVY & modules_for(**facts)


@pytest.mark.parametrize("facts", [{"format": "table", "screen": False}, {"format": "json", "screen": True}])
def test_drawing_plain_text_loads_no_library(facts):
    assert loaded(value="text", **facts) == set()


@pytest.mark.parametrize("name", ["csv", "jsonl", "table"])
def test_only_the_writer_in_use_is_loaded(name):
    writers = {f"openai_sql_shell.render.{row.module}" for row in FORMATS.values()}
    assert writers & modules_for(value="text", format=name, screen=False) == {
        f"openai_sql_shell.render.{FORMATS[name].module}"
    }


def test_a_table_on_a_pipe_does_without_rich():
    assert loaded(value="日本", format="table", screen=False) == {"wcwidth"}


def test_a_table_on_a_screen_is_drawn_by_rich():
    assert "rich" in loaded(value="text", format="table", screen=True)


def test_widths_are_estimated_where_wcwidth_is_missing(monkeypatch, draw):
    rows = [("日本語", "e\u0301")]
    expected = draw(rows)
    monkeypatch.setitem(sys.modules, "wcwidth", None)
    assert draw(rows) == expected
