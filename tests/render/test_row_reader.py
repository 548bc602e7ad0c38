"""What makes rows easier to read: times, links, and a layout that the width decides."""

from __future__ import annotations

import io
import re
import time

import pytest

from openai_sql_shell.catalog.declare import json_object, text, unix_time
from openai_sql_shell.config import FORMATS
from openai_sql_shell.render.links import address
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn

MOMENT = 1795288649
TIMED = (
    ResultColumn("id", text("id", "Identifier.")),
    ResultColumn("created_at", unix_time("created_at", "When.")),
    ResultColumn("n"),
)
LINK = re.compile("\x1b]8;[^;]*;([^\x1b]*)\x1b\\\\")
CODES = re.compile("\x1b(?:]8;[^\x1b]*\x1b\\\\|\\[[0-9;]*m)")
ID = "batch_68a1"


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"chart", "none"}))
def test_times_are_readable_where_people_read_and_numbers_where_programs_do(draw, name):
    drawn = draw([("a", MOMENT, MOMENT)], TIMED, format=name, times="utc")
    assert ("2026-11-21 19:17:29" in drawn) is FORMATS[name].screen
    assert drawn.count(str(MOMENT)) == (1 if FORMATS[name].screen else 2)


def test_times_stay_numbers_unless_somebody_asks(draw):
    assert str(MOMENT) in draw([("a", MOMENT, 1)], TIMED)


def test_local_times_are_those_of_the_system(draw, monkeypatch):
    monkeypatch.setenv("TZ", "Etc/GMT-2")
    time.tzset()
    try:
        assert "2026-11-21 21:17:29" in draw([("a", MOMENT, 1)], TIMED, times="local")
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("odd", [None, 10**30, -(10**30), float("inf"), "soon"])
def test_what_is_no_time_is_shown_as_it_is(draw, odd):
    assert draw([("a", odd, 1)], TIMED, times="utc") == draw([("a", odd, 1)], TIMED)


@pytest.mark.parametrize(
    ("value", "page"),
    [
        ("batch_1", "/batches/batch_1"),
        ("file-1a", "/storage/files/file-1a"),
        ("vs_1", "/storage/vector_stores/vs_1"),
        ("vsfb_1", None),
        ("batch_", None),
        ("batch_1/../../x", None),
        ("batch_1\x1b\\", None),
        ("my batch_1", None),
        (None, None),
        (1, None),
        (b"vs_1", None),
    ],
)
def test_only_an_id_leads_somewhere(value, page):
    assert address(value) == (page and f"https://platform.openai.com{page}")


@pytest.mark.parametrize("screen", [True, False])
@pytest.mark.parametrize("name", ["table", "line"])
def test_links_change_nothing_but_where_an_id_leads(draw, name, screen):
    rows = [(ID, 1, "x"), ("plain", 2, None), ("日本", 3, ID)]
    options = {"format": name, "color": True, "screen": screen}
    linked = draw(rows, TIMED, links=True, **options)
    assert set(LINK.findall(linked)) == {f"https://platform.openai.com/batches/{ID}", ""}
    assert CODES.sub("", linked) == CODES.sub("", draw(rows, TIMED, **options))
    assert "\x1b]8" not in draw(rows, TIMED, links=True, **options | {"color": False})


def test_a_link_ends_where_its_text_does(draw):
    drawn = draw([(ID,), ("a" * 20,)], format="table", links=True, color=True)
    assert f"{ID}\x1b]8;;\x1b\\{' ' * (20 - len(ID))} \x1b[2m│" in drawn


@pytest.mark.parametrize("name", [n for n in FORMATS if n not in {"table", "box", "line", "chart"}])
def test_nothing_but_tables_and_records_has_links(draw, name):
    assert "\x1b" not in draw([(ID,)], format=name, links=True, color=True)


@pytest.mark.parametrize("text_", ["not json", "{broken", "[1, NaN]", "true", "", '{"a": 1e999}'])
def test_a_record_shows_a_text_that_is_no_json_as_it_is_even_in_a_json_column(draw, text_):
    columns = (ResultColumn("counts", json_object("counts", "Counters.")),)
    drawn = draw([(text_,)], columns, format="line", width=80, screen=True)
    assert drawn.splitlines()[1:] == [f"counts | {text_}"]


def test_a_record_spreads_json_over_lines(draw):
    columns = (ResultColumn("counts", json_object("counts", "Counters.")),)
    drawn = draw([('{"total":3,"done":1}',)], columns, format="line", width=80, screen=True)
    assert [line.partition("|")[2].strip() for line in drawn.splitlines()[1:]] == [
        "{",
        '"total": 3,',
        '"done": 1',
        "}",
    ]


@pytest.mark.parametrize(("columns", "expanded"), [(2, False), (3, False), (40, True)])
def test_the_width_decides_between_a_table_and_records(draw, columns, expanded):
    drawn = draw([("x" * 30,) * columns], width=60, expanded=None)
    assert drawn.startswith("-[ RECORD 1 ]") is expanded


@pytest.mark.parametrize(("width", "expanded"), [(68, False), (59, False), (53, False), (52, True)])
def test_records_come_before_a_broken_id_but_after_a_time_on_two_lines_and_a_table_without_padding(
    draw, width, expanded
):
    drawn = draw([("batch_" + "0" * 32, MOMENT, 1)], TIMED, width=width, expanded=None, times="utc")
    assert drawn.startswith("-[ RECORD 1 ]") is expanded
    assert "batch_" + "0" * 32 in drawn


def test_on_a_pipe_everything_fits(draw):
    assert draw([("x" * 30,) * 40], width=None, expanded=None).startswith("╭")


def test_deciding_does_not_lose_a_row():
    rows = ((n, "x" * 40, "y" * 40, "z" * 40) for n in range(250))
    out = io.StringIO()
    columns = tuple(ResultColumn(name) for name in "abcd")
    summary = write(Result(columns, rows), out, RenderOptions("table", 12, color=False, expanded=None))
    assert (summary.rows, summary.drawn) == (250, 250)
    assert out.getvalue().count("RECORD") == 250


@pytest.mark.parametrize(("width", "whole"), [(80, True), (None, True), (18, True), (16, False)])
def test_texts_that_become_longer_are_whole_as_far_as_there_is_room(draw, width, whole):
    drawn = draw([(n, f"batch {n}") for n in range(5000)], width=width)
    assert ("batch 4999" in drawn) is whole
    assert len({len(line) for line in drawn.splitlines()}) == 1


def test_texts_of_one_length_take_no_more_than_that(draw):
    drawn = draw([(f"{n:08}",) for n in range(5000)], width=80)
    assert drawn.splitlines()[0] == f"╭{'─' * 10}╮"
