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

MODULES: dict[str, str] = {
    **dict.fromkeys(
        "admin_api_keys audit_logs certificates groups invites projects roles users spend_alerts".split(),  # noqa: SIM905
        "organization",
    ),
    **dict.fromkeys(("batch", "files", "uploads", "vector_stores"), "storage"),
    **dict.fromkeys(("fine_tuning", "evals"), "training"),
    **dict.fromkeys(("chat", "conversations", "responses"), "dialogues"),
    **dict.fromkeys(
        "assistants audio chatkit containers skills videos".split(),  # noqa: SIM905
        "workshop",
    ),
}
"""The module that makes the seeds of each service; its ``build`` is called once."""

ALWAYS = "organization"
"""The module that has something to make for every store."""


def ensure(store: Store, table: str) -> None:
    """Make the seeds of the service that a table belongs to, unless they are there."""
    name = MODULES.get(table.partition(".")[0])
    if name is None or name in store[SEEDED] or not (store.seeded or name == ALWAYS):
        return
    with store.at_once(), store.numbered_apart(name), store.working_for(None):
        store.add(SEEDED, name, {"created_at": int(store.now())})
        import_module(f"{__name__}.{name}").build(store)
