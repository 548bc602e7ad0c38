"""What shows what became of a call: for every change of the catalog a statement that can be run, or nothing, and never an error."""

from __future__ import annotations

import pytest
from each import each

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import Place
from openai_sql_shell.handlers.base import Call
from openai_sql_shell.handlers.looking import look_at
from openai_sql_shell.planner.planner import plan_text
from openai_sql_shell.planner.scope import Scope

CATALOG = Catalog()
CHANGES = [
    (resource, method) for resource in CATALOG.declarations() for method in resource.methods if method.changes
]


@pytest.mark.parametrize("places", [(Place.PATH,), (Place.PATH, Place.BODY)], ids=["path", "whole"])
@each(CHANGES, lambda change: change[1].name)
def test_every_change_can_be_looked_for_or_is_known_not_to_be(change, places):
    resource, method = change
    given = {p.name: "it's" for p in method.parameters if p.place in places}
    statement = look_at([Call(resource, method, given), Call(resource, method, given)])
    for one in (statement or "").split("; "):
        if one:
            assert "{" not in one
            plan_text(one, Scope(CATALOG, None, ()))
