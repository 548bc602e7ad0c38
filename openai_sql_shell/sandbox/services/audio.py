"""Audio: speech that is silent, and texts of what nobody listened to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.sandbox import ledger
from openai_sql_shell.sandbox.generation import count_tokens
from openai_sql_shell.sandbox.media import SPEECH
from openai_sql_shell.sandbox.messages import EncodedResponse, binary
from openai_sql_shell.sandbox.multipart_form import FormFile

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

BYTES_OF_A_SECOND = 16_000
CAPTIONS = {
    "text": "{text}\n",
    "srt": "1\n00:00:00,000 --> 00:00:01,000\n{text}\n",
    "vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\n{text}\n",
}
"""Formats of a transcript that are no JSON."""


def create_speech(store: Store, call: OperationCall) -> EncodedResponse:
    """Say a text aloud."""
    content_type, data = SPEECH[call.body.get("response_format") or "mp3"]
    ledger.write(store, "audio_speeches", call.body["model"], units=len(call.body["input"]))
    return binary(data, content_type)


def transcribe(store: Store, call: OperationCall) -> Json | EncodedResponse:
    """Write down what a recording says, in its language or in English."""
    file: Any = call.body.get("file")
    name = file.filename if isinstance(file, FormFile) else "audio"
    size = file.content.size if isinstance(file, FormFile) else 0
    seconds = max(1, size // BYTES_OF_A_SECOND)
    text = f"The sandbox has listened to {name}."
    ledger.write(store, "audio_transcriptions", call.body["model"], units=seconds)
    shape = call.body.get("response_format") or "json"
    if shape in CAPTIONS:
        return binary(CAPTIONS[shape].format(text=text).encode(), "text/plain")
    if shape == "verbose_json":
        times = {"id": 0, "seek": 0, "start": 0.0, "end": float(seconds), "tokens": [50364]}
        scores = {"temperature": 0.0, "avg_logprob": -0.2, "compression_ratio": 1.0, "no_speech_prob": 0.0}
        segment = {**times, "text": text, **scores}
        return {"language": "english", "duration": float(seconds), "text": text, "segments": [segment]}
    if call.method.name == "create_translation":
        return {"text": text}
    used = {"type": "tokens", "input_tokens": seconds * 10, "output_tokens": count_tokens(text)}
    return {"text": text, "usage": {**used, "total_tokens": used["input_tokens"] + used["output_tokens"]}}  # type: ignore[operator]


OPERATIONS = {
    "audio.speeches.create_speech": create_speech,
    "audio.transcriptions.create_transcription": transcribe,
    "audio.translations.create_translation": transcribe,
}
