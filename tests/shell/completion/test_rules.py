import pytest
from each import each
from shell.completion.example_catalog import EXAMPLE_CATALOG
from shell.completion.places import context_of

from openai_sql_shell.classes import replace
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules import RULES
from openai_sql_shell.shell.completion.text import complete_text

EXAMPLES = [(example[0], example[1:]) for rule in RULES for example in rule.examples]
OWNERS = [(example[0], rule.name) for rule in RULES for example in rule.examples]


@pytest.fixture(scope="module")
def snapshot(snapshot):
    """With the catalog of the examples, so that no change of the real one breaks them."""
    return replace(snapshot, catalog=EXAMPLE_CATALOG)


def holds(text, first, snapshot):
    offered = tuple(candidate.text for candidate in complete_text(text, snapshot=snapshot))
    return offered[: len(first)] == first and bool(offered) == bool(first)


@each(EXAMPLES, lambda example: example[0])
def test_a_rule_offers_what_its_example_says(example, snapshot):
    text, first = example
    offered = tuple(candidate.text for candidate in complete_text(text, snapshot=snapshot))
    assert offered[: len(first)] == first
    assert bool(offered) == bool(first)


@each(OWNERS, lambda example: example[0])
def test_an_example_is_decided_by_its_own_rule(example, snapshot):
    text, name = example
    context = context_of(text, snapshot)
    assert next(rule.name for rule in RULES if rule.holds(context)) == name


def test_the_score_of_all_examples_is_full(snapshot):
    good = sum(holds(text, first, snapshot) for text, first in EXAMPLES)
    print(f"\ncompletion: {good}/{len(EXAMPLES)} examples")  # noqa: T201 - a score is for people
    assert good == len(EXAMPLES) > 60


def test_every_rule_has_an_example_and_a_name_of_its_own():
    assert [rule.name for rule in RULES if not rule.examples] == []
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_clause_has_a_rule():
    assert set(Clause) == set().union(*(rule.clauses for rule in RULES))
