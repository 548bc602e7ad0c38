from __future__ import annotations

import pytest

from openai_sql_shell.render.footers import footer, stats_line
from openai_sql_shell.render.options import RenderSummary
from openai_sql_shell.result import RequestStats


@pytest.mark.parametrize(
    ("summary", "facts", "line"),
    [
        (RenderSummary(25, 25), {"seconds": 0.414}, "(25 rows, 0.41 s)"),
        (RenderSummary(1, 1), {}, "(1 row)"),
        (RenderSummary(0, 0), {"seconds": 75.0}, "(0 rows, 1 min 15 s)"),
        (RenderSummary(5000, 40), {"seconds": 3.0}, "(40 of 5,000 rows shown, 3.00 s)"),
        (
            RenderSummary(2, 2),
            {"seconds": 1.0, "stats": RequestStats(requests=1)},
            "(2 rows, 1.00 s, 1 request)",
        ),
        (RenderSummary(2, 2), {"seconds": 1.0, "stats": RequestStats()}, "(2 rows, 1.00 s)"),
        (RenderSummary(2, 2, ("cells are cut",)), {}, "(2 rows)\ncells are cut"),
    ],
)
def test_footer_says_how_many_how_long_and_what_was_left_out(summary, facts, line):
    assert footer(summary, **facts) == line


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
