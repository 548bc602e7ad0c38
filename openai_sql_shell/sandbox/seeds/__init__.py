"""Seed data by service: made when a service is first asked for something, so that the start of a sandbox stays short.

A store that was told to have no past gets what every organization has: its first project, its owner, its roles.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.store import Store

SEEDED = "seeded"
"""The table that remembers which seeds were made."""

MODULES: dict[str, tuple[str, ...]] = {
    "organization": (
        *("admin_api_keys", "audit_logs", "certificates", "groups", "invites", "projects", "roles"),
        *("spend_alerts", "users"),
    ),
    "storage": ("batch", "files", "uploads", "vector_stores"),
    "training": ("files", "fine_tuning", "models"),
    "evals": ("evals",),
    "dialogues": ("chat", "conversations", "responses"),
    "workshop": ("assistants", "audio", "chatkit", "containers", "skills", "videos"),
}
"""The services whose objects each module makes; its ``build`` is called once, before one of them is asked."""

ALWAYS = "organization"
"""The module that has something to make for every store."""


def ensure(store: Store, table: str) -> None:
    """Make the seeds of the service that a table belongs to, unless they are there."""
    service = table.partition(".")[0]
    for name, services in MODULES.items():
        if service not in services or name in store[SEEDED] or not (store.seeded or name == ALWAYS):
            continue
        with store.at_once(), store.numbered_apart(name), store.working_for(None):
            store.add(SEEDED, name, {"created_at": int(store.now())})
            import_module(f"{__name__}.{name}").build(store)
