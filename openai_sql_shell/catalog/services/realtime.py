"""Realtime: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    acts,
    anything,
    creates,
    in_path,
    json_array,
    json_object,
    optional,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, Resource, Returns, Service

BETA = (("OpenAI-Beta", "assistants=v2"),)
OF_CALL = in_path("call_id", "TODO")

CALLS = Resource(
    "realtime",
    "calls",
    "Calls",
    "TODO",
    order_of_use=(),
    columns=(),
    methods=(
        acts(
            "create_realtime_call",
            "/realtime/calls",
            "TODO",
            required("sdp", DataType.STRING, "TODO"),
            optional(
                "session",
                DataType.OBJECT,
                "TODO",
                members=words(
                    "type output_modalities model instructions audio include tracing tools tool_choice "
                    "parallel_tool_calls reasoning max_output_tokens truncation prompt"
                ),
                objects=words("audio reasoning prompt"),
            ),
            returns=Returns.BINARY,
            body=BodyKind.MULTIPART,
            headers=BETA,
            aliases=("create",),
        ),
        acts(
            "accept_realtime_call",
            "/realtime/calls/{call_id}/accept",
            "TODO",
            OF_CALL,
            required("type", DataType.STRING, "TODO", enum=("realtime",)),
            optional(
                "output_modalities", DataType.ARRAY, "TODO", enum=words("text audio"), items=DataType.STRING
            ),
            optional(
                "model",
                DataType.STRING,
                "TODO",
                enum=words(
                    "gpt-realtime gpt-realtime-1.5 gpt-realtime-2 gpt-realtime-2.1 gpt-realtime-2.1-mini "
                    "gpt-realtime-2025-08-28 gpt-4o-realtime-preview gpt-4o-realtime-preview-2024-10-01 "
                    "gpt-4o-realtime-preview-2024-12-17 gpt-4o-realtime-preview-2025-06-03 "
                    "gpt-4o-mini-realtime-preview gpt-4o-mini-realtime-preview-2024-12-17 gpt-realtime-mini "
                    "gpt-realtime-mini-2025-10-06 gpt-realtime-mini-2025-12-15 gpt-audio-1.5 gpt-audio-mini "
                    "gpt-audio-mini-2025-10-06 gpt-audio-mini-2025-12-15"
                ),
            ),
            optional("instructions", DataType.STRING, "TODO"),
            optional(
                "audio", DataType.OBJECT, "TODO", members=words("input output"), objects=words("input output")
            ),
            optional(
                "include",
                DataType.ARRAY,
                "TODO",
                enum=("item.input_audio_transcription.logprobs",),
                items=DataType.STRING,
            ),
            optional("tracing", DataType.ANY, "TODO", enum=("auto",), nullable=True),
            optional("tools", DataType.ARRAY, "TODO", items=DataType.OBJECT),
            optional("tool_choice", DataType.ANY, "TODO", enum=words("none auto required")),
            optional("parallel_tool_calls", DataType.BOOLEAN, "TODO"),
            optional("reasoning", DataType.OBJECT, "TODO", members=("effort",)),
            optional("max_output_tokens", DataType.ANY, "TODO", enum=("inf",)),
            optional("truncation", DataType.ANY, "TODO", enum=words("auto disabled")),
            optional(
                "prompt",
                DataType.OBJECT,
                "TODO",
                members=words("id version variables"),
                objects=("variables",),
                nullable=True,
            ),
            returns=Returns.EMPTY,
            body=BodyKind.JSON,
            headers=BETA,
            aliases=("accept",),
        ),
        acts(
            "hangup_realtime_call",
            "/realtime/calls/{call_id}/hangup",
            "TODO",
            OF_CALL,
            returns=Returns.EMPTY,
            headers=BETA,
            aliases=("hangup",),
        ),
        acts(
            "refer_realtime_call",
            "/realtime/calls/{call_id}/refer",
            "TODO",
            OF_CALL,
            required("target_uri", DataType.STRING, "TODO"),
            returns=Returns.EMPTY,
            body=BodyKind.JSON,
            headers=BETA,
            aliases=("refer",),
        ),
        acts(
            "reject_realtime_call",
            "/realtime/calls/{call_id}/reject",
            "TODO",
            OF_CALL,
            optional("status_code", DataType.INTEGER, "TODO"),
            returns=Returns.EMPTY,
            body=BodyKind.JSON,
            headers=BETA,
            aliases=("reject",),
        ),
    ),
)

CLIENT_SECRETS = Resource(
    "realtime",
    "client_secrets",
    "Client secrets",
    "TODO",
    order_of_use=words("value expires_at session"),
    always=words("value expires_at session"),
    columns=(
        text("value", "TODO"),
        unix_time("expires_at", "TODO"),
        json_object(
            "session",
            "TODO",
            "type",
            "id",
            "object",
            "expires_at",
            "output_modalities",
            "model",
            "instructions",
            "audio",
            "include",
            "tracing",
            "tools",
            "tool_choice",
            "reasoning",
            "max_output_tokens",
            "truncation",
            "prompt",
        ),
    ),
    methods=(
        creates(
            "create_realtime_client_secret",
            "/realtime/client_secrets",
            "TODO",
            optional("expires_after", DataType.OBJECT, "TODO", members=words("anchor seconds")),
            optional(
                "session",
                DataType.OBJECT,
                "TODO",
                column="session",
                members=words(
                    "type output_modalities model instructions audio include tracing tools tool_choice "
                    "parallel_tool_calls reasoning max_output_tokens truncation prompt"
                ),
                objects=words("audio reasoning prompt"),
            ),
            headers=BETA,
        ),
    ),
)

SESSIONS = Resource(
    "realtime",
    "sessions",
    "Sessions",
    "TODO",
    order_of_use=words(
        "id model expires_at include output_modalities instructions audio tracing turn_detection "
        "tools tool_choice max_output_tokens"
    ),
    columns=(
        text("id", "TODO"),
        text("object", "TODO"),
        unix_time("expires_at", "TODO"),
        json_array("include", "TODO"),
        text("model", "TODO"),
        anything("output_modalities", "TODO", enum=words("text audio")),
        text("instructions", "TODO"),
        json_object("audio", "TODO", "input", "output"),
        anything("tracing", "TODO", enum=("auto",)),
        json_object(
            "turn_detection", "TODO", "type", "threshold", "prefix_padding_ms", "silence_duration_ms"
        ),
        json_array("tools", "TODO", "type", "name", "description", "parameters"),
        text("tool_choice", "TODO"),
        anything("max_output_tokens", "TODO", enum=("inf",)),
    ),
    methods=(
        creates(
            "create_realtime_session",
            "/realtime/sessions",
            "TODO",
            required("client_secret", DataType.OBJECT, "TODO", members=words("value expires_at")),
            optional("modalities", DataType.ANY, "TODO", enum=words("text audio"), items=DataType.STRING),
            optional("instructions", DataType.STRING, "TODO", column="instructions"),
            optional(
                "voice",
                DataType.ANY,
                "TODO",
                enum=words("alloy ash ballad coral echo sage shimmer verse marin cedar"),
            ),
            optional("input_audio_format", DataType.STRING, "TODO"),
            optional("output_audio_format", DataType.STRING, "TODO"),
            optional("input_audio_transcription", DataType.OBJECT, "TODO", members=("model",)),
            optional("speed", DataType.NUMBER, "TODO"),
            optional("tracing", DataType.ANY, "TODO", column="tracing", enum=("auto",)),
            optional(
                "turn_detection",
                DataType.OBJECT,
                "TODO",
                column="turn_detection",
                members=words("type threshold prefix_padding_ms silence_duration_ms"),
            ),
            optional("tools", DataType.ARRAY, "TODO", column="tools", items=DataType.OBJECT),
            optional("tool_choice", DataType.STRING, "TODO", column="tool_choice"),
            optional("temperature", DataType.NUMBER, "TODO"),
            optional("max_response_output_tokens", DataType.ANY, "TODO", enum=("inf",)),
            optional("truncation", DataType.ANY, "TODO", enum=words("auto disabled")),
            optional(
                "prompt",
                DataType.OBJECT,
                "TODO",
                members=words("id version variables"),
                objects=("variables",),
                nullable=True,
            ),
            headers=BETA,
        ),
    ),
)

TRANSCRIPTION_SESSIONS = Resource(
    "realtime",
    "transcription_sessions",
    "Transcription sessions",
    "TODO",
    order_of_use=words(
        "client_secret modalities input_audio_format input_audio_transcription turn_detection"
    ),
    always=("client_secret",),
    columns=(
        json_object("client_secret", "TODO", "value", "expires_at"),
        anything("modalities", "TODO", enum=words("text audio")),
        text("input_audio_format", "TODO"),
        json_object("input_audio_transcription", "TODO", "model", "language", "languages", "prompt"),
        json_object(
            "turn_detection", "TODO", "type", "threshold", "prefix_padding_ms", "silence_duration_ms"
        ),
    ),
    methods=(
        creates(
            "create_realtime_transcription_session",
            "/realtime/transcription_sessions",
            "TODO",
            optional(
                "turn_detection",
                DataType.OBJECT,
                "TODO",
                column="turn_detection",
                members=words("type threshold prefix_padding_ms silence_duration_ms"),
            ),
            optional("input_audio_noise_reduction", DataType.OBJECT, "TODO", members=("type",)),
            optional(
                "input_audio_format",
                DataType.STRING,
                "TODO",
                column="input_audio_format",
                enum=words("pcm16 g711_ulaw g711_alaw"),
            ),
            optional(
                "input_audio_transcription",
                DataType.OBJECT,
                "TODO",
                column="input_audio_transcription",
                members=words("model language languages keywords prompt delay"),
            ),
            optional(
                "include",
                DataType.ARRAY,
                "TODO",
                enum=("item.input_audio_transcription.logprobs",),
                items=DataType.STRING,
            ),
            headers=BETA,
        ),
    ),
)

TRANSLATION_CLIENT_SECRETS = Resource(
    "realtime",
    "translation_client_secrets",
    "Translation client secrets",
    "TODO",
    order_of_use=words("value expires_at session"),
    always=words("value expires_at session"),
    columns=(
        text("value", "TODO"),
        unix_time("expires_at", "TODO"),
        json_object("session", "TODO", "id", "type", "expires_at", "model", "audio"),
    ),
    methods=(
        creates(
            "create_realtime_translation_client_secret",
            "/realtime/translations/client_secrets",
            "TODO",
            optional("expires_after", DataType.OBJECT, "TODO", members=words("anchor seconds")),
            required(
                "session",
                DataType.OBJECT,
                "TODO",
                column="session",
                members=words("model audio"),
                objects=("audio",),
            ),
            headers=BETA,
        ),
    ),
)

SERVICE = Service(
    "realtime",
    "Realtime",
    "TODO",
    (CALLS, CLIENT_SECRETS, SESSIONS, TRANSCRIPTION_SESSIONS, TRANSLATION_CLIENT_SECRETS),
)
