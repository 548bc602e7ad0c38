"""Realtime: calls in which models listen and speak."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ANY,
    ARRAY,
    BOOLEAN,
    INTEGER,
    NUMBER,
    OBJECT,
    STRING,
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
from openai_sql_shell.catalog.model import BodyKind, Resource, Returns, Service

BETA = (("OpenAI-Beta", "assistants=v2"),)
CALL = "/realtime/calls/{call_id}"
CALL_ID = in_path("call_id", "The call.")

SESSION = words(
    "type output_modalities model instructions audio include tracing tools tool_choice parallel_tool_calls reasoning "
    "max_output_tokens truncation prompt"
)
SESSION_OBJECTS = words("audio reasoning prompt")
TURNS = words("type threshold prefix_padding_ms silence_duration_ms")
FORMATS = words("pcm16 g711_ulaw g711_alaw")
CHOICES = words("none auto required")
LOGPROBS = ("item.input_audio_transcription.logprobs",)
MODELS = words(
    "gpt-realtime gpt-realtime-1.5 gpt-realtime-2 gpt-realtime-2.1 gpt-realtime-2.1-mini gpt-realtime-2025-08-28 "
    "gpt-4o-realtime-preview gpt-4o-realtime-preview-2024-10-01 gpt-4o-realtime-preview-2024-12-17 "
    "gpt-4o-realtime-preview-2025-06-03 gpt-4o-mini-realtime-preview gpt-4o-mini-realtime-preview-2024-12-17 "
    "gpt-realtime-mini gpt-realtime-mini-2025-10-06 gpt-realtime-mini-2025-12-15 gpt-audio-1.5 gpt-audio-mini "
    "gpt-audio-mini-2025-10-06 gpt-audio-mini-2025-12-15"
)
VOICES = words("alloy ash ballad coral echo sage shimmer verse marin cedar")

EXPIRY = optional(
    "expires_after", "The anchor created_at and seconds.", OBJECT, members=words("anchor seconds")
)
SECRET = json_object(
    "client_secret",
    "What the client opens the session with, shown this once.",
    "value",
    "expires_at",
    secret=True,
)
PROMPT = optional(
    "prompt",
    "A stored prompt, with values for its variables.",
    OBJECT,
    members=words("id version variables"),
    objects=("variables",),
    nullable=True,
)
TRUNCATION = optional("truncation", "How a long call is made shorter.", ANY, enum=words("auto disabled"))

CALLS = Resource(
    "realtime",
    "calls",
    "Realtime calls",
    "Calls by WebRTC or telephone; a webhook tells their ids.",
    hint="EXEC openai.realtime.calls.accept_realtime_call @call_id = '...', @type = 'realtime' answers a call",
    expected_rows=1,
    columns=(),
    methods=(
        acts(
            "create_realtime_call",
            "/realtime/calls",
            "Begin a call by WebRTC: an SDP offer in, an SDP answer out; its time is billed.",
            required("sdp", "The offer, as text.", example="v=0"),
            optional(
                "session",
                "How the model behaves.",
                OBJECT,
                members=SESSION,
                objects=SESSION_OBJECTS,
                example={"type": "realtime", "model": "gpt-realtime"},
            ),
            returns=Returns.BINARY,
            body=BodyKind.MULTIPART,
            aliases=("create",),
            billable=True,
        ),
        acts(
            "accept_realtime_call",
            f"{CALL}/accept",
            "Answer a telephone call; its time is billed.",
            CALL_ID,
            required("type", "Always realtime.", enum=("realtime",)),
            optional("model", "The model that speaks.", enum=MODELS),
            optional("instructions", "What the model is told before anything else."),
            optional(
                "output_modalities",
                "What the answer is made of.",
                ARRAY,
                enum=words("text audio"),
                items=STRING,
            ),
            optional(
                "audio",
                "How sound is heard and spoken.",
                OBJECT,
                members=words("input output"),
                objects=words("input output"),
            ),
            optional("include", "What is shown beside the usual.", ARRAY, enum=LOGPROBS, items=STRING),
            optional("tracing", "How the call is traced.", ANY, enum=("auto",), nullable=True),
            optional("tools", "The tools the model may use.", ARRAY, items=OBJECT),
            optional("tool_choice", "Whether, or which of, the tools are used.", ANY, enum=CHOICES),
            optional("parallel_tool_calls", "Several tools may be called at once.", BOOLEAN),
            optional("reasoning", "How much it thinks.", OBJECT, members=("effort",)),
            optional(
                "max_output_tokens", "How many tokens an answer may have; inf: any.", ANY, enum=("inf",)
            ),
            TRUNCATION,
            PROMPT,
            returns=Returns.EMPTY,
            body=BodyKind.JSON,
            aliases=("accept",),
            billable=True,
        ),
        acts(
            "hangup_realtime_call",
            f"{CALL}/hangup",
            "End a call.",
            CALL_ID,
            returns=Returns.EMPTY,
            aliases=("hangup",),
        ),
        acts(
            "refer_realtime_call",
            f"{CALL}/refer",
            "Hand a call on to somebody else.",
            CALL_ID,
            required("target_uri", "Whom to, as in tel:+14155550123.", example="tel:+14155550123"),
            returns=Returns.EMPTY,
            body=BodyKind.JSON,
            aliases=("refer",),
        ),
        acts(
            "reject_realtime_call",
            f"{CALL}/reject",
            "Refuse a call.",
            CALL_ID,
            optional("status_code", "The SIP code for it; 603 without it.", INTEGER, example=486),
            returns=Returns.EMPTY,
            body=BodyKind.JSON,
            aliases=("reject",),
        ),
    ),
)

CLIENT_SECRETS = Resource(
    "realtime",
    "client_secrets",
    "Realtime client secrets",
    "Secrets by which browsers and apps open a session.",
    hint="INSERT INTO openai.realtime.client_secrets (session) VALUES ('{...}') RETURNING * makes one",
    expected_rows=1,
    order_of_use=words("value expires_at session"),
    always=words("value expires_at session"),
    columns=(
        text("value", "The secret, shown this once.", secret=True),
        unix_time("expires_at", "When it stops working."),
        json_object(
            "session",
            "The session it opens.",
            *words(
                "type id object expires_at output_modalities model instructions audio include tracing tools tool_choice "
                "reasoning max_output_tokens truncation prompt"
            ),
        ),
    ),
    methods=(
        creates(
            "create_realtime_client_secret",
            "/realtime/client_secrets",
            "Make a secret; it is shown this once.",
            EXPIRY,
            optional(
                "session",
                "How the model behaves in the session.",
                OBJECT,
                members=SESSION,
                objects=SESSION_OBJECTS,
                example={"type": "realtime", "model": "gpt-realtime"},
            ),
        ),
    ),
)

TRANSLATION_CLIENT_SECRETS = Resource(
    "realtime",
    "translation_client_secrets",
    "Realtime translation client secrets",
    "Secrets by which browsers and apps open a session that translates.",
    hint="INSERT INTO openai.realtime.translation_client_secrets (session) VALUES ('{...}') RETURNING * makes one",
    expected_rows=1,
    order_of_use=words("value expires_at session"),
    always=words("value expires_at session"),
    columns=(
        text("value", "The secret, shown this once.", secret=True),
        unix_time("expires_at", "When it stops working."),
        json_object("session", "The session it opens.", *words("id type expires_at model audio")),
    ),
    methods=(
        creates(
            "create_realtime_translation_client_secret",
            "/realtime/translations/client_secrets",
            "Make a secret; it is shown this once.",
            EXPIRY,
            required(
                "session",
                "The model, and the language to translate into.",
                OBJECT,
                members=words("model audio"),
                objects=("audio",),
                example={"type": "realtime", "model": "gpt-realtime"},
            ),
        ),
    ),
)

SESSIONS = Resource(
    "realtime",
    "sessions",
    "Realtime sessions",
    "Sessions of the beta; client_secrets replace them.",
    id_prefix="sess_",
    hint="use openai.realtime.client_secrets",
    expected_rows=1,
    order_of_use=words(
        "id model expires_at instructions output_modalities audio turn_detection tools tool_choice max_output_tokens "
        "tracing include"
    ),
    columns=(
        text("id", "The session's identifier."),
        text("object", "Always realtime.session."),
        unix_time("expires_at", "When it ends."),
        json_array("include", "What is shown beside the usual.", enum=LOGPROBS),
        text("model", "The model that speaks."),
        anything("output_modalities", "What the answer is made of.", enum=words("text audio")),
        text("instructions", "What the model is told before anything else."),
        json_object("audio", "How sound is heard and spoken.", "input", "output"),
        anything("tracing", "How the session is traced.", enum=("auto",)),
        json_object("turn_detection", "How it is noticed that somebody has spoken.", *TURNS),
        json_array("tools", "The tools the model may use.", *words("type name description parameters")),
        text("tool_choice", "Whether the tools are used."),
        anything("max_output_tokens", "How many tokens an answer may have.", enum=("inf",)),
    ),
    methods=(
        creates(
            "create_realtime_session",
            "/realtime/sessions",
            "Open a session of the beta.",
            required(
                "client_secret",
                "The secret that the client will use.",
                OBJECT,
                members=words("value expires_at"),
                example={"value": "ek_abc123", "expires_at": 1790000000},
            ),
            optional(
                "modalities", "What the answer is made of.", ANY, enum=words("text audio"), items=STRING
            ),
            optional("instructions", "What the model is told before anything else."),
            optional("voice", "The voice.", ANY, enum=VOICES),
            optional("input_audio_format", "The format of the sound that is heard."),
            optional("output_audio_format", "The format of the sound that is spoken."),
            optional(
                "input_audio_transcription", "How what is heard is written down.", OBJECT, members=("model",)
            ),
            optional("speed", "How fast the voice speaks, from 0.25 to 1.5.", NUMBER),
            optional("tracing", "How the session is traced.", ANY, enum=("auto",)),
            optional("turn_detection", "How it is noticed that somebody has spoken.", OBJECT, members=TURNS),
            optional("tools", "The tools the model may use.", ARRAY, items=OBJECT),
            optional("tool_choice", "Whether the tools are used."),
            optional("temperature", "How free the answers are, from 0.6 to 1.2.", NUMBER),
            optional(
                "max_response_output_tokens",
                "How many tokens an answer may have; inf: any.",
                ANY,
                enum=("inf",),
            ),
            TRUNCATION,
            PROMPT,
            headers=BETA,
            adds=(SECRET,),
        ),
    ),
)

TRANSCRIPTION_SESSIONS = Resource(
    "realtime",
    "transcription_sessions",
    "Realtime transcription sessions",
    "Sessions of the beta that write down what is said; client_secrets replace them.",
    hint="use openai.realtime.client_secrets",
    expected_rows=1,
    order_of_use=words(
        "client_secret modalities input_audio_format input_audio_transcription turn_detection"
    ),
    always=("client_secret",),
    columns=(
        SECRET,
        anything("modalities", "What is heard.", enum=words("text audio")),
        text("input_audio_format", "The format of the sound that is heard."),
        json_object(
            "input_audio_transcription",
            "How what is heard is written down.",
            *words("model language languages prompt"),
        ),
        json_object("turn_detection", "How it is noticed that somebody has spoken.", *TURNS),
    ),
    methods=(
        creates(
            "create_realtime_transcription_session",
            "/realtime/transcription_sessions",
            "Open a session of the beta that writes down what is said; its secret is shown this once.",
            optional("turn_detection", "How it is noticed that somebody has spoken.", OBJECT, members=TURNS),
            optional("input_audio_noise_reduction", "How noise is taken out.", OBJECT, members=("type",)),
            optional("input_audio_format", "The format of the sound that is heard.", enum=FORMATS),
            optional(
                "input_audio_transcription",
                "How what is heard is written down.",
                OBJECT,
                members=words("model language languages keywords prompt delay"),
            ),
            optional("include", "What is shown beside the usual.", ARRAY, enum=LOGPROBS, items=STRING),
            headers=BETA,
        ),
    ),
)

SERVICE = Service(
    "realtime",
    "Realtime",
    "Calls in which models listen and speak.",
    (CLIENT_SECRETS, TRANSLATION_CLIENT_SECRETS, CALLS, SESSIONS, TRANSCRIPTION_SESSIONS),
)
