"""ChatKit: sessions, whose secret is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.blueprints import TEMPLATES
from openai_sql_shell.sandbox.generic import create
from openai_sql_shell.sandbox.once_only import secret

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

SESSIONS = "chatkit.sessions"
WORKFLOW: Json = {"version": None, "state_variables": None, "tracing": {"enabled": True}}


def create_session(store: Store, call: OperationCall) -> Json:
    """Make a session."""
    record = create(store, call)
    asked = call.body.get("rate_limits") or {}
    rule = call.body.get("expires_after") or {}
    limit = int(asked.get("max_requests_per_1_minute", 10))
    chosen = call.body.get("chatkit_configuration") or {}
    usual = TEMPLATES[SESSIONS]["chatkit_configuration"]
    configuration = {name: {**value, **(chosen.get(name) or {})} for name, value in usual.items()}
    record.fields |= {
        "client_secret": "",
        "workflow": {**WORKFLOW, **call.body["workflow"]},
        "rate_limits": {"max_requests_per_1_minute": limit},
        "max_requests_per_1_minute": limit,
        "expires_at": int(store.now()) + int(rule.get("seconds", 600)),
        "chatkit_configuration": configuration,
    }
    store.changed(SESSIONS, record)
    return {**record.fields, "client_secret": secret("ek_")}


OPERATIONS = {"sessions.create_chat_session": create_session}
