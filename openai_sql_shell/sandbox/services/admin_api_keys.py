"""Admin keys: the value is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.generic import create
from openai_sql_shell.sandbox.once_only import redacted, secret

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store


def create_key(store: Store, call: OperationCall) -> Json:
    """Make a key."""
    record = create(store, call)
    value = secret("sk-admin-")
    life = call.body.get("expires_in_seconds")
    record.fields |= {
        "redacted_value": redacted(value),
        "expires_at": life and record.fields["created_at"] + life,
    }
    store.changed(call.table, record)
    return {**record.fields, "value": value}


OPERATIONS = {"admin_api_keys.admin_api_keys_create": create_key}
