"""Audio: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    creates,
    deletes,
    in_path,
    json_array,
    json_object,
    lists,
    number,
    optional,
    reads,
    required,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, Paging, Resource, Returns, Service

CONSENT_ID = in_path("consent_id", "TODO", column="id")

SPEECHES = Resource(
    "audio",
    "speeches",
    "Speeches",
    "TODO",
    order_of_use=(),
    columns=(),
    methods=(
        creates(
            "create_speech",
            "/audio/speech",
            "TODO",
            required(
                "model",
                DataType.STRING,
                "TODO",
                enum=words("tts-1 tts-1-hd gpt-4o-mini-tts gpt-4o-mini-tts-2025-12-15"),
            ),
            required("input", DataType.STRING, "TODO"),
            optional("instructions", DataType.STRING, "TODO"),
            required(
                "voice",
                DataType.ANY,
                "TODO",
                enum=words("alloy ash ballad coral echo sage shimmer verse marin cedar"),
            ),
            optional("response_format", DataType.STRING, "TODO", enum=words("mp3 opus aac flac wav pcm")),
            optional("speed", DataType.NUMBER, "TODO"),
            optional("stream_format", DataType.STRING, "TODO", enum=words("sse audio")),
            returns=Returns.BINARY,
        ),
    ),
)

TRANSCRIPTIONS = Resource(
    "audio",
    "transcriptions",
    "Transcriptions",
    "TODO",
    order_of_use=words("text languages logprobs usage task duration segments language words"),
    always=("text",),
    columns=(
        text("text", "TODO"),
        json_array("languages", "TODO", "code"),
        json_array("logprobs", "TODO", "token", "logprob", "bytes"),
        json_object(
            "usage",
            "TODO",
            "type",
            "input_tokens",
            "input_token_details",
            "output_tokens",
            "total_tokens",
            "seconds",
        ),
        text("task", "TODO", enum=("transcribe",)),
        number("duration", "TODO"),
        json_array(
            "segments",
            "TODO",
            "type",
            "id",
            "start",
            "end",
            "text",
            "speaker",
            "seek",
            "tokens",
            "temperature",
            "avg_logprob",
            "compression_ratio",
            "no_speech_prob",
        ),
        text("language", "TODO"),
        json_array("words", "TODO", "word", "start", "end"),
    ),
    methods=(
        creates(
            "create_transcription",
            "/audio/transcriptions",
            "TODO",
            required("file", DataType.STRING, "TODO", local_file=True),
            required(
                "model",
                DataType.STRING,
                "TODO",
                enum=words(
                    "whisper-1 gpt-transcribe gpt-4o-transcribe gpt-4o-mini-transcribe "
                    "gpt-4o-mini-transcribe-2025-12-15 gpt-4o-transcribe-diarize"
                ),
            ),
            optional("language", DataType.STRING, "TODO", column="language"),
            optional(
                "languages", DataType.ARRAY, "TODO", column="languages", items=DataType.STRING, min_items=1
            ),
            optional("keywords", DataType.ARRAY, "TODO", items=DataType.STRING),
            optional("prompt", DataType.STRING, "TODO"),
            optional(
                "response_format",
                DataType.STRING,
                "TODO",
                enum=words("json text srt verbose_json vtt diarized_json"),
            ),
            optional("temperature", DataType.NUMBER, "TODO"),
            optional("include", DataType.ARRAY, "TODO", enum=("logprobs",), items=DataType.STRING),
            optional(
                "timestamp_granularities",
                DataType.ARRAY,
                "TODO",
                enum=words("word segment"),
                items=DataType.STRING,
            ),
            optional("chunking_strategy", DataType.ANY, "TODO", enum=("auto",), nullable=True),
            optional("known_speaker_names", DataType.ARRAY, "TODO", items=DataType.STRING, max_items=4),
            optional("known_speaker_references", DataType.ARRAY, "TODO", items=DataType.STRING, max_items=4),
            body=BodyKind.MULTIPART,
        ),
    ),
)

TRANSLATIONS = Resource(
    "audio",
    "translations",
    "Translations",
    "TODO",
    order_of_use=words("text language duration segments"),
    always=("text",),
    columns=(
        text("text", "TODO"),
        text("language", "TODO"),
        number("duration", "TODO"),
        json_array(
            "segments",
            "TODO",
            "id",
            "seek",
            "start",
            "end",
            "text",
            "tokens",
            "temperature",
            "avg_logprob",
            "compression_ratio",
            "no_speech_prob",
        ),
    ),
    methods=(
        creates(
            "create_translation",
            "/audio/translations",
            "TODO",
            required("file", DataType.STRING, "TODO", local_file=True),
            required("model", DataType.STRING, "TODO", enum=("whisper-1",)),
            optional("prompt", DataType.STRING, "TODO"),
            optional(
                "response_format", DataType.STRING, "TODO", enum=words("json text srt verbose_json vtt")
            ),
            optional("temperature", DataType.NUMBER, "TODO"),
            body=BodyKind.MULTIPART,
        ),
    ),
)

VOICE_CONSENTS = Resource(
    "audio",
    "voice_consents",
    "Voice consents",
    "TODO",
    order_of_use=words("id name created_at language"),
    always=words("object id name language created_at"),
    columns=(
        text("object", "Always audio.voice_consent.", enum=("audio.voice_consent",)),
        text("id", "TODO"),
        text("name", "TODO"),
        text("language", "TODO"),
        unix_time("created_at", "TODO"),
    ),
    methods=(
        lists(
            "list_voice_consents", "/audio/voice_consents", "TODO", paging=Paging.AFTER_LAST_ID, max_page=100
        ),
        reads("get_voice_consent", "/audio/voice_consents/{consent_id}", "TODO", CONSENT_ID),
        creates(
            "create_voice_consent",
            "/audio/voice_consents",
            "TODO",
            required("name", DataType.STRING, "TODO", column="name"),
            required("recording", DataType.STRING, "TODO", local_file=True),
            required("language", DataType.STRING, "TODO", column="language"),
            body=BodyKind.MULTIPART,
        ),
        updates(
            "update_voice_consent",
            "/audio/voice_consents/{consent_id}",
            "TODO",
            CONSENT_ID,
            required("name", DataType.STRING, "TODO", column="name"),
        ),
        deletes("delete_voice_consent", "/audio/voice_consents/{consent_id}", "TODO", CONSENT_ID),
    ),
)

VOICES = Resource(
    "audio",
    "voices",
    "Voices",
    "TODO",
    order_of_use=words("id name created_at"),
    always=words("object id name created_at"),
    columns=(
        text("object", "Always audio.voice.", enum=("audio.voice",)),
        text("id", "TODO"),
        text("name", "TODO"),
        unix_time("created_at", "TODO"),
    ),
    methods=(
        creates(
            "create_voice",
            "/audio/voices",
            "TODO",
            required("name", DataType.STRING, "TODO", column="name"),
            required("audio_sample", DataType.STRING, "TODO", local_file=True),
            required("consent", DataType.STRING, "TODO"),
            body=BodyKind.MULTIPART,
        ),
    ),
)

SERVICE = Service("audio", "Audio", "TODO", (SPEECHES, TRANSCRIPTIONS, TRANSLATIONS, VOICE_CONSENTS, VOICES))
