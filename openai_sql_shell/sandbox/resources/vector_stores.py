"""Vector stores: collections of attached files, with a search over their text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox import ledger
from openai_sql_shell.sandbox.http_errors import wrong_type
from openai_sql_shell.sandbox.pages import page
from openai_sql_shell.sandbox.request_arguments import check_range
from openai_sql_shell.sandbox.resources import find
from openai_sql_shell.sandbox.resources.attribute_filters import matches
from openai_sql_shell.sandbox.resources.passages import Passage, nearest
from openai_sql_shell.sandbox.resources.store_files import (
    attach,
    counts,
    expires_at,
    is_over,
    refuse_expired,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

USUAL_RESULTS, MOST_RESULTS = 10, 50


def show(store: Store, record: Record) -> Json:
    """The store as it is now: counts, size, expiry and status follow from its files and its last use."""
    attached = store["store_files"].children(record.key)
    found = counts(attached)
    status = "in_progress" if found["in_progress"] else "completed"
    return {
        **record.fields,
        "expires_at": expires_at(record),
        "status": "expired" if is_over(record, store.now()) else status,
        "file_counts": found,
        "usage_bytes": sum(file.fields["usage_bytes"] for file in attached),
    }


def list_vector_stores(store: Store, call: OperationCall) -> Json:
    """Stores."""
    return page(store["vector_stores"].all(), call, partial(show, store))


def get_vector_store(store: Store, call: OperationCall) -> Json:
    """One store."""
    return show(store, find(store, "vector_stores", call.path["vector_store_id"]))


def create_vector_store(store: Store, call: OperationCall) -> Json:
    """Make a store."""
    return show(store, create(store, call.body))


def create(store: Store, body: Mapping[str, Any]) -> Record:
    """Make a store and begin to read its files in."""
    now = int(store.now())
    fields: Json = {
        "id": store.new_id("vs_"),
        "object": "vector_store",
        "created_at": now,
        "name": body.get("name") or "",
        "description": body.get("description"),
        "usage_bytes": 0,
        "file_counts": counts(()),
        "status": "completed",
        "expires_after": body.get("expires_after"),
        "expires_at": None,
        "last_active_at": now,
        "metadata": body.get("metadata") or {},
    }
    record = store.add("vector_stores", fields["id"], fields)
    chosen = body.get("chunking_strategy")
    attach(store, record, [{"file_id": i, "chunking_strategy": chosen} for i in body.get("file_ids") or ()])
    return record


def modify_vector_store(store: Store, call: OperationCall) -> Json:
    """Change what was given; ``expires_after`` may be null to clear it."""
    record = find(store, "vector_stores", call.path["vector_store_id"])
    for name, value in call.body.items():
        record.fields[name] = value if name == "expires_after" else value or type(record.fields[name])()
    record.fields["last_active_at"] = int(store.now())
    store.changed("vector_stores", record)
    return show(store, record)


def delete_vector_store(store: Store, call: OperationCall) -> Json:
    """Remove a store; its files stay."""
    record = find(store, "vector_stores", call.path["vector_store_id"])
    for attached in store["store_files"].children(record.key):
        store.remove("store_files", attached.key)
    for batch in store["file_batches"].children(record.key):
        store.remove("file_batches", batch.key)
    store.remove("vector_stores", record.key)
    return {"id": record.key, "object": "vector_store.deleted", "deleted": True}


def search_vector_store(store: Store, call: OperationCall) -> Json:
    """The passages nearest to the question."""
    record = find(store, "vector_stores", call.path["vector_store_id"])
    refuse_expired(record, store.now())
    body = call.body
    questions = body["query"] if isinstance(body["query"], list) else [body["query"]]
    most = check_range("max_num_results", body.get("max_num_results") or USUAL_RESULTS, 1, MOST_RESULTS)
    readable = [f for f in store["store_files"].children(record.key) if f.status == "completed"]
    condition = body.get("filters")
    if condition is not None:
        readable = [file for file in readable if matches(condition, file.fields["attributes"])]
    passages = nearest(store, readable, " ".join(questions), most, _least_score(body.get("ranking_options")))
    record.fields["last_active_at"] = int(store.now())
    store.changed("vector_stores", record)
    ledger.write(store, "file_search_calls", "", units=1, detail=record.key)
    return {
        "object": "vector_store.search_results.page",
        "search_query": questions,
        "data": [_result(store, passage) for passage in passages],
        "has_more": False,
        "next_page": None,
    }


def _least_score(options: Json | None) -> float:
    least = (options or {}).get("score_threshold", 0)
    if not isinstance(least, (int, float)) or not 0 <= least <= 1:
        raise wrong_type("ranking_options.score_threshold", "a decimal from 0 to 1", least)
    return float(least)


def _result(store: Store, passage: Passage) -> Json:
    file = store["files"].get(passage.record.fields["id"])
    return {
        "file_id": passage.record.fields["id"],
        "filename": file.fields["filename"] if file else "",
        "score": passage.score,
        "attributes": passage.record.fields["attributes"],
        "content": [{"type": "text", "text": passage.text}],
    }
