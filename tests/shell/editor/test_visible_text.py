"""What reorders or hides other characters can be seen in the line being typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.document import Document
from prompt_toolkit.layout.processors import TransformationInput

from openai_sql_shell.shell.editor.visible_text import VisibleText


def transformed(text):
    given = TransformationInput(None, Document(text), 0, lambda i: i, [("class:a", text)], 80, 24)
    return VisibleText().apply_transformation(given)


def drawn(text):
    return "".join(fragment[1] for fragment in transformed(text).fragments)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("SELECT 'a\u202eb'", "SELECT 'a\\u202eb'"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
        ("SELECT 'äö😀漢'", "SELECT 'äö😀漢'"),
        ("a\x01b\x80", "a\x01b\x80"),
        ("\tid,\t1", "    id, 1"),
        ("abcd\te", "abcd    e"),
        ("", ""),
    ],
)
def test_hidden_characters_are_written_out_and_others_stay(typed, shown):
    assert drawn(typed) == shown


@given(st.text(st.sampled_from("ab\t\u202e\u200b\U000e0041é")))
def test_the_cursor_finds_its_way_there_and_back(text):
    way = transformed(text)
    places = [way.source_to_display(at) for at in range(len(text) + 1)]
    assert [way.display_to_source(at) for at in places] == list(range(len(text) + 1))
    assert places[-1] == len(drawn(text))
