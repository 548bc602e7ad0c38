"""The greeting names what is here, and stays short where that is much."""

from __future__ import annotations

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import Service
from openai_sql_shell.catalog.services.models import MODELS
from openai_sql_shell.shell import greeting as module
from openai_sql_shell.shell.greeting import greeting


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (2, r"s00 2, s01 2 resources · \tour, \?"),
        (8, r"s00 2, s01 2, s02 2, s03 2, s04 2, s05 2, s06 2, s07 2 resources · \tour, \?"),
        (9, r"9 services with 18 resources · \tour, \?"),
        (35, r"35 services with 70 resources · \tour, \?"),
    ],
)
def test_many_services_are_counted_and_few_are_named(monkeypatch, count, said):
    services = tuple(Service(f"s{n:02}", "", "", (MODELS, MODELS)) for n in range(count))
    monkeypatch.setattr(module, "Catalog", lambda: Catalog(services))
    assert greeting(None, 200) == said
