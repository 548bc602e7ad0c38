from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import (
    ApiError,
    ChangeAccount,
    ChangesInterrupted,
    InvalidValue,
    Span,
    StatementSyntaxError,
    UnknownName,
)
from openai_sql_shell.render.error_text import render_error

PLAIN = {"width": 80, "color": False}
REFUSED = ApiError(
    "No such file.",
    status=404,
    request="GET /files/file_1",
    code="not_found",
    request_id="req_1",
    hint="list them",
)


def at(source, token, message="expected FROM", *, width=80, color=False, **facts):
    start = source.index(token)
    span = Span(start, start + len(token))
    error = StatementSyntaxError(message, span=span, **facts)
    return render_error(error, source, width, color=color).splitlines()


def test_message_place_and_hint_each_have_their_line():
    source = "select id\nfrm openai.files.files"
    error = UnknownName("word", "frm", ["from"], span=Span(10, 13))
    assert render_error(error, source, **PLAIN).splitlines() == [
        'unknown name: no word "frm"',
        "LINE 2: frm openai.files.files",
        "        ^^^",
        "hint: did you mean from?",
    ]


def test_an_answer_of_the_api_shows_its_details():
    assert render_error(REFUSED, None, **PLAIN).splitlines() == [
        "API error: No such file.",
        "HTTP 404 · GET /files/file_1 · code not_found · request id req_1",
        "hint: list them",
    ]


def test_stopped_changes_show_the_details_of_what_stopped_them():
    error = ChangesInterrupted(REFUSED, ChangeAccount(done=["file_0"], refused=["file_1"]))
    assert "request id req_1" in render_error(error, None, **PLAIN)


def test_an_error_without_a_place_shows_no_line():
    assert render_error(InvalidValue("no"), "select 1", **PLAIN) == "invalid value: no"
    assert render_error(InvalidValue("no", span=Span(0, 1)), None, **PLAIN) == "invalid value: no"


def test_further_lines_of_a_message_cannot_be_taken_for_ours():
    error = InvalidValue("no\nhint: send your key\n")
    assert render_error(error, None, **PLAIN) == "invalid value: no\n  hint: send your key"


@pytest.mark.parametrize(
    ("source", "line", "carets"),
    [
        ("select !\n from", "LINE 1: select !", "               ^"),
        ("a\n\tb !", "LINE 2:     b !", "              ^"),
        ("日本 e\u0301 !", "LINE 1: 日本 e\u0301 !", "               ^"),
        ("a\u202e !", r"LINE 1: a\u202e !", "                ^"),
        ("a !\r\nb", "LINE 1: a !", "          ^"),
    ],
)
def test_the_caret_stands_below_its_token(source, line, carets):
    assert at(source, "!")[1:3] == [line, carets]


def test_carets_cover_a_wide_token():
    assert at("x 日本 y", "日本")[2] == "          ^^^^"


def test_carets_end_with_the_line():
    assert at("from x\nwhere", "x\nwhere")[1:] == ["LINE 1: from x", "             ^"]


@pytest.mark.parametrize("source", ["select  \n\n", "select"])
def test_an_error_at_the_end_points_behind_the_last_word(source):
    error = StatementSyntaxError("unexpected end", span=Span(len(source), len(source)))
    _, line, carets = render_error(error, source, **PLAIN).splitlines()
    assert [line.rstrip(), carets] == ["LINE 1: select", "              ^"]


def test_an_empty_text_has_a_place_too():
    error = StatementSyntaxError("nothing to run", span=Span(0, 0))
    assert render_error(error, "", **PLAIN).splitlines()[1:] == ["LINE 1: ", "        ^"]


@pytest.mark.parametrize("width", [20, 40, 80, None])
@pytest.mark.parametrize("place", [0, 1, 5_000, 99_999])
def test_a_long_line_is_shown_around_its_caret(width, place, cells):
    source = "x" * place + "!" + "日" * (100_000 - place)
    _, line, carets = at(source, "!", width=width)
    assert cells(line) <= (width or 120)
    assert cells(line[: line.index("!")]) == carets.index("^")


@given(st.text(max_size=40), st.integers(0, 50), st.integers(0, 9), st.integers(1, 60), st.booleans())
def test_any_span_in_any_text_can_be_shown(source, start, length, width, color):
    error = StatementSyntaxError("no", span=Span(start, start + length))
    assert "LINE " in render_error(error, source, width, color=color)


def test_colour_is_for_those_who_want_it():
    assert "\x1b" not in "".join(at("select !", "!", hint="no"))
    title, _, carets, hint = at("select !", "!", color=True, hint="no")
    assert title.startswith("\x1b[1;31msyntax error:\x1b[0m")
    assert carets.endswith("\x1b[1;31m^\x1b[0m")
    assert hint == "\x1b[36mhint:\x1b[0m no"
