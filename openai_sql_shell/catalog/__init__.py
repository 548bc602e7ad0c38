"""What exists: the API's services, resources, methods and fields, as declarations without behaviour."""

from __future__ import annotations

PROVIDER = "openai"
PROVIDERS = (PROVIDER, "openai_admin")
"""Accepted first parts of a full name; the second is StackQL's name for the organisation's resources."""


def schema_of(service: str) -> str:
    """The full name of a service, which is also the SQLite schema that holds its resources."""
    return f"{PROVIDER}.{service}"
