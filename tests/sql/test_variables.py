"""``:name``: a value in a statement, never a piece of its text."""

import math

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import InvalidValue, StatementError
from openai_sql_shell.sql.template import fill, placeholders
from openai_sql_shell.sql.variables import bind, text_of, typed


def answer(text, values):
    connection = apsw.Connection(":memory:")
    try:
        return connection.execute(bind(fill(text, values).text, values).text).fetchall()
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
    assert bind(text, {}).text == text


def test_placeholders_and_variables_are_found_in_order():
    assert [p.written for p in placeholders(":b {{ a }} ':c' :d")] == [":b", "{{ a }}", ":d"]


def test_a_placeholder_is_filled_and_a_variable_waits_for_its_statement():
    assert fill("SELECT {{ a }}, :a", {"a": 1}).text == "SELECT 1, :a"
    with pytest.raises(StatementError, match="no value for :b"):
        bind("SELECT :b", {"a": 1})


@pytest.mark.parametrize("value", [math.inf, math.nan, [math.inf], {"b": math.nan}])
def test_a_value_without_a_literal_is_refused_and_can_be_shown(value):
    with pytest.raises(InvalidValue, match="a is no finite number"):
        bind("SELECT :a", {"a": value})
    assert text_of(value)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text() | st.booleans())
def test_what_a_person_types_is_never_another_value(value):
    assert text_of(typed(text_of(value))) == text_of(value)


@given(st.from_regex(r"-?[0-9]{1,25}(\.[0-9]{1,20})?", fullmatch=True))
def test_digits_are_a_number_only_where_sqlite_prints_the_same_digits(text):
    value = typed(text)
    if not isinstance(value, str):
        assert [str(shown) for [shown] in answer("SELECT :a", {"a": value})] == [text]
