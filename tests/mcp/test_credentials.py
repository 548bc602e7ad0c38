"""What the API shows this once is for people: an agent is refused every call whose answer holds it, before anything is sent."""

from __future__ import annotations

import re

import pytest
from agent import sent
from contract.every_method import METHODS, SAMPLES, literal, statement
from each import each

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import RAW, SqlVerb

YES = ("accept", {"confirm": True})
MAKERS = {name: found for name, found in METHODS.items() if found[1].credentials(found[0])}
"""Every method whose answer holds a credential."""


def ways(resource, method):
    """Statements that call one, in every way there is."""
    values = {p.name: SAMPLES[p.type] for p in method.required or method.parameters[:1]}
    needed = {name: literal(value) for name, value in values.items()}
    name = f"{resource.id}.{method.name}"
    first = next(iter(needed))
    for given in (needed, {**needed, first: f"(SELECT {needed[first]})"}):
        yield f"EXEC {name} " + ", ".join(f"@{p} = {v}" for p, v in given.items())
    columns = ", ".join(f'{v} AS "{p}"' for p, v in needed.items())
    yield f"EXEC {name} FOR EACH (SELECT {columns})"
    if method.verb is not SqlVerb.INSERT:
        return
    plain = statement(resource, method, values)
    shown = ", ".join(method.credentials(resource))
    for returning in ("", "*", shown, f"lower({shown}) AS harmless", RAW, f"1, substr({RAW}, 2) AS other"):
        yield f"{plain} RETURNING {returning}" if returning else plain
    yield re.sub(r"VALUES \((.*)\)$", r"SELECT \1", plain)


EVERY = [(name, sql) for name, found in MAKERS.items() for sql in ways(*found)]


def test_they_are_all_of_those_the_catalog_declares():
    declared = {r.id for r in Catalog().declarations() if any(c.secret for c in (*r.columns, *r.answered))}
    assert {resource.id for resource, _ in MAKERS.values()} == declared
    assert len(MAKERS) >= 9
    assert {method.verb for _, method in MAKERS.values()} <= {SqlVerb.INSERT, SqlVerb.EXEC}, (
        "run_query reads lists with SELECT: their rows must have none"
    )
    stated = [m.statement for r in Catalog().declarations() for m in r.methods if m.statement]
    assert not [s for s in stated for name in declared if name in s], (
        "a stand-in is looked at by its own name"
    )


@pytest.fixture
def agents(make_agent, sandbox):
    return {mode: make_agent(sandbox, mode, answer=YES) for mode in ("confirm", "full")}


@each(EVERY, lambda one: f"{one[0]}: {one[1]}")
def test_no_agent_is_given_a_credential(one, agents, sandbox):
    name, sql = one
    confirm, full = agents["confirm"], agents["full"]
    for told in (
        full.refused("plan_change", sql=sql),
        full.refused("run_change", sql=sql, expected=1),
        confirm.refused("run_change", sql=sql, expected=1),
    ):
        assert f"{name} is answered with a credential" in told
        assert "in the shell" in told
    assert full.refused("run_query", sql=sql)
    assert (sent(sandbox), confirm.asked) == ([], [])


def test_the_refusal_is_written_down_and_the_rest_of_the_service_works(make_agent, sandbox, audit):
    agent = make_agent(sandbox, "full")
    makes = "INSERT INTO openai.projects.project_service_accounts (project_id, name) VALUES ('p', 'n')"
    agent.refused("run_change", sql=makes, expected=1)
    assert (audit()[-1]["decision"], audit()[-1]["requests"]) == ("refused", 0)
    made = agent.good(
        "run_change", sql="INSERT INTO openai.projects.projects (name) VALUES ('n')", expected=1
    )
    assert len(made["done"]) == 1
