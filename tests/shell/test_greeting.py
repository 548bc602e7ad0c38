"""The greeting counts what is here."""

from __future__ import annotations

from openai_sql_shell.catalog import LOCAL
from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.shell.greeting import greeting


def test_services_and_resources_of_the_api_are_counted():
    services = [service for service in SERVICES if service.name != LOCAL]
    resources = sum(len(service.resources) for service in services)
    assert greeting(None, 200) == rf"{len(services)} services with {resources} resources · \dt, \tour, \?"
