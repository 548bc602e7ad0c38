"""Realtime: secrets for clients, told once, and calls, none of which can be heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.media import SDP
from openai_sql_shell.sandbox.messages import EncodedResponse, binary
from openai_sql_shell.sandbox.once_only import secret

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

LIFE = 600
"""Seconds a secret lives unless it is told otherwise."""
MODEL = "gpt-realtime"
DETECTION = {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500}


def _expires(store: Store, call: OperationCall) -> int:
    rule = call.body.get("expires_after") or {}
    return int(store.now()) + int(rule.get("seconds", LIFE))


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


OPERATIONS = {
    "calls.create_realtime_call": begin_call,
    "client_secrets.create_realtime_client_secret": client_secret,
    "sessions.create_realtime_session": session,
    "transcription_sessions.create_realtime_transcription_session": transcription_session,
    "translation_client_secrets.create_realtime_translation_client_secret": client_secret,
}
