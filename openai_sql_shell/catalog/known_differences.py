"""Where the catalog says something else than the API's published description, on purpose, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WIRE = "the answers of the API say so; the description does not"
ADMIN = "the description's own summary asks for an admin key"
CHECKPOINT = "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions"
FILE_BATCHES = "/vector_stores/{vector_store_id}/file_batches"

KNOWN: Mapping[tuple[str, str], str] = {
    (f"POST {FILE_BATCHES}", "object"): WIRE,
    (f"GET {FILE_BATCHES}/{{batch_id}}", "object"): WIRE,
    (f"POST {FILE_BATCHES}/{{batch_id}}/cancel", "object"): WIRE,
    (f"GET {CHECKPOINT}", "key"): ADMIN,
    (f"POST {CHECKPOINT}", "key"): ADMIN,
    (f"DELETE {CHECKPOINT}/{{permission_id}}", "key"): ADMIN,
    ("GET /vector_stores", "description"): "a store that was made with one is shown with it",
    ("GET /files", "purpose?"): "its values are those of the column that it filters",
}
"""Reasons by operation (``*``: every one) and what differs."""
