"""The greeting counts what is here."""

from __future__ import annotations

from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.shell.greeting import greeting


def test_services_and_resources_are_counted():
    resources = sum(len(service.resources) for service in SERVICES)
    assert greeting(None, 200) == rf"{len(SERVICES)} services with {resources} resources · \dt, \tour, \?"
