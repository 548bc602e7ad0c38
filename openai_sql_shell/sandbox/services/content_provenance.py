"""Content provenance: nothing that is uploaded here was made by a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store


def check(store: Store, _call: OperationCall) -> Json:
    """Look for marks in a file."""
    nobody = {"outcome": "not_detected", "model": None, "generated_at": None}
    signed = {"type": "c2pa", **nobody, "validation_state": "not_present", "issuer": None}
    return {
        "object": "content_provenance_check",
        "created_at": int(store.now()),
        "results": [signed, {"type": "synthid", **nobody}],
    }


OPERATIONS = {"checks.create_content_provenance_check": check}
