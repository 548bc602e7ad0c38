"""The seeds of files, batches and vector stores: four weeks of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.seed_data import build as build_past

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.store import Store


def build(store: Store) -> None:
    """Let people have worked."""
    build_past(store, store.seed)
