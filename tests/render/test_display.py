"""What a person reads in place of what the API sent, where, and in which colour."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from openai_sql_shell.catalog.declare import byte_count, counts, state, unix_time
from openai_sql_shell.catalog.model import Column, DataType, Unit
from openai_sql_shell.config import FORMATS
from openai_sql_shell.render.display import display_of
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.result import ResultColumn

pytestmark = pytest.mark.usefixtures("in_utc")

NOW = 1795289129
COLUMNS = tuple(
    ResultColumn(column.name, column)
    for column in (
        unix_time("created_at", "When."),
        byte_count("bytes", "Size."),
        Column("window", DataType.INTEGER, "How long.", unit=Unit.SECONDS),
        counts("request_counts", "How far.", "total", "completed", "failed"),
        state(
            "status",
            "Where it stands.",
            ("queued", "completed", "failed", "cancelled"),
            done=("completed",),
            failed=("failed",),
            stopped=("cancelled",),
        ),
    )
)
COUNTS = '{"total":60,"completed":47,"failed":2}'
ROW = (NOW - 480, 1_234_567, 7200, COUNTS, "completed")
FOR_PEOPLE = ("19:17:29, 8 min ago", "1.2 MB", "2 h", "47/60, 2 failed", "completed")
SENT = (str(NOW - 480), "1234567", "7200", COUNTS, "completed")


def now():
    return datetime.fromtimestamp(NOW, UTC)


def drawn(draw, row=ROW, **options):
    return draw([row], COLUMNS, **{"now": now, "times": "auto", "screen": True, **options})


def cells_of(text):
    return tuple(cell.strip() for cell in text.splitlines()[3].strip("│").split("│"))


def test_a_terminal_shows_what_people_read(draw):
    assert cells_of(drawn(draw)) == FOR_PEOPLE


def test_a_pipe_gets_what_the_api_sent(draw):
    assert cells_of(drawn(draw, screen=False)) == SENT


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"table", "box", "line", "none"}))
def test_other_formats_keep_every_value_wherever_they_go(draw, name):
    assert drawn(draw, format=name) == drawn(draw, format=name, screen=False, times="unix")


def test_a_record_has_units_and_ages_and_the_whole_object_of_counts(draw):
    text = drawn(draw, format="line")
    assert "19:17:29, 8 min ago" in text
    assert "1.2 MB" in text
    assert '"total": 60' in text


def test_units_can_be_switched_off(draw):
    assert cells_of(drawn(draw, units=False))[1:3] == SENT[1:3]


@pytest.mark.parametrize(
    ("times", "shown"),
    [("unix", SENT[0]), ("utc", "2026-11-21 19:17:29"), ("local", "2026-11-21 19:17:29")],
)
def test_times_are_shown_as_asked(draw, times, shown):
    assert cells_of(drawn(draw, times=times))[0] == shown


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (0, "19:25:29, 0 s ago"),
        (59, "19:24:30, 59 s ago"),
        (60, "19:24:29, 1 min ago"),
        (3600, "18:25:29, 1 h ago"),
        (86399, "19:25:30, 23 h ago"),
        (86400, "2026-11-20 19:25:29"),
        (-7300, "21:27:09, in 2 h"),
        (-86400, "2026-11-22 19:25:29"),
    ],
)
def test_what_is_recent_has_an_age(draw, passed, shown):
    assert cells_of(drawn(draw, (NOW - passed, *ROW[1:])))[0] == shown


def test_the_clock_is_read_once_for_a_table(draw):
    looks = []

    def clock():
        looks.append(1)
        return now()

    draw([ROW] * 300, COLUMNS, now=clock, times="auto", screen=True)
    assert len(looks) == 1


@pytest.mark.parametrize(
    "odd", ['{"total": 1}', '{"total": "a", "completed": 1}', "{", "[]", "", '{"total": -1, "completed": 0}']
)
def test_counts_that_are_none_are_shown_as_they_are(odd):
    show = display_of(COLUMNS[3], RenderOptions("table", 80, color=False, screen=True), sums=True)
    assert show(odd) == odd


@pytest.mark.parametrize("odd", [None, "many", float("inf"), -1, b"x", 10**30])
@pytest.mark.parametrize("place", [1, 2])
def test_what_is_no_amount_is_shown_as_it_is(draw, odd, place):
    row = [*ROW]
    row[place] = odd
    if not (place == 1 and odd == 10**30):
        assert cells_of(drawn(draw, row))[place] == cells_of(drawn(draw, row, units=False))[place]


@pytest.mark.parametrize(
    ("status", "code"),
    [("completed", "32"), ("failed", "31"), ("queued", "33"), ("cancelled", "2"), ("new", None)],
)
@pytest.mark.parametrize("screen", [True, False])
def test_a_state_has_the_colour_of_what_it_means(draw, status, code, screen):
    text = drawn(draw, (*ROW[:3], None, status), color=True, screen=screen)
    found = re.search(rf"(?:\x1b\[(\d+)m)?{status} *(?:\x1b\[0m)? \x1b\[2m│", text)
    assert found[1] == code


def test_counts_with_failures_are_red(draw):
    assert f"\x1b[31m{FOR_PEOPLE[3]}\x1b[0m" in drawn(draw, color=True)
    assert "\x1b[31m" not in drawn(draw, (*ROW[:3], '{"total":1,"completed":1}', "completed"), color=True)


def test_without_colour_nothing_is_decorated(draw):
    assert "\x1b" not in drawn(draw)
