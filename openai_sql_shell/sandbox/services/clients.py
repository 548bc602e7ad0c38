"""Clients: secrets for those of Realtime and ChatKit, told once; calls, none of which can be heard; marks in files, of which there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox.blueprints import TEMPLATES
from openai_sql_shell.sandbox.generic import create
from openai_sql_shell.sandbox.http_errors import wrong_type
from openai_sql_shell.sandbox.media import SDP
from openai_sql_shell.sandbox.messages import EncodedResponse, binary
from openai_sql_shell.sandbox.once_only import secret
from openai_sql_shell.sandbox.request_arguments import check_range

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

LIFE, LONGEST_LIFE = 600, 7200
"""Seconds a secret lives unless it is told otherwise, and at most."""
MODEL = "gpt-realtime"
DETECTION = {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500}

SESSIONS = "chatkit.sessions"
WORKFLOW: Json = {"version": None, "state_variables": None, "tracing": {"enabled": True}}


def _expires(store: Store, call: OperationCall) -> int:
    rule = call.body.get("expires_after") or {}
    return int(store.now()) + check_range("expires_after.seconds", rule.get("seconds", LIFE), 1, LONGEST_LIFE)


def client_secret(store: Store, call: OperationCall) -> Json:
    """A secret for a session of speech, of transcription, or of translation."""
    asked = dict(call.body.get("session") or {})
    kind = (
        "translation"
        if call.method.path.startswith("/realtime/translations")
        else asked.get("type", "realtime")
    )
    session = {"type": kind, "id": store.new_id("sess_"), "expires_at": _expires(store, call)}
    if kind != "translation":
        session["object"] = "realtime.session" if kind == "realtime" else "realtime.transcription_session"
    if kind != "transcription":
        session["model"] = asked.get("model", MODEL)
    if kind == "translation":
        session["audio"] = asked.get("audio", {})
    return {"value": secret("ek_"), "expires_at": session["expires_at"], "session": session}


def session(store: Store, call: OperationCall) -> Json:
    """A session in the old form."""
    return {
        "id": store.new_id("sess_"),
        "object": "realtime.session",
        "expires_at": _expires(store, call),
        "model": MODEL,
        "output_modalities": call.body.get("modalities") or ["audio"],
        "instructions": call.body.get("instructions") or "",
        "tools": call.body.get("tools") or [],
        "tool_choice": call.body.get("tool_choice") or "auto",
        "turn_detection": DETECTION,
        "max_output_tokens": "inf",
    }


def transcription_session(store: Store, call: OperationCall) -> Json:
    """A session that writes down what it hears."""
    return {
        "client_secret": {"value": secret("ek_"), "expires_at": _expires(store, call)},
        "modalities": ["text"],
        "input_audio_format": call.body.get("input_audio_format") or "pcm16",
        "input_audio_transcription": call.body.get("input_audio_transcription") or {"model": "whisper-1"},
        "turn_detection": call.body.get("turn_detection") or DETECTION,
    }


def begin_call(_store: Store, _call: OperationCall) -> EncodedResponse:
    """Answer an offer."""
    return binary(SDP, "application/sdp", status=201)


def _object(value: Any, name: str) -> Json:
    if not isinstance(value, dict | None):
        raise wrong_type(f"chatkit_configuration.{name}", "an object", value)
    return value or {}


def create_session(store: Store, call: OperationCall) -> Json:
    """Make a session."""
    record = create(store, call)
    asked = call.body.get("rate_limits") or {}
    limit = check_range(
        "rate_limits.max_requests_per_1_minute", asked.get("max_requests_per_1_minute", 10), 1, 10**6
    )
    chosen = call.body.get("chatkit_configuration") or {}
    usual = TEMPLATES[SESSIONS]["chatkit_configuration"]
    configuration = {name: {**value, **_object(chosen.get(name), name)} for name, value in usual.items()}
    record.fields |= {
        "client_secret": "",
        "workflow": {**WORKFLOW, **call.body["workflow"]},
        "rate_limits": {"max_requests_per_1_minute": limit},
        "max_requests_per_1_minute": limit,
        "expires_at": _expires(store, call),
        "chatkit_configuration": configuration,
    }
    store.changed(SESSIONS, record)
    return {**record.fields, "client_secret": secret("ek_")}


def check(store: Store, _call: OperationCall) -> Json:
    """Look for marks in a file."""
    nobody = {"outcome": "not_detected", "model": None, "generated_at": None}
    signed = {"type": "c2pa", **nobody, "validation_state": "not_present", "issuer": None}
    return {
        "object": "content_provenance_check",
        "created_at": int(store.now()),
        "results": [signed, {"type": "synthid", **nobody}],
    }


OPERATIONS = {
    "realtime.calls.create_realtime_call": begin_call,
    "realtime.client_secrets.create_realtime_client_secret": client_secret,
    "realtime.sessions.create_realtime_session": session,
    "realtime.transcription_sessions.create_realtime_transcription_session": transcription_session,
    "realtime.translation_client_secrets.create_realtime_translation_client_secret": client_secret,
    "chatkit.sessions.create_chat_session": create_session,
    "content_provenance.checks.create_content_provenance_check": check,
}
