"""``:name``: a value in a statement, never a piece of its text."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import StatementError
from openai_sql_shell.sql.template import fill, placeholders


def answer(text, values):
    connection = apsw.Connection(":memory:")
    try:
        return connection.execute(fill(text, values).text).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT :batch", [("b1",)]),
        ("SELECT 1 WHERE 'b1'=:batch", [(1,)]),
        ("SELECT :n + :n, :none, :batch||:n", [(10, None, "b15")]),
        ("SELECT 1 LIMIT:n", [(1,)]),
        ("SELECT '{{ batch }}', {{ n }}, :batch", [("b1", 5, "b1")]),
        ("SELECT ':batch', \":batch\" -- :other\n/* :other */", [(":batch", ":batch")]),
        ("SELECT json_extract('{\"a\":1}', '$.a') AS [:batch]", [(1,)]),
    ],
)
def test_a_variable_is_a_value_wherever_one_can_stand(text, rows):
    assert answer(text, {"batch": "b1", "n": 5, "none": None}) == rows


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_comes_back_and_nothing_of_it_is_run(value):
    assert answer("SELECT :a, ':a'", {"a": value}) == [(value, ":a")]


def test_a_variable_without_a_value_is_named_as_it_was_written():
    with pytest.raises(StatementError) as caught:
        fill("SELECT :a, {{ b }}, :a", {})
    assert caught.value.message == "no value for :a, {{ b }}"
    assert "\\set a" in caught.value.hint
    assert caught.value.span.start == len("SELECT ")


@pytest.mark.parametrize(
    "text", ["SELECT a::int", "EXEC openai.a.b.c @x=1, @@json='{}'", "SELECT ?, $x, @y", "SELECT ':"]
)
def test_what_is_no_variable_is_left_alone(text):
    assert fill(text, {}).text == text


def test_placeholders_and_variables_are_found_in_order():
    assert [p.written for p in placeholders(":b {{ a }} ':c' :d")] == [":b", "{{ a }}", ":d"]
