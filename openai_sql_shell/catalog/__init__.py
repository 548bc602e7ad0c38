"""The catalog: what exists. The API's services, resources, methods and fields, as declarations without behaviour.

`services` holds one declaration for each, made with the verbs of `declare` out of the values of `model`; `lookup` finds them by name.
Everybody reads it: planner, engine, completion, SHOW, the sandbox. It imports errors only.
"""

from __future__ import annotations

PROVIDER = "openai"
PROVIDERS = (PROVIDER, "openai_admin")
"""Accepted first parts of a full name; the second is StackQL's name for the organization's resources."""
LOCAL = "local"
"""The service that is no part of the API: tables of what this program keeps on this machine."""


SOURCE = "the OpenAPI description of github.com/openai/openai-openapi at commit f85dbe2"
"""What the declarations were written after; its date is `services.DESCRIBED_ON`."""


def schema_of(service: str) -> str:
    """The full name of a service, which is also the SQLite schema that holds its resources."""
    return LOCAL if service == LOCAL else f"{PROVIDER}.{service}"
