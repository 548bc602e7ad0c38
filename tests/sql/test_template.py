from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import InvalidValue, Span, StatementError
from openai_sql_shell.sql.template import Placeholder, fill, placeholders
from openai_sql_shell.sql.tokens import TokenKind, significant, unquote


@pytest.mark.parametrize(
    ("text", "value", "filled"),
    [
        ("SELECT '{{ a }}'", "it's", "SELECT 'it''s'"),
        ("SELECT '{{a}}'", 5, "SELECT '5'"),
        ("SELECT '{{\n a\t}}'", True, "SELECT 'true'"),
        ("SELECT '{{ a }}'", None, "SELECT 'null'"),
        ("SELECT '{{ a }}'", ["it's", 1], """SELECT '["it''s", 1]'"""),
        ("SELECT '{{ a }}'", {"ä": None}, """SELECT '{"ä": null}'"""),
        ("SELECT 'x-{{ a }}-y'", "b", "SELECT 'x-b-y'"),
        ("SELECT {{ a }}", "it's", "SELECT 'it''s'"),
        ("LIMIT {{ a }};", 5, "LIMIT 5;"),
        ("SELECT ({{ a }})", -2.5, "SELECT (-2.5)"),
        ("SELECT {{ a }}", True, "SELECT true"),
        ("SELECT {{ a }}", None, "SELECT NULL"),
        ("SELECT {{ a }}", ["b"], """SELECT '["b"]'"""),
        ("SELECT {{ a }}", {}, "SELECT '{}'"),
        ("SELECT 5-{{ a }}", -3, "SELECT 5- -3"),
        ("SELECT x{{ a }}", "00", "SELECT x '00'"),
        ("SELECT {{ a }}{{ a }}", "b", "SELECT 'b'  'b'"),
        ("SELECT '{{ a }}{{ a }}'", "'", "SELECT ''''''"),
        ("SELECT '{{ a }}'", "{{ a }}", "SELECT '{{ a }}'"),
        ("EXEC m @a='{{ a }}'", "x", "EXEC m @a='x'"),
    ],
)
def test_a_value_becomes_part_of_its_string_or_a_literal(text, value, filled):
    assert fill(text, {"a": value}).text == filled


@pytest.mark.parametrize(
    "text",
    ["-- {{ a }}", "/* {{ a }} */ SELECT 1", "SELECT '{a} {{}} {{ }} {{', '{\"a\":{}}}}'", "/*+ {{ a }} */"],
)
def test_what_is_no_placeholder_stays(text):
    assert fill(text, {}).text == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{{ .values.id }}", "id"),
        ("{{ .id }}", "id"),
        ("{{ id | upper }}", "id"),
        ("{{id|default('x')}}", "id"),
        ("{{- id -}}", "id"),
        ("{{ values['id'] }}", "id"),
        ("{{ upper(id) }}", "id"),
        ("{{ $id }}", "id"),
        ("{{ a b }}", "b"),
        ("{{ 1 }}", "name"),
        ("{{{ id }}}", "id"),
        ("{{\n.id\n}}", "id"),
    ],
)
@pytest.mark.parametrize("around", ["SELECT '{}'", "SELECT {}", "SELECT 'x-{}-y', '{{{{ id }}}}'"])
def test_a_placeholder_of_another_template_language_is_an_error_that_says_what_to_write(
    written, meant, around
):
    text = around.format(written.replace("'", "''") if "'{" in around else written)
    with pytest.raises(StatementError, match="is written in another template language") as caught:
        fill(text, {"id": 1, "name": 2, "b": 3})
    assert f": {{{{ {meant} }}}};" in caught.value.hint
    assert text[caught.value.span.start : caught.value.span.end].strip("{}") == (
        written.replace("'", "''") if "'{" in around else written
    ).strip("{}")


@pytest.mark.parametrize(
    "text", ['SELECT "{{ a }}"', "SELECT `{{ a }}`", "SELECT [{{ a }}]", "SELECT x'{{ a }}'"]
)
def test_a_placeholder_stands_for_a_value_not_a_name(text):
    with pytest.raises(StatementError, match="stands in a") as caught:
        fill(text, {"a": "b"})
    assert text[caught.value.span.start : caught.value.span.end] == "{{ a }}"


def test_all_missing_values_are_named_at_once():
    with pytest.raises(StatementError) as caught:
        fill("SELECT '{{ b }}', {{ a }}, {{ b }}, {{ given }}", {"given": 1})
    error = caught.value
    assert error.message == "no value for {{ b }}, {{ a }}"
    assert error.hint == r"give it with -v b=..., --vars FILE or \set b ..."
    assert error.span == Span(8, 15)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]])
def test_a_number_without_a_literal_is_refused(value):
    for text in ("SELECT {{ a }}", "SELECT '{{ a }}'"):
        with pytest.raises(InvalidValue, match="a is no finite number"):
            fill(text, {"a": value})


def test_placeholders_know_their_place():
    assert placeholders("'{{ a }}' {{ b }} -- {{ c }}") == [
        Placeholder("a", Span(1, 8), quoted=True),
        Placeholder("b", Span(10, 17), quoted=False),
    ]


def test_offsets_lead_back_to_the_template():
    text = "SELECT '{{ a }}', {{ b }} FROM t"
    filled = fill(text, {"a": "a longer value", "b": 1})
    assert [filled.text[span.start : span.end] for span in filled.spans] == ["a longer value", "1"]
    assert filled.original(filled.text.index("FROM")) == text.index("FROM")
    assert filled.original(filled.text.index("longer")) == text.index("{{ a")


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
"""SQLite would stop at a NUL character: it is refused."""
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.sampled_from(["'", "''", "';--", "*/", "\\'", "{{ a }}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(VALUES)
def test_no_value_leaves_its_string(value):
    *_, equals, string, end = significant(fill("SELECT a = 'x {{ a }} y' ;", {"a": value}).text)
    assert [equals.text, string.kind, end.text] == ["=", TokenKind.STRING, ";"]
    inside = unquote(string.text)[2:-2]
    assert inside == value if isinstance(value, str) else json.loads(inside) == value


@given(
    VALUES,
    st.sampled_from(["", " ", "x", "'a'", "-", "/", "@", "5", "]", '"b"']),
    st.sampled_from(["", " ", "y", "'a'", "-", "*", "5", '"b"']),
)
def test_no_value_changes_the_tokens_beside_it(value, before, after):
    tokens = [token.text for token in significant(fill(before + "{{ a }}" + after, {"a": value}).text)]
    alone = [token.text for token in significant(fill("{{ a }}", {"a": value}).text)]
    assert len(alone) == (2 if alone[0] == "-" else 1)
    assert tokens == [before.strip()] * bool(before.strip()) + alone + [after.strip()] * bool(after.strip())
