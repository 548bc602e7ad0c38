"""Charts: what is chosen, what is drawn, and what is said where there is nothing to draw."""

from __future__ import annotations

import io
import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openai_sql_shell.catalog.declare import unix_time
from openai_sql_shell.errors import UnknownName, UnsupportedStatement
from openai_sql_shell.render.axis import marks, number_step, time_step
from openai_sql_shell.render.chart_fields import choose, fields_of
from openai_sql_shell.render.line_plot import thin
from openai_sql_shell.render.options import ChartRequest, RenderOptions
from openai_sql_shell.render.width import display_width
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn

CREATED = ResultColumn("created_at", unix_time("created_at", "When."))
START = 1_795_288_649
BATCHES = [("completed", 80), ("failed", 9), ("expired", 1), ("new", 0)]
HOURS = [(START + 3600 * n, n % 7) for n in range(72)]

needs_plotext = pytest.mark.skipif(
    "not __import__('importlib.util').util.find_spec('plotext')", reason="needs plotext"
)


def columns_of(names):
    return tuple(name if isinstance(name, ResultColumn) else ResultColumn(name) for name in names)


def drawn(names, rows, width=40, request=None, **options):
    """The text of a chart, and what is said about it."""
    out = io.StringIO()
    options = {"color": False, "screen": True} | options
    render = RenderOptions("chart", width, chart=request, **options)
    summary = write(Result(columns_of(names), iter(rows)), out, render)
    assert summary.rows == len(rows)
    return out.getvalue(), summary.notes


def asked(*words):
    kind = words[0] if words and words[0] in ("bar", "line", "hist") else None
    return ChartRequest(kind, words[1:] if kind else words)


ROW = (START, "a", 1, 2, "2026-01-31", None)
NAMES = (CREATED, "name", "n", "m", "day", "nothing")


@pytest.mark.parametrize(
    ("names", "words", "kind", "x", "ys"),
    [
        ("name n", (), "bar", "name", ["n"]),
        ("n name", (), "bar", "name", ["n"]),
        ("created_at n", (), "line", "created_at", ["n"]),
        ("n created_at", (), "line", "created_at", ["n"]),
        ("day n", (), "line", "day", ["n"]),
        ("created_at name n", (), "line", "created_at", ["n"]),
        ("name created_at n", (), "bar", "name", ["n"]),
        ("n", (), "hist", None, ["n"]),
        ("n nothing", (), "hist", None, ["n"]),
        ("n m", (), "line", "n", ["m"]),
        ("created_at", (), "hist", None, ["created_at"]),
        ("created_at name", (), "hist", None, ["created_at"]),
        ("name", (), "hist", None, ["name"]),
        ("name n", ("hist", "name"), "hist", None, ["name"]),
        ("name n m", ("m",), "bar", "name", ["m"]),
        ("name n m", ("name", "n", "m"), "bar", "name", ["n", "m"]),
        ("name n m", ("hist", "m"), "hist", None, ["m"]),
        ("created_at n", ("hist", "created_at"), "hist", None, ["created_at"]),
        ("created_at name n", ("bar",), "bar", "name", ["n"]),
        ("name created_at n", ("line",), "line", "created_at", ["n"]),
        ("created_at n", ("bar",), "bar", "created_at", ["n"]),
        ("name n", ("line",), "line", "name", ["n"]),
        ("n", ("line",), "line", None, ["n"]),
        ("n", ("bar",), "bar", None, ["n"]),
        ("name n", ("NAME", "N"), "bar", "name", ["n"]),
    ],
)
def test_what_suits_the_columns_is_chosen(names, words, kind, x, ys):
    places = [next(i for i, c in enumerate(columns_of(NAMES)) if c.name == name) for name in names.split()]
    fields = fields_of([columns_of(NAMES)[i] for i in places], [tuple(ROW[i] for i in places)])
    chosen = choose(fields, asked(*words))
    assert (chosen[0], chosen[1] and chosen[1].name, [y.name for y in chosen[2]]) == (kind, x, ys)


@pytest.mark.parametrize(
    ("names", "rows", "words", "message"),
    [
        (["name"], [("a",)], ("bar",), "no column holds numbers"),
        ([CREATED], [(1,)], ("line",), "no column holds numbers"),
        (["n"], [(None,)], (), "no column holds numbers"),
        (["name", "n"], [("a", None)], ("name", "n"), '"n" has no number that can be drawn'),
        (["name", "n"], [("a", float("inf"))], (), '"n" has no number that can be drawn'),
        (["name", "n"], [("a", "1 apple")], ("name", "n"), '"n" holds text, such as 1 apple'),
        (["name", "n"], [("a", b"\x00")], ("name", "n"), "\"n\" holds text, such as x'00'"),
        (["name", "n"], [("a", 1), ("b", "2026-01-31")], ("name", "n"), '"n" holds text, such as 2026-01-31'),
        (["name", "n"], [], (), "the result has no rows"),
        (["n", "m"], [(1, 2)], ("hist", "n", "m"), "a histogram shows one column"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_a_mere_format_shows_a_table(names, rows, words, message):
    with pytest.raises(UnsupportedStatement, match=re.escape(message)) as refused:
        drawn(names, rows, request=asked(*words))
    assert refused.value.hint
    if not words:
        text, said = drawn(names, rows)
        assert text.startswith("╭─")
        assert said[0].startswith(f"no chart: {message}")


def test_a_column_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match='no column "totl" in the result') as unknown:
        drawn(["name", "total"], [("a", 1)], request=asked("bar", "name", "totl"))
    assert unknown.value.near == ("total",)
    with pytest.raises(UnknownName) as unknown:
        drawn(["name", "total"], [("a", 1)], request=asked("zzz"))
    assert unknown.value.hint == "its columns are name, total"


def test_bars_are_as_long_as_their_numbers_to_an_eighth():
    text, said = drawn(["status", "batches"], BATCHES)
    assert text == (
        "status    batches\n"
        "completed 80 ██████████████████████████\n"
        "failed     9 ██▉\n"
        "expired    1 ▍\n"
        "new        0\n"
    )
    assert said == ()


def test_bars_are_named_by_as_many_texts_as_tell_them_apart():
    rows = [("a", "x", "p", 2), ("a", "y", "p", 1), ("b", "x", "q", 1)]
    text, _ = drawn(["name", "item", "other", "n"], rows, request=asked("bar"))
    assert [line[:10] for line in text.splitlines()] == [
        "name, item",
        "a, x      ",
        "a, y      ",
        "b, x      ",
    ]
    alone, _ = drawn(["name", "item", "other", "n"], rows, request=asked("bar", "name", "n"))
    assert "x" not in alone


def test_bars_of_negative_numbers_begin_at_the_same_place():
    text, said = drawn(["name", "n"], [("a", -5), ("b", 10), ("c", 0), ("d", None), ("e", float("-inf"))])
    assert text == (
        "name n\n"
        "a    -5 ██████████│\n"
        "b    10           │████████████████████\n"
        "c     0           │\n"
        "d     -           │\n"
        "e     -           │\n"
    )
    assert said == ("2 values are NULL or infinite, and not drawn",)


def test_several_numbers_have_a_bar_each():
    text, _ = drawn(["s", "done", "total"], [("a", 3, 6), ("b", 1, 12)], request=asked("s", "done", "total"))
    assert text == (
        "s\na done   3 ███████\n  total  6 ██████████████\nb done   1 ██▍\n  total 12 ████████████████████████████\n"
    )


def test_a_histogram_counts_in_round_bins_or_single_whole_numbers():
    text, _ = drawn(["n"], [(n,) for n in (0, 5, 12, 17, 19, 38)], width=30)
    assert (
        text
        == "n        rows\n0 .. 10  2 ████████████\n10 .. 20 3 ██████████████████\n20 .. 30 0\n30 .. 40 1 ██████\n"
    )
    text, _ = drawn(["n"], [(1,), (3,), (3,)], width=20)
    assert text == "n rows\n1 1 ███████▌\n2 0\n3 2 ███████████████\n"
    text, _ = drawn([CREATED], [(START + n * 86_400,) for n in range(0, 40, 4)], width=40, times="utc")
    assert text.splitlines()[:2] == ["created_at rows", "from 11-19 3 ███████████████████▌"]


@pytest.mark.parametrize("kind", ["bar", "hist"])
def test_numbers_too_small_to_be_divided_are_drawn_as_nothing(kind):
    text, _ = drawn(["n"], [(0,), (5e-324,), (-5e-324,)], request=asked(kind))
    assert "e-324" not in text


def test_texts_are_counted_where_a_person_asks_for_a_chart_and_a_table_elsewhere():
    rows = [("b",), ("a",), (None,), ("b",)]
    assert drawn(["s"], rows, width=20, request=asked())[0] == "s rows\nb 2 ███████████████\na 1 ███████▌\n"
    text, said = drawn(["s"], rows)
    assert text.startswith("╭")
    assert said == ("no chart: no column holds numbers; bars and lines need one, such as count(*)",)


def test_of_many_bars_the_first_hundred_are_drawn_and_the_rest_is_counted():
    text, said = drawn(["s", "n"], [(f"s{n}", n) for n in range(1500)])
    assert len(text.splitlines()) == 101
    assert said == ("100 of 1,500 bars drawn; ORDER BY and LIMIT choose them",)


def test_colour_and_ascii():
    coloured, _ = drawn(["status", "n"], BATCHES[:1], color=True)
    assert coloured.startswith("\x1b[2mstatus    n\x1b[0m\ncompleted 80 \x1b[36m█")
    plain, _ = drawn(["status", "n"], [*BATCHES, ("less", -3)], ascii=True)
    assert plain.isascii()
    assert "|####" in plain


@needs_plotext
def test_a_line_over_times_has_round_moments_below_it():
    text, said = drawn([CREATED, "n"], HOURS, width=60, times="utc")
    lines = text.splitlines()
    assert lines[0] == "n over created_at"
    assert re.findall(r"\d\d-\d\d(?: \d\d:\d\d)?", lines[-1]) == ["11-22", "11-23", "11-24"]
    assert [line.partition("┤")[0] for line in lines if "┤" in line] == ["6", "4", "2", "0"]
    assert re.search("[⠁-⣿]", text)
    assert said == ()


@needs_plotext
def test_several_lines_have_a_sign_each_and_colours_where_there_are_some():
    rows = [(n, n, 9 - n) for n in range(10)]
    plain, _ = drawn(["x", "up", "down"], rows, 60, asked("line", "x", "up", "down"), ascii=True)
    assert plain.isascii()
    assert plain.splitlines()[:3] == ["up, down over x", "* up", "x down"]
    coloured, _ = drawn(["x", "up", "down"], rows, 60, asked("line", "x", "up", "down"), color=True)
    assert {"\x1b[36m•", "\x1b[33m▪"} <= set(re.findall("\x1b\\[3\\dm[•▪]", coloured))


@needs_plotext
@pytest.mark.parametrize(
    "rows",
    [
        [(1, 5)],
        [(1, 1e308), (2, -1e308)],
        [(1e308, 1), (-1e308, 2), (None, 3), (4, None), (float("inf"), 1)],
        [(0, 1e-300), (1, 2e-300)],
        [(5e-324, 5e-324), (1e308, -5e-324)],
        [(5e-324, 0)],
        [(n, n) for n in range(2**62, 2**62 + 5)],
        [(5, 1), (5, 2)],
        [(1e11, 1), (1e11 + 1e-4, 2)],
    ],
)
@pytest.mark.parametrize("width", [5, 20, 80, 300])
def test_any_numbers_are_a_line_in_any_window(rows, width):
    text, _ = drawn(["x", "y"], rows, width, asked("line"))
    assert text.count("\n") > 5
    assert max(map(display_width, text.splitlines())) <= max(width, 13)


@needs_plotext
def test_names_of_several_lines_keep_to_the_window():
    text, _ = drawn(["x", "n" * 60, "m"], [(1, 2, 3), (2, 3, 4)], 40, asked("line", "x", "n" * 60, "m"))
    assert max(map(display_width, text.splitlines())) <= 40


@needs_plotext
def test_of_a_hundred_thousand_points_plotext_gets_as_many_as_the_window_shows(monkeypatch):
    import plotext

    given_, plot = [], plotext.plot
    monkeypatch.setattr(plotext, "plot", lambda x, y, **more: (given_.append(len(x)), plot(x, y, **more)))
    text, _ = drawn(["x", "y"], [(n, n * 7919 % 1009) for n in range(100_000)], 100)
    assert given_[0] <= 4 * 200
    assert "1000┤" in text


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 9)), max_size=200))
def test_thinning_keeps_the_extremes_and_little_else(points):
    points = sorted(points)
    kept = thin(points, 0, 1, 10)
    assert set(kept) <= set(points)
    assert len(kept) <= 40
    assert {max((y for _, y in points), default=0), min((y for _, y in points), default=0)} == {
        max((y for _, y in kept), default=0),
        min((y for _, y in kept), default=0),
    }


def test_without_plotext_a_line_says_what_to_install_and_bars_are_drawn(monkeypatch):
    monkeypatch.setitem(sys.modules, "plotext", None)
    with pytest.raises(UnsupportedStatement, match="needs the package plotext") as missing:
        drawn([CREATED, "n"], HOURS, request=asked())
    assert "pip install 'plotext<6'" in missing.value.hint
    text, said = drawn([CREATED, "n"], HOURS[:2])
    assert text.startswith("╭")
    assert "pip install 'plotext<6'" in said[0]
    assert drawn(["status", "n"], BATCHES, request=asked())[0]


NUMBER = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False)


@given(
    st.lists(st.tuples(st.text(max_size=30), NUMBER), min_size=1, max_size=12),
    st.integers(1, 120),
    st.booleans(),
    st.sampled_from(["bar", "hist"]),
)
def test_bars_are_never_wider_than_the_window_and_never_raw(rows, width, plain, kind):
    try:
        text, _ = drawn(["name", "n"], rows, width, ChartRequest(kind, ("n",)), ascii=plain)
    except UnsupportedStatement:
        return
    assert not {c for c in text if ord(c) < 32 and c != "\n"}
    assert all(display_width(line) <= max(width, 24) for line in text.splitlines())


@needs_plotext
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=30) | st.just("日本語"), NUMBER, NUMBER), min_size=1, max_size=12),
    st.integers(20, 120),
    st.sampled_from(
        [("name", "n"), ("created_at", "n"), ("n", "created_at"), ("created_at", "n", "created_at")]
    ),
    st.sampled_from(["utc", "local", "unix"]),
)
def test_lines_are_never_wider_than_the_window_and_never_raw(rows, width, names, times):
    try:
        text, _ = drawn(["name", CREATED, "n"], rows, width, ChartRequest("line", names), times=times)
    except UnsupportedStatement:
        return
    assert not {c for c in text if ord(c) < 32 and c != "\n"}
    assert all(display_width(line) <= width for line in text.splitlines())


@given(st.floats(-1e12, 1e12), st.floats(1e-5, 1e12), st.integers(2, 20))
def test_marks_are_round_in_order_and_not_too_many(low, span, most):
    for step in (number_step(low, low + span, most), time_step(low, low + span, most)):
        found = marks(low, low + span, step)
        assert found == sorted(found)
        assert len(found) <= most + 2
