"""Arguments before anything is sent: what excludes each other, what is strange, what JSON an array may hold."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.declare import creates, optional, required
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import InvalidValue, MissingParameters
from openai_sql_shell.handlers.arguments import arguments, doubts_about
from openai_sql_shell.handlers.base import Call

MAKE = creates(
    "make",
    "/things",
    "Make a thing.",
    required("one", "", unless="other", excludes=("other",)),
    optional("other", ""),
    optional("size", "", enum=("small", "large")),
    optional("sizes", "", DataType.ARRAY, enum=("small", "large"), items=DataType.STRING),
    optional("numbers", "", DataType.ARRAY, items=DataType.INTEGER),
    optional("reals", "", DataType.ARRAY, items=DataType.NUMBER),
    optional("flags", "", DataType.ARRAY, items=DataType.BOOLEAN),
    optional("mixed", "", DataType.ARRAY),
    optional("about", "", DataType.OBJECT, members=("name", "days")),
    optional("stop", "", DataType.ANY, max_items=2),
)
THINGS = replace(Catalog().resource("files", "files"), methods=(MAKE,))


def ready(**given):
    return arguments(THINGS, MAKE, {"one": "x", **given})


@pytest.mark.parametrize(
    ("name", "given", "sent"),
    [
        ("numbers", "[1, 2]", [1, 2]),
        ("numbers", 5, [5]),
        ("reals", "[1, 0.5]", [1, 0.5]),
        ("flags", "[true]", [True]),
        ("mixed", '[1, "a", {"b": null}]', [1, "a", {"b": None}]),
        ("mixed", "plain", ["plain"]),
        ("sizes", "small", ["small"]),
        ("stop", "END", "END"),
        ("stop", '["a", "b"]', ["a", "b"]),
        ("stop", "[not JSON", "[not JSON"),
        ("stop", 5, 5),
    ],
)
def test_a_value_becomes_the_json_it_means(name, given, sent):
    assert ready(**{name: given})[name] == sent


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"numbers": '["1"]'}, '"1" is no integer'),
        ({"numbers": "[true]"}, "true is no integer"),
        ({"numbers": "five"}, "data__numbers takes a JSON array"),
        ({"flags": "[1]"}, "1 is no boolean"),
        ({"stop": '["a", "b", "c"]'}, "at most 2 items"),
        ({"other": "y"}, "data__one and data__other exclude each other"),
    ],
)
def test_what_does_not_fit_is_named(given, said):
    with pytest.raises(InvalidValue, match=said) as caught:
        ready(**given)
    assert caught.value.hint


def test_of_two_that_exclude_each_other_null_is_none():
    assert ready(one=None, other="y") == {"other": "y"}


def test_of_an_either_or_pair_both_are_named():
    with pytest.raises(MissingParameters, match=r"data__one \(or data__other\)"):
        arguments(THINGS, MAKE, {"one": None})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"size": "smal"}, 'no data__size "smal" is known; did you mean small?'),
        ({"sizes": ["small", "huge"]}, 'no data__sizes "huge" is known; known are small, large'),
        ({"about": {"nme": 1}}, 'data__about has no known member "nme"; did you mean name?'),
        ({"sise": 1}, "make has no known property sise, which is sent all the same; did you mean"),
    ],
)
def test_what_the_catalog_does_not_know_is_said(given, said):
    assert next(doubts_about(Call(THINGS, MAKE, {"one": "x", **given}))).startswith(said)


def test_nothing_is_said_of_what_it_knows():
    assert list(doubts_about(Call(THINGS, MAKE, {"size": "small", "about": {"days": 1}}))) == []
    assert list(doubts_about(Call(THINGS, MAKE, {"size": "ft:small:mine:1"}))) == []


def test_what_is_deprecated_is_said():
    old = replace(THINGS, deprecated="Use others.")
    assert list(doubts_about(Call(old, MAKE, {}))) == [f"{old.id} is deprecated. Use others."]
