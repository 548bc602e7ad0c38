"""Where the catalog says something else than the API's published description, on purpose: exactly what differs, and the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.declare import words
from openai_sql_shell.catalog.services.costs import RESULTS
from openai_sql_shell.catalog.services.files import FILE_PURPOSES
from openai_sql_shell.catalog.services.usage import COUNTED, GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping

WIRE = "the answers of the API say so; the description does not"
ADMIN = "the description's own summary asks for an admin key"
SECONDS = "seconds since 1970, said to be any number in some places"
ONE_KIND = "the description gives every kind of result to each of these lists; an answer holds its own kind"
SHOWN = "a store that was made with one is shown with it"
FILTERED = "its values are those of the column that it filters"
PAUSED = (
    "the description's own example of a job that rests has the status paused; its list of values does not"
)

CHECKPOINT = "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions"
FILE_BATCHES = "/vector_stores/{vector_store_id}/file_batches"
FILE_BATCH = f"GET {FILE_BATCHES}/{{batch_id}}"
RESPONSES = ("POST /responses", "GET /responses/{response_id}", "POST /responses/{response_id}/cancel")
BUCKETS = (
    "GET /organization/costs",
    *(
        f"GET /organization/usage/{kind}"
        for kind in words(
            "audio_speeches audio_transcriptions code_interpreter_sessions completions embeddings "
            "file_search_calls images moderations vector_stores web_search_calls"
        )
    ),
)
OF_ANY_GROUP = {"object", *(c.name for c in (*COUNTED.values(), *GROUPS.values(), *RESULTS.columns))}

Known = tuple[tuple[str, ...], str, str, str, str, str]
EVERY: tuple[Known, ...] = (
    (
        (f"POST {FILE_BATCHES}", FILE_BATCH, f"POST {FILE_BATCHES}/{{batch_id}}/cancel"),
        "object",
        "missing",
        "-",
        "value vector_store.files_batch",
        WIRE,
    ),
    ((FILE_BATCH,), "object", "gone", "value vector_store.file_batch", "-", WIRE),
    (
        (f"GET {CHECKPOINT}", f"POST {CHECKPOINT}", f"DELETE {CHECKPOINT}/{{permission_id}}"),
        "key",
        "changed",
        "admin",
        "api",
        ADMIN,
    ),
    (("GET /fine_tuning/jobs",), "status", "gone", "value paused", "-", PAUSED),
    (RESPONSES, "created_at", "changed", "type integer", "type number", SECONDS),
    (RESPONSES, "completed_at", "changed", "type integer", "type number", SECONDS),
    (BUCKETS, "results", "missing", "-", f"member {' '.join(OF_ANY_GROUP)}", ONE_KIND),
    (BUCKETS, "start_time_iso", "gone", "column", "-", WIRE),
    (BUCKETS, "end_time_iso", "gone", "column", "-", WIRE),
    (("GET /vector_stores",), "description", "gone", "column", "-", SHOWN),
    (("POST /realtime/sessions",), "client_secret", "gone", "column", "-", WIRE),
    (("GET /files",), "purpose?", "gone", f"value {' '.join(FILE_PURPOSES)}", "-", FILTERED),
)
"""Operations, what differs, how, and what catalog and description say of it: names in any order, some of those that are written here."""

KNOWN: Mapping[tuple[str, str, str], tuple[str, str, str]] = {
    (operation, what, kind): (declared, described, reason)
    for operations, what, kind, declared, described, reason in EVERY
    for operation in operations
}


def reason_for(operation: str, what: str, kind: str, declared: str, described: str) -> str | None:
    """Why the catalog differs there on purpose; None: it does not, or not in this way.

    >>> reason_for("GET /files", "purpose?", "gone", "value batch vision", "-")
    'its values are those of the column that it filters'
    >>> reason_for("GET /files", "purpose?", "gone", "value batch fun", "-")
    """
    ours, theirs, reason = KNOWN.get((operation, what, kind), ("", "", ""))
    known = set(declared.split()) <= set(ours.split()) and set(described.split()) <= set(theirs.split())
    return reason if known else None


def unexplained(operation: str, what: str, kind: str, said: str) -> str:
    """What one side has and the other has not, without the names that it has on purpose.

    >>> unexplained("GET /files", "purpose?", "gone", "value batch fun")
    'value fun'
    """
    known = {word for text in KNOWN.get((operation, what, kind), ())[:2] for word in text.split()}
    aspect, *names = said.split()
    return " ".join([aspect, *(name for name in names if kind == "changed" or name not in known)])
