"""The seeds of fine-tuning: jobs that are over, at work, or have failed, with their files and models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import lifecycles
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.resources.files import keep_file

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

HOUR = 3600.0
MODEL = "gpt-4o-mini-2024-07-18"
EXAMPLE = b'{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}\n'
JOBS: tuple[tuple[str, float, Json], ...] = (
    ("support-tone", 20 * 24, {}),
    ("summaries", 9 * 24, {}),
    ("invoices", 4 * 24, {"fails": "validating_files"}),
    ("titles", 2 * 24, {"cancelled": True}),
    ("triage", 1.0, {"running": 20 * HOUR}),
    ("routing", 0.05, {"validating_files": HOUR}),
)
"""Suffix, hours since the beginning, and what is unusual about it."""


def build(store: Store) -> None:
    """Make jobs."""
    now = store.now()
    for suffix, hours, unusual in JOBS:
        with store.frozen_at(now - hours * HOUR):
            content = store.blobs.temporary_file()
            content.write(EXAMPLE * 10)
            file = keep_file(store, content, filename=f"{suffix}.jsonl", purpose="fine-tune")
            known = {"model": MODEL, "training_file": file.key, "metadata": {"team": "support"}}
            hidden = {"suffix": suffix, "running": 0.6 * HOUR, **unusual}
            job = make(store, "fine_tuning.jobs", known, hidden=hidden)
            lifecycles.begin(store, "fine_tuning.jobs", job)
            if unusual.get("cancelled"):
                lifecycles.call_off(store, "fine_tuning.jobs", job)
    lifecycles.catch_up(store)
