"""Whole tables with their footers as a terminal shows them, at four widths, held against files."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pyte
import pytest
from each import each

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.render.footers import footer
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn

pytestmark = pytest.mark.usefixtures("in_utc")

GOLDEN = Path(__file__).parent / "golden" / "screens"
WIDTHS = (60, 80, 110, 200)
NOW = 1795723700
CATALOG = Catalog()


def named(resource, *names):
    """The columns of a resource that somebody asked for."""
    found = CATALOG.resource(*resource.split("."))
    return tuple(ResultColumn(name, found.column(name), use=found.place_of_use[name]) for name in names)


def star(resource):
    """All of its columns."""
    found = CATALOG.resource(*resource.split("."))
    return tuple(ResultColumn(c.name, c, (0, found.place_of_use[c.name])) for c in found.columns)


def row(columns, **values):
    return tuple(values.get(column.name) for column in columns)


FILES = named("files.files", "id", "filename", "purpose", "bytes", "created_at", "status")
FILE_ROWS = [
    (
        "file-CJO195dPjD46RUr8xgB2b2",
        "batch_836b932463a9751f7370002544c7b76f_output.jsonl",
        "batch_output",
        7576,
        NOW - 6000,
        "processed",
    ),
    ("file-nDHUKBEQfahuBOqrVEXZm5", "prompts.jsonl", "batch", 1_234_567, NOW - 90_000, "processed"),
    ("file-iF6UiArmPNz5lW8sQVRgD2", "日本語の長いファイル名.txt", "user_data", 386, NOW - 42 * 60, "error"),
]
BATCHES = star("batch.batches")
BATCH_ROWS = [
    row(
        BATCHES,
        id=f"batch_{number:032x}",
        status=status,
        created_at=NOW - age,
        completion_window="24h",
        endpoint="/v1/chat/completions",
        expires_at=NOW - age + 86400,
        input_file_id="file-0m4ZAxcjMvatVocEs3h412",
        output_file_id="file-5R79BSsKsZF3ulU01gQR84" if status == "completed" else None,
        metadata='{"team":"support","job":"ticket-triage","run":"3"}',
        object="batch",
        model="gpt-5-mini",
        request_counts=f'{{"total":{total},"completed":{done},"failed":{failed}}}',
    )
    for number, (status, age, total, done, failed) in enumerate(
        [
            ("in_progress", 480, 60, 47, 0),
            ("completed", 7200, 8, 7, 1),
            ("failed", 200_000, 0, 0, 0),
            ("cancelled", 300_000, 14, 6, 0),
        ]
    )
]
COLUMN_NAMES = [column.name for column in BATCHES]
NINE = named(
    "batch.batches",
    *("id", "status", "created_at", "completed_at", "endpoint", "model"),
    *("input_file_id", "output_file_id", "request_counts"),
)
CASES = {
    "files": (FILES, FILE_ROWS),
    "batches": (BATCHES, BATCH_ROWS),
    "nine_named": (
        NINE,
        [tuple(dict(zip(COLUMN_NAMES, r, strict=True))[c.name] for c in NINE) for r in BATCH_ROWS],
    ),
    "one_batch": (BATCHES, BATCH_ROWS[1:2]),
    "all_null": (star("files.files"), [row(star("files.files"))] * 2),
    "no_rows": (BATCHES, []),
    "hundred_columns": (tuple(ResultColumn(f"column_{n}") for n in range(100)), [tuple(range(100))]),
    "two_megabytes": ((ResultColumn("n"), ResultColumn("large")), [(1, "0123456789 " * 200_000)]),
    "commands": (
        (ResultColumn("name"), ResultColumn("text")),
        [
            ("list_batches", "Batches of the project, a page at a time."),
            ("cancel_batch", "Stop a batch; takes up to ten minutes and keeps what is done."),
        ],
    ),
}


def drawn(columns, rows, width, *, color=False):
    out = io.StringIO()
    now = lambda: datetime.fromtimestamp(NOW, UTC)  # noqa: E731 - a clock
    options = RenderOptions("table", width, color, screen=True, times="auto", now=now)
    summary = write(Result(columns, iter(rows)), out, options)
    return out.getvalue() + footer(summary, 0.13, width=width) + "\n"


def on_terminal(text, width):
    """The lines that a terminal of this width shows."""
    display = pyte.Screen(width, 60)
    pyte.Stream(display).feed(text.replace("\n", "\r\n"))
    return "\n".join(line.rstrip() for line in display.display).rstrip() + "\n"


def held(shown, name):
    golden = GOLDEN / f"{name}.txt"
    assert golden.exists(), f"if this is how it is to look, keep it as {golden.name} in {GOLDEN}:\n{shown}"
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_a_table_looks_like_its_golden_screens(name):
    shown = [f"{width} columns\n{on_terminal(drawn(*CASES[name], width), width)}" for width in WIDTHS]
    held("\n".join(shown), name)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("width", WIDTHS)
def test_colour_changes_nothing_but_colour(name, width):
    plain, colored = (on_terminal(drawn(*CASES[name], width, color=color), width) for color in (False, True))
    assert plain == colored


def test_the_colours_are_the_golden_ones():
    held(drawn(*CASES["batches"], 110, color=True).replace("\x1b", "␛"), "batches_in_colour")


@pytest.mark.parametrize("name", CASES)
@each(range(4, 130, 7), str)
def test_no_line_is_wider_than_the_window(width, name, cells):
    table = [line for line in drawn(*CASES[name], width).splitlines() if line[0] in "╭│├╰"]
    assert {cells(line) for line in table} == {cells(table[0])}
    assert cells(table[0]) <= max(width, 5)


@pytest.mark.parametrize("width", WIDTHS)
def test_ids_times_and_states_of_a_star_are_whole_or_hidden(width):
    text = drawn(*CASES["batches"], width)
    header = text.splitlines()[1]
    for name, value in [
        ("id", BATCH_ROWS[0][0]),
        ("created_at", "20:00:20, 8 min ago"),
        ("status", "in_progress"),
        ("endpoint", "/v1/chat/completions"),
        ("input_file_id", "file-0m4ZAxcjMvatVocEs3h412"),
    ]:
        assert (f" {name} " in header) == (value in text)
