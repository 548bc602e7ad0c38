"""Content provenance: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import creates, json_array, required, text, unix_time, words
from openai_sql_shell.catalog.model import BodyKind, DataType, Resource, Service

CHECKS = Resource(
    "content_provenance",
    "checks",
    "Checks",
    "TODO",
    order_of_use=words("created_at results"),
    always=words("object created_at results"),
    columns=(
        text("object", "Always content_provenance_check.", enum=("content_provenance_check",)),
        unix_time("created_at", "TODO"),
        json_array(
            "results", "TODO", "type", "outcome", "validation_state", "issuer", "model", "generated_at"
        ),
    ),
    methods=(
        creates(
            "create_content_provenance_check",
            "/content_provenance_checks",
            "TODO",
            required("file", DataType.STRING, "TODO", local_file=True),
            body=BodyKind.MULTIPART,
        ),
    ),
)

SERVICE = Service("content_provenance", "Content provenance", "TODO", (CHECKS,))
