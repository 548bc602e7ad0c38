"""Statements to plans, without a session."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.planner.planner import plan
from openai_sql_shell.planner.scope import Scope
from openai_sql_shell.sql.parser import parse


@pytest.fixture
def planned():
    """Plans a text; ``service`` is what USE chose, ``local`` are the session's own tables."""
    return lambda text, service=None, local=(): plan(parse(text), Scope(Catalog(), service, local))
