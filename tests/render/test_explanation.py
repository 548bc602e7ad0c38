"""An explanation as lines: whole, wrapped, harmless; and only where a person looks at a table."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.render.explanation import wrapped
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.width import display_width
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import ExplainedStep, Explanation, Result, ResultColumn

STEPS = (
    ExplainedStep("first", request="GET /a?limit=1", facts=("filtered here: x", "sorted")),
    ExplainedStep("second"),
    ExplainedStep("inside", depth=1),
    ExplainedStep("deeper", depth=2, request="GET /b"),
    ExplainedStep("inside too", depth=1),
    ExplainedStep("third"),
)
TREE = """\
the answer
├─ first
│    GET /a?limit=1
│    filtered here: x; sorted
├─ second
│  ├─ inside
│  │  └─ deeper
│  │       GET /b
│  └─ inside too
└─ third
"""


def drawn(explanation, width=80, name="table", **options):
    out = io.StringIO()
    result = Result((ResultColumn("step"),), iter([("SCAN",)]), explanation=explanation)
    summary = write(result, out, RenderOptions(name, width, **{"color": False, "screen": True} | options))
    return out.getvalue(), summary


def test_steps_are_a_tree_below_the_sentences():
    text, summary = drawn(Explanation(("the answer",), STEPS))
    assert text == TREE
    assert (summary.rows, summary.drawn, summary.noun) == (6, 6, "step")


def test_a_terminal_of_ascii_gets_a_tree_of_ascii():
    text, _ = drawn(Explanation(("the answer",), STEPS), ascii=True)
    assert text.isascii()
    assert [line.strip(" |`-") for line in text.splitlines()] == [
        line.strip(" │├└─") for line in TREE.splitlines()
    ]


def test_colour_marks_the_answer_and_what_matters_less():
    text, _ = drawn(Explanation(("the answer", "more"), STEPS[:1]), color=True)
    assert text == (
        "\x1b[1mthe answer\x1b[0m\nmore\n\x1b[2m└─ \x1b[0mfirst\n\x1b[2m     \x1b[0mGET /a?limit=1\n"
        "\x1b[2m     \x1b[0m\x1b[2mfiltered here: x; sorted\x1b[0m\n"
    )


@pytest.mark.parametrize("options", [{"screen": False}, {"expanded": True}, {"name": "csv"}, {"name": "box"}])
def test_elsewhere_the_rows_are_drawn(options):
    text, summary = drawn(Explanation(("the answer",), STEPS), **options)
    assert "SCAN" in text
    assert "the answer" not in text
    assert summary.noun == "row"


def test_a_window_that_has_become_narrower_counts():
    text, _ = drawn(Explanation(("one two three four five",)), width=None, room=lambda: 15)
    assert text == "one two three\nfour five\n"


@given(st.text(max_size=60), st.integers(1, 90))
def test_nothing_raw_and_nothing_wider_than_the_window(text, width):
    step = ExplainedStep(text, request=text, facts=(text,))
    seen, _ = drawn(Explanation((text,), (step,)), width)
    assert not {c for c in seen if ord(c) < 32 and c != "\n"}
    assert all(display_width(line) <= max(width, 20) for line in seen.splitlines())


@given(st.text(st.sampled_from("ab /?&=,é日"), max_size=80), st.integers(2, 30))
def test_wrapping_loses_nothing_and_keeps_words_that_fit(text, room):
    lines = wrapped(text, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(display_width(line) <= room for line in lines)
    short = [word for word in text.split() if display_width(word) <= room]
    assert all(any(word in line.split(" ") for line in lines) for word in short)
