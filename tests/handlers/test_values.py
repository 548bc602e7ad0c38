"""SQL values into JSON: what fits each type, and what is refused with the property's name."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.model import NEVER_SENT, DataType, Parameter, Place
from openai_sql_shell.errors import InvalidValue
from openai_sql_shell.handlers.values import to_wire

STRING, INTEGER, NUMBER = DataType.STRING, DataType.INTEGER, DataType.NUMBER
BOOLEAN, OBJECT, ARRAY = DataType.BOOLEAN, DataType.OBJECT, DataType.ARRAY


def parameter(kind, items=None):
    return Parameter("thing", Place.BODY, kind, "A thing.", items=items)


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        (STRING, "text", "text"),
        (STRING, "", ""),
        (STRING, "[1]", "[1]"),
        (STRING, 5, "5"),
        (STRING, 1.5, "1.5"),
        (STRING, True, "true"),
        (INTEGER, 5, 5),
        (INTEGER, 5.0, 5),
        (INTEGER, "-12", -12),
        (INTEGER, " 7 ", 7),
        (NUMBER, 5, 5),
        (NUMBER, 0.25, 0.25),
        (NUMBER, "0.25", 0.25),
        (NUMBER, "1e3", 1000.0),
        (BOOLEAN, True, True),
        (BOOLEAN, 0, False),
        (BOOLEAN, "TRUE", True),
        (BOOLEAN, "off", False),
        (OBJECT, '{"a": {"b": [1, null]}}', {"a": {"b": [1, None]}}),
        (OBJECT, "{}", {}),
        (OBJECT, {"a": 1}, {"a": 1}),
    ],
)
def test_a_value_that_fits_is_sent_as_its_type(kind, value, sent):
    found = to_wire(parameter(kind), value)
    assert found == sent
    assert type(found) is type(sent)


@pytest.mark.parametrize(
    ("items", "value", "sent"),
    [
        (STRING, '["file-1", "file-2"]', ["file-1", "file-2"]),
        (STRING, "[]", []),
        (STRING, "file-1", ["file-1"]),
        (STRING, "two words", ["two words"]),
        (STRING, "", [""]),
        (OBJECT, '[{"file_id": "file-1"}]', [{"file_id": "file-1"}]),
    ],
)
def test_an_array_is_written_as_json_and_one_text_makes_one_element(items, value, sent):
    assert to_wire(parameter(ARRAY, items), value) == sent


@pytest.mark.parametrize(
    ("kind", "items", "value", "reason"),
    [
        (STRING, None, b"\x00", "takes a string, not a blob"),
        (INTEGER, None, "five", 'takes an integer, not "five"'),
        (INTEGER, None, 5.5, "takes an integer, not 5.5"),
        (INTEGER, None, "1_000", 'takes an integer, not "1_000"'),
        (INTEGER, None, True, "takes an integer, not true"),
        (INTEGER, None, float("inf"), "takes an integer, not Infinity"),
        (NUMBER, None, "high", 'takes a number, not "high"'),
        (NUMBER, None, "nan", 'takes a number, not "nan"'),
        (NUMBER, None, float("inf"), "takes a number, not Infinity"),
        (NUMBER, None, True, "takes a number, not true"),
        (BOOLEAN, None, "maybe", 'takes a boolean, not "maybe"'),
        (BOOLEAN, None, 2, "takes a boolean, not 2"),
        (OBJECT, None, "{broken", "takes a JSON object"),
        (OBJECT, None, "[1]", 'takes a JSON object, not "[1]"'),
        (OBJECT, None, "text", "takes a JSON object"),
        (OBJECT, None, 5, "takes a JSON object, not 5"),
        (OBJECT, None, '{"a": NaN}', "JSON has no infinite numbers and no NaN"),
        (OBJECT, None, '{"a": 1e999}', "JSON has no infinite numbers and no NaN"),
        (OBJECT, None, '{"a": ' + "[" * 100_000, "nested too deeply"),
        (ARRAY, STRING, '["a", 5]', "5 is no string"),
        (ARRAY, STRING, '["a", ', "takes a JSON array"),
        (ARRAY, STRING, '{"a": 1}', "takes a JSON array"),
        (ARRAY, OBJECT, "file-1", "takes a JSON array"),
        (ARRAY, OBJECT, '["file-1"]', '"file-1" is no object'),
    ],
)
def test_a_value_that_does_not_fit_names_the_property_and_its_type(kind, items, value, reason):
    with pytest.raises(InvalidValue) as caught:
        to_wire(parameter(kind, items), value)
    assert caught.value.message.startswith("data__thing takes ")
    assert reason in caught.value.message
    assert caught.value.hint.startswith("write it like ")


@pytest.mark.parametrize(
    ("items", "example"), [(STRING, """'["one", "two"]'"""), (OBJECT, """'[{"key": "value"}]'""")]
)
def test_the_example_of_an_array_has_items_of_its_type(items, example):
    with pytest.raises(InvalidValue) as caught:
        to_wire(parameter(ARRAY, items), "[5]")
    assert caught.value.hint == f"write it like {example}"


def test_broken_json_is_told_with_its_place():
    with pytest.raises(InvalidValue, match=r"at character 7$"):
        to_wire(parameter(OBJECT), '{"a": }')


@pytest.mark.parametrize(("length", "end"), [(58, 'x"'), (59, "x…"), (10_000, "x…")])
def test_only_a_value_of_at_most_sixty_characters_is_repeated_whole(length, end):
    with pytest.raises(InvalidValue) as caught:
        to_wire(parameter(INTEGER), "x" * length)
    assert len(caught.value.message) < 120
    assert caught.value.message.endswith(end)


@pytest.mark.parametrize("name", NEVER_SENT)
@pytest.mark.parametrize("value", [False, 0, "0", "false", " FALSE ", "null", "", "{}", {}])
def test_what_is_never_sent_may_be_declined(name, value):
    assert to_wire(NEVER_SENT[name], value) is None


@pytest.mark.parametrize("name", NEVER_SENT)
@pytest.mark.parametrize(
    "value", [True, 1, "true", "yes", '{"include_usage": true}', {"include_usage": True}]
)
def test_what_is_never_sent_is_refused(name, value):
    with pytest.raises(InvalidValue, match=f"{name} cannot be") as refused:
        to_wire(NEVER_SENT[name], value)
    assert f"leave {name} out" in refused.value.hint
