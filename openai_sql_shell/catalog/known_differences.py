"""Where the catalog says something else than the API's published description, on purpose, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WIRE = "the answers of the API say so; the description does not"
ADMIN = "the description's own summary asks for an admin key"
SECONDS = "seconds since 1970, said to be any number in some places"
PAUSED = (
    "the description's own example of a job that rests has the status paused; its list of values does not"
)
CHECKPOINT = "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions"
FILE_BATCHES = "/vector_stores/{vector_store_id}/file_batches"
ONE_KIND = "the description gives every kind of result to each of these lists; an answer holds its own kind"
COUNTED = (
    "costs",
    *(
        f"usage/{kind}"
        for kind in [
            "audio_speeches",
            "audio_transcriptions",
            "code_interpreter_sessions",
            "completions",
            "embeddings",
            "file_search_calls",
            "images",
            "moderations",
            "vector_stores",
            "web_search_calls",
        ]
    ),
)

KNOWN: Mapping[tuple[str, str], str] = {
    (f"POST {FILE_BATCHES}", "object"): WIRE,
    (f"GET {FILE_BATCHES}/{{batch_id}}", "object"): WIRE,
    (f"POST {FILE_BATCHES}/{{batch_id}}/cancel", "object"): WIRE,
    (f"GET {CHECKPOINT}", "key"): ADMIN,
    (f"POST {CHECKPOINT}", "key"): ADMIN,
    (f"DELETE {CHECKPOINT}/{{permission_id}}", "key"): ADMIN,
    ("GET /fine_tuning/jobs", "status"): PAUSED,
    ("*", "created_at"): SECONDS,
    ("*", "completed_at"): SECONDS,
    **{(f"GET /organization/{path}", "results"): ONE_KIND for path in COUNTED},
    ("*", "start_time_iso"): WIRE,
    ("*", "end_time_iso"): WIRE,
    ("GET /vector_stores", "description"): "a store that was made with one is shown with it",
    ("POST /realtime/sessions", "client_secret"): WIRE,
    ("GET /files", "purpose?"): "its values are those of the column that it filters",
}
"""Reasons by operation (``*``: every one) and what differs."""
