"""Statements that make jobs and await them, and what a look at one shows."""

from __future__ import annotations

import json

from faults import Fault

BATCH = "INSERT /*+ AWAIT{} */ INTO openai.batch.batches (input_file_id, endpoint, completion_window) VALUES ('{}', '{}', '24h')"
CHAT = "/v1/chat/completions"
LOOKS = "GET /v1/batches/*"


def attach(store, ids, hint="/*+ AWAIT */"):
    return (
        f"INSERT {hint} INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_ids)"
        f" VALUES ('{store}', '{json.dumps(ids)}')"
    )


def seen(batch="batch_x", status="in_progress", counts=(0, 0, 0), **beside):
    """What a look shows."""
    total, completed, failed = counts
    return {
        "id": batch,
        "object": "batch",
        "status": status,
        "request_counts": {"total": total, "completed": completed, "failed": failed},
        **beside,
    }


def looks(sandbox, *replies, match=LOOKS):
    """Each look shows the next; the last one stays."""
    sandbox.faults.add(*[Fault(match, reply=reply) for reply in replies[:-1]])
    sandbox.faults.add(Fault(match, reply=replies[-1], times=None))
