"""Content provenance: whether a file was made by OpenAI's models."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import creates, json_array, object_type, required, unix_time, words
from openai_sql_shell.catalog.model import BodyKind, Resource, Service

CHECKS = Resource(
    "content_provenance",
    "checks",
    "Content provenance checks",
    "What is known about where a file comes from.",
    hint="a check is made by INSERT INTO openai.content_provenance.checks (file) VALUES ('path') RETURNING *",
    expected_rows=1,
    order_of_use=words("created_at results"),
    always=words("object created_at results"),
    columns=(
        object_type("content_provenance_check"),
        unix_time("created_at", "When it was checked."),
        json_array(
            "results",
            "What each kind of check found.",
            *words("type outcome validation_state issuer model generated_at"),
        ),
    ),
    methods=(
        creates(
            "create_content_provenance_check",
            "/content_provenance_checks",
            "Check a picture, sound or film for marks of its origin.",
            required("file", "The path of the file on this machine.", local_file=True, example="cat.png"),
            body=BodyKind.MULTIPART,
        ),
    ),
)

SERVICE = Service(
    "content_provenance", "Content provenance", "Whether files were made by OpenAI's models.", (CHECKS,)
)
