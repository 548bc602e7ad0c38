"""The seeds of evals: their runs are over, or have failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import lifecycles
from openai_sql_shell.sandbox.making import make

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

HOUR = 3600.0
CRITERIA: list[Json] = [
    {
        "type": "string_check",
        "name": "exact match",
        "input": "{{sample.output_text}}",
        "reference": "{{item.answer}}",
        "operation": "eq",
    }
]
EVALS: tuple[tuple[str, int], ...] = (("Support answers", 4), ("Titles", 2), ("Ticket routing", 3))
"""Name and number of runs."""


def build(store: Store) -> None:
    """Make evals and their runs."""
    now = store.now()
    for number, (name, runs) in enumerate(EVALS):
        _eval(store, name, runs, now - (12 - 3 * number) * 24 * HOUR)
    lifecycles.catch_up(store)


def _eval(store: Store, name: str, runs: int, at: float) -> None:
    item = {"type": "object", "properties": {"item": {"type": "object"}}, "required": ["item"]}
    known: Json = {
        "name": name,
        "data_source_config": {"type": "custom", "schema": item},
        "testing_criteria": CRITERIA,
    }
    parent = make(store, "evals.evals", known, at=at).fields["id"]
    for number in range(runs):
        rows = [{"item": {"question": f"Question {n}", "answer": f"Answer {n}"}} for n in range(6)]
        source = {"type": "jsonl", "source": {"type": "file_content", "content": rows}}
        model = ("gpt-4o-mini", "gpt-4.1-mini")[number % 2]
        link = f"https://example.com/evaluations/{parent}"
        known = {"name": f"run {number + 1}", "model": model, "data_source": source, "report_url": link}
        with store.frozen_at(at + number * 20 * HOUR):
            hidden = {"fails": "in_progress"} if number == 2 else {}
            run = make(store, "evals.runs", known, parent, hidden=hidden)
            lifecycles.begin(store, "evals.runs", run)
