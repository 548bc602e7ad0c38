"""Whatever the API sends, a terminal gets printable characters, line ends, and the attributes this program sets itself."""

from __future__ import annotations

import io
import json
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openai_sql_shell.catalog.declare import json_object
from openai_sql_shell.config import FORMATS
from openai_sql_shell.errors import ApiError, InvalidValue, Span
from openai_sql_shell.render.error_text import render_error
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.sanitize import sanitize, sanitize_lines
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Result, ResultColumn

OURS = re.compile(r"\x1b\[(?:0|1|2|3[2356]|1;31)m")
HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b2J",
    "a\rb\x08\x7f",
    "user\u202egnp.exe\u2066x\u2069",
    "zero\u200bwidth\u2060joined\ufeff",
    "\U000e0041\U000e0042",
    "half \ud83d emoji",
    "two\u2028lines\u2029",
    "👩\u200d👧",
]
ANYTHING = st.text(st.characters(exclude_categories=[]), max_size=20) | st.sampled_from(HOSTILE)
INVISIBLE = (
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
META = json_object("meta", "An object.")


def read_only(text, allowed="\n"):
    """Judged by the tables of Unicode, not by the code under test."""
    rest = set(OURS.sub("", text)) - set(allowed)
    return not [c for c in rest if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in INVISIBLE]


@pytest.mark.parametrize("name", FORMATS)
@given(value=ANYTHING, header=ANYTHING, color=st.booleans(), width=st.none() | st.integers(1, 90))
@example(value="".join(HOSTILE), header="".join(HOSTILE), color=True, width=None)
def test_nothing_raw_reaches_a_screen(name, value, header, color, width):
    out = io.StringIO()
    columns = (ResultColumn(header), ResultColumn("meta", META))
    write(Result(columns, iter([(value, value)])), out, RenderOptions(name, width, color, screen=True))
    assert read_only(out.getvalue(), allowed="\n\t" if name in {"csv", "tsv", "raw", "insert"} else "\n")


@pytest.mark.parametrize("name", [name for name, format_ in FORMATS.items() if format_.screen])
@given(value=ANYTHING)
def test_nothing_raw_is_in_a_format_for_people_wherever_it_goes(name, value):
    out = io.StringIO()
    write(Result((ResultColumn("a"),), iter([(value,)])), out, RenderOptions(name, None, color=False))
    assert read_only(out.getvalue())


@pytest.mark.parametrize("screen", [True, False])
@pytest.mark.parametrize("name", FORMATS)
@given(value=ANYTHING)
def test_every_text_can_be_encoded(name, screen, value):
    out = io.StringIO()
    write(
        Result((ResultColumn(value),), iter([(value,)])),
        out,
        RenderOptions(name, 80, color=False, screen=screen),
    )
    out.getvalue().encode()


@given(
    message=ANYTHING, source=ANYTHING, start=st.integers(0, 30), length=st.integers(0, 5), color=st.booleans()
)
def test_nothing_raw_is_in_an_error(message, source, start, length, color):
    span = Span(start, start + length)
    for error in (
        InvalidValue(message, hint=message, span=span),
        ApiError(message, status=400, request=message, param=message, request_id=message),
    ):
        assert read_only(render_error(error, source, 80, color=color), "\n\t")


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_programs_get_control_characters_as_they_are(name, draw):
    assert draw([("\x1b[31m\u200b",)], format=name) == "c0\n\x1b[31m\u200b\n"


@pytest.mark.parametrize("name", ["json", "jsonl"])
@pytest.mark.parametrize("text", HOSTILE)
def test_json_escapes_and_loses_nothing(name, text, draw):
    drawn = draw([(text, json.dumps({"x": text}))], (ResultColumn("a"), ResultColumn("meta", META)), name)
    read = json.loads(drawn) if name == "jsonl" else json.loads(drawn)[0]
    assert read == {"a": text, "meta": {"x": text}}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ASCII", "plain ASCII"),
        ("日本 é 😀 ❤️", "日本 é 😀 ❤️"),
        ("a\nb\tc\r", r"a↵b→c\x0d"),
        ("\x1b\x7f\x9b", r"\x1b\x7f\x9b"),
        ("\u200d\u202e\ufeff", r"\u200d\u202e\ufeff"),
        ("\U000e0041", r"\U000e0041"),
        ("\ud800", r"\ud800"),
    ],
)
def test_invisible_characters_are_written_out(text, shown):
    assert sanitize(text) == shown


def test_lines_stay_lines_where_there_is_room_for_them():
    assert sanitize_lines("a\n\tb\x1b") == "a\n\tb\\x1b"
