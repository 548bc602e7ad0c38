"""The seeds of files, batches and vector stores: four weeks of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import seeds
from openai_sql_shell.sandbox.seed_data import build as build_past

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.store import Store


def build(store: Store) -> None:
    """Let people have worked; the files of fine-tuning jobs are among the others."""
    build_past(store, store.seed)
    seeds.ensure(store, "fine_tuning.jobs")
