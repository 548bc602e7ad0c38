"""Our answers are SQLite's; and the comparison that says so can say otherwise."""

from __future__ import annotations

from random import Random

import pytest
from fuzz.comparison import agree
from fuzz.fuzz import STATEMENTS_A_WORLD, mismatches, mismatches_of_a_world, stressed
from fuzz.generator import FAMILIES, statement
from fuzz.shrink import shrunk
from fuzz.statement import Check
from fuzz.world import World

from openai_sql_shell.catalog.model import DataType
from openai_sql_shell.engine import columns
from openai_sql_shell.errors import ApiError

SEED = 20
STATEMENTS = 2000
NOT_FOUND = ApiError(
    "No such store", status=404, request="GET /vector_stores/vs_gone", kind="invalid_request_error"
)
REFUSED = ApiError("Go away", status=403, request="GET /vector_stores")


@pytest.mark.slow
@pytest.mark.parametrize("begun", range(0, STATEMENTS, STATEMENTS_A_WORLD))
def test_two_thousand_random_statements_give_what_sqlite_gives(begun):
    found = next(mismatches_of_a_world(SEED, begun, min(STATEMENTS_A_WORLD, STATEMENTS - begun)), None)
    assert found is None, "\n".join(map(str, reversed(shrunk(*found))))


@pytest.mark.slow
def test_answers_stay_right_with_the_smallest_windows_and_threads_that_meet_everywhere():
    found = next(stressed(SEED, 150), None)
    assert found is None, str(found[1])


@pytest.mark.slow
def test_a_mismatch_is_shrunk_to_the_few_objects_and_words_it_takes(monkeypatch):
    """With a mistake put in: times that come as text are not compared as SQLite compares them."""
    monkeypatch.setitem(columns.STORED, DataType.INTEGER, columns.to_sql)
    world, found = next(mismatches(SEED, STATEMENTS))
    smaller, smallest = shrunk(world, found)
    assert len(smallest.statement.sql) < min(len(found.statement.sql), 160)
    assert sum(map(len, smaller.lists())) <= 2 < sum(map(len, world.lists()))
    assert smallest.ours != smallest.theirs


def test_every_family_is_among_three_hundred_statements():
    random = Random(SEED)
    assert {statement(random).family for _ in range(300)} == set(FAMILIES)


def test_a_seed_asks_the_same_of_the_same():
    def begin():
        random = Random(SEED)
        return World.make(random), [statement(random) for _ in range(20)]

    assert begin() == begin()


@pytest.mark.parametrize(
    ("check", "ours", "whole"),
    [
        (Check.BAG, [(1,)], []),
        (Check.BAG, [(1,), (2,), (2,)], []),
        (Check.BAG, [(1,), (2.0,)], []),
        (Check.BAG, [(1,), ("2",)], []),
        (Check.ORDER, [(2,), (1,)], []),
        (Check.SHARE, [(1,), (3,)], [(1,), (2,)]),
        (Check.SHARE, [(1,), (1,)], [(1,), (2,)]),
        (Check.SHARE, [(1,)], [(1,), (2,)]),
        (Check.REFUSED, [(1,), (2,)], []),
        (Check.REFUSED, REFUSED, []),
        (Check.BAG, NOT_FOUND, []),
        (Check.BAG, ZeroDivisionError(), []),
    ],
)
def test_a_difference_is_noticed(check, ours, whole):
    assert not agree(check, ours, [(1,), (2,)], whole)


@pytest.mark.parametrize(
    ("check", "ours", "whole"),
    [
        (Check.BAG, [(2,), (1,)], []),
        (Check.ORDER, [(1,), (2,)], []),
        (Check.SHARE, [(4,), (3,)], [(1,), (2,), (3,), (4,)]),
        (Check.REFUSED, NOT_FOUND, []),
    ],
)
def test_an_answer_that_may_differ_is_let_through(check, ours, whole):
    assert agree(check, ours, [(1,), (2,)], whole)
