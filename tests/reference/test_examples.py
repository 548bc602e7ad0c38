"""The statements that the help suggests: all of them can be planned, and those that read can be run."""

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.planner.planner import plan
from openai_sql_shell.planner.plans import QueryPlan
from openai_sql_shell.planner.scope import Scope
from openai_sql_shell.reference.examples import examples
from openai_sql_shell.shell.run_input import run_text
from openai_sql_shell.sql.parser import parse

CATALOG = Catalog()
RESOURCES = {resource.id: resource for resource in CATALOG.resources.values()}
EXAMPLES = [(name, sql) for name, resource in RESOURCES.items() for _, sql in examples(resource, CATALOG)]


def planned(sql):
    return plan(parse(sql), Scope(CATALOG, None, ()))


@pytest.mark.parametrize(("name", "sql"), EXAMPLES)
def test_an_example_can_be_planned_and_changes_nothing_by_itself(name, sql):
    what = planned(sql)
    assert name in sql
    assert isinstance(what, QueryPlan) or "(SELECT" not in sql


@pytest.mark.parametrize("sql", [sql for _, sql in EXAMPLES if sql.startswith("SELECT") and "..." not in sql])
def test_an_example_that_reads_runs_as_it_is(seeded, sql):
    seeded.rows(sql)
    assert seeded.requests


@pytest.mark.parametrize("name", RESOURCES)
def test_every_resource_has_some(shell, said, name):
    assert run_text(shell, f"\\h {name}")
    assert said().count(f"{name}") >= 1
    assert said().startswith("-- ")
