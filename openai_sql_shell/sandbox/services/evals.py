"""Evals: their data has a schema, and their runs a lifecycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import generic
from openai_sql_shell.sandbox.http_errors import wrong_type

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

RUNS = "evals.runs"


def create_eval(store: Store, call: OperationCall) -> Json:
    """Describe an eval: the schema of an item is asked for, that of the data answered."""
    record = generic.create(store, call)
    source = dict(record.fields["data_source_config"])
    item = source.pop("item_schema", {"type": "object"})
    sampled = source.pop("include_sample_schema", False)
    known = {"item": item} | ({"sample": {"type": "object"}} if sampled else {})
    record.fields["data_source_config"] = {
        **source,
        "schema": {"type": "object", "properties": known, "required": list(known)},
    }
    store.changed(call.table, record)
    return record.fields


def create_run(store: Store, call: OperationCall) -> Json:
    """Start a run."""
    given = call.body["data_source"].get("source") or {}
    rows = given.get("content") if isinstance(given, dict) else given
    if not isinstance(rows, list | None) or not all(isinstance(row, dict) for row in rows or ()):
        raise wrong_type("data_source.source.content", "an array of objects", rows)
    record = generic.create(store, call)
    source = record.fields["data_source"]
    record.fields |= {
        "model": source.get("model") or record.fields["model"],
        "report_url": f"https://example.com/evaluations/{record.fields['eval_id']}?run_id={record.fields['id']}",
    }
    store.changed(RUNS, record)
    return record.fields


OPERATIONS = {
    "evals.evals.create_eval": create_eval,
    "evals.runs.create_eval_run": create_run,
}
