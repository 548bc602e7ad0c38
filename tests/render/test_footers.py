from __future__ import annotations

import pytest

from openai_sql_shell.render.footers import footer, stats_line, summary_of, what_is_missing
from openai_sql_shell.render.options import LeftOut, RenderSummary
from openai_sql_shell.render.width import display_width
from openai_sql_shell.result import RequestStats, Result

HIDDEN = LeftOut(22, ("usage", "object"), ("errors",))


@pytest.mark.parametrize(
    ("summary", "facts", "lines"),
    [
        (RenderSummary(25, 25), {"seconds": 0.414}, ["25 rows · 0.41 s"]),
        (RenderSummary(1, 1), {}, ["1 row"]),
        (RenderSummary(0, 0), {"seconds": 75.0}, ["0 rows · 1 min 15 s"]),
        (RenderSummary(5000, 40), {"seconds": 3.0}, [r"40 of 5,000 rows · 3.00 s · \last shows all"]),
        (
            RenderSummary(2, 2, LeftOut(2, cut=True)),
            {"cure": "-o line"},
            ["2 rows · cells with … are cut · -o line shows all"],
        ),
        (
            RenderSummary(2, 2, HIDDEN),
            {},
            [
                r"2 rows · 22 columns (19 shown) · \last shows all",
                "hidden: usage, object · NULL everywhere: errors",
            ],
        ),
        (
            RenderSummary(2, 2, HIDDEN),
            {"width": 24},
            [
                r"2 rows · 22 columns (19 shown) · \last shows all",
                "hidden: usage, object",
                "NULL everywhere: errors",
            ],
        ),
        (
            RenderSummary(3, 3, LeftOut(6, ("status",), cut=True)),
            {"seconds": 0.13, "width": 80},
            [
                r"3 rows · 0.13 s · 6 columns (5 shown) · cells with … are cut · \last shows all",
                "hidden: status",
            ],
        ),
        (
            RenderSummary(3, 3, LeftOut(6, ("status",), cut=True)),
            {"seconds": 0.13, "width": 60},
            [r"3 rows · 0.13 s · 6 columns (5 shown) · \last shows all", "hidden: status"],
        ),
        (
            RenderSummary(3, 3, LeftOut(2, cut=True)),
            {"seconds": 0.13, "width": 28},
            [r"3 rows · \last shows all"],
        ),
        (RenderSummary(2, 2, notes=("cells are lost",)), {}, ["2 rows", "cells are lost"]),
    ],
)
def test_footer_says_how_many_how_long_and_what_was_left_out(summary, facts, lines):
    assert footer(summary, **facts).splitlines() == lines


def test_many_names_are_counted():
    names = tuple(f"column_{n}" for n in range(100))
    assert what_is_missing(LeftOut(101, names), "-o line", 40) == [
        "101 columns (1 shown) · -o line shows all",
        "hidden: column_0, column_1 and 98 more",
    ]


def test_names_of_wide_characters_keep_to_the_terminal():
    said = what_is_missing(LeftOut(9, ("日本語の列",), ("さらに別の列",)), "-o line", 40)
    assert all(display_width(line) < 40 for line in said)
    assert len(said) == 3


def test_nothing_is_said_where_nothing_is_missing():
    assert what_is_missing(LeftOut(), "-o line") == []


def test_stats_say_everything_that_is_known():
    stats = RequestStats(
        requests=3, retries=1, cached=2, peak=2, sent=0, received=4_100, rate_limit_left=4999
    )
    assert stats_line(1250, 0.41, stats) == (
        "time 0.41 s · rows 1250 · requests 3 · retries 1 · cached 2 · peak 2"
        " · received 4.1 kB · sent 0 B · rate limit left 4999"
    )


def test_stats_leave_out_a_rate_limit_nobody_told():
    assert "rate limit" not in stats_line(0, 0.0, RequestStats())
    assert "rate limit left 0" in stats_line(0, 0.0, RequestStats(rate_limit_left=0))


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (RenderSummary(2, 2), "INSERT 2"),
        (RenderSummary(2, 2, LeftOut(9, empty=("name",), cut=True)), "INSERT 2"),
        (RenderSummary(2, 1), "INSERT 2 · x1, x2"),
        (RenderSummary(2, 2, LeftOut(9, ("id",))), "INSERT 2 · x1, x2"),
        (RenderSummary(2, 2, ended="the pager ended"), "INSERT 2 · x1, x2"),
        (None, "INSERT 2 · x1, x2"),
    ],
)
def test_a_name_is_said_once_where_all_rows_are_seen(shown, told):
    assert summary_of(Result(summary="INSERT 2 · x1, x2", short_summary="INSERT 2"), shown) == told
    assert summary_of(Result(summary="INSERT 2 · x1, x2"), shown) == "INSERT 2 · x1, x2"
