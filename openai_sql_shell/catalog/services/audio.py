"""Audio: speech made of text, and text of speech."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ANY,
    ARRAY,
    NUMBER,
    STRING,
    creates,
    deletes,
    in_path,
    json_array,
    json_object,
    number,
    object_type,
    optional,
    pages,
    reads,
    required,
    text,
    unix_time,
    updates,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, Resource, Returns, Service

CONSENT_PATH = "/audio/voice_consents/{consent_id}"
CONSENT_ID = in_path("consent_id", "The consent.", column="id")
RECORDING = required(
    "file", "The path of the recording on this machine.", local_file=True, example="speech.mp3"
)
TEMPERATURE = optional("temperature", "How free the text is, from 0 to 1.", NUMBER)
VOICES_KNOWN = words("alloy ash ballad coral echo sage shimmer verse marin cedar")
SEGMENT = words("id seek start end text tokens temperature avg_logprob compression_ratio no_speech_prob")

SPEECHES = Resource(
    "audio",
    "speeches",
    "Speeches",
    "Text read aloud; the sound is written to a file.",
    hint='INSERT INTO openai.audio.speeches (model, input, voice, "to") VALUES (...) writes the sound to a file',
    expected_rows=1,
    columns=(),
    methods=(
        creates(
            "create_speech",
            "/audio/speech",
            "Read a text aloud; characters or tokens are billed.",
            required(
                "model",
                "The model that speaks.",
                enum=words("tts-1 tts-1-hd gpt-4o-mini-tts gpt-4o-mini-tts-2025-12-15"),
            ),
            required("input", "The text, up to 4,096 characters."),
            required(
                "voice",
                "The voice: a name, or an object with the id of one of your own.",
                ANY,
                enum=VOICES_KNOWN,
            ),
            optional("instructions", "How it is to sound; not for tts-1."),
            optional("response_format", "The format of the file.", enum=words("mp3 opus aac flac wav pcm")),
            optional("speed", "From 0.25 to 4.", NUMBER),
            optional("stream_format", "How it would be sent in pieces.", enum=words("sse audio")),
            returns=Returns.BINARY,
            billable=True,
        ),
    ),
)

TRANSCRIPTIONS = Resource(
    "audio",
    "transcriptions",
    "Transcriptions",
    "What is said in a recording.",
    hint="INSERT INTO openai.audio.transcriptions (file, model) VALUES ('path', 'whisper-1') RETURNING text",
    expected_rows=1,
    order_of_use=words("text language duration usage segments words languages logprobs task"),
    always=("text",),
    columns=(
        text("text", "What is said."),
        json_array("languages", "The languages that were heard.", "code"),
        json_array("logprobs", "How likely each word is.", *words("token logprob bytes")),
        json_object(
            "usage",
            "Tokens or seconds that are billed.",
            *words("type input_tokens input_token_details output_tokens total_tokens seconds"),
        ),
        text("task", "Always transcribe.", enum=("transcribe",)),
        number("duration", "How long the recording is, in seconds."),
        json_array("segments", "The text in pieces, with times and speakers.", "type", "speaker", *SEGMENT),
        text("language", "The language."),
        json_array("words", "The words, each with its times.", *words("word start end")),
    ),
    methods=(
        creates(
            "create_transcription",
            "/audio/transcriptions",
            "Write down what is said; seconds or tokens are billed.",
            RECORDING,
            required(
                "model",
                "The model that listens.",
                enum=words(
                    "whisper-1 gpt-transcribe gpt-4o-transcribe gpt-4o-mini-transcribe "
                    "gpt-4o-mini-transcribe-2025-12-15 gpt-4o-transcribe-diarize"
                ),
            ),
            optional("language", "The language, as in en.", example="en-US"),
            optional("languages", "The languages that may be heard.", ARRAY, items=STRING, min_items=1),
            optional("keywords", "Words that may be heard.", ARRAY, items=STRING),
            optional("prompt", "What was said before, for style and names."),
            optional(
                "response_format",
                "How much is told.",
                enum=words("json text srt verbose_json vtt diarized_json"),
            ),
            TEMPERATURE,
            optional("include", "What is shown beside the usual.", ARRAY, enum=("logprobs",), items=STRING),
            optional(
                "timestamp_granularities",
                "For what times are told; needs verbose_json.",
                ARRAY,
                enum=words("word segment"),
                items=STRING,
            ),
            optional(
                "chunking_strategy",
                "How the recording is cut: auto, or an object.",
                ANY,
                enum=("auto",),
                nullable=True,
            ),
            optional(
                "known_speaker_names", "Names of up to four speakers.", ARRAY, items=STRING, max_items=4
            ),
            optional(
                "known_speaker_references",
                "How they sound: data URLs, in the order of the names.",
                ARRAY,
                items=STRING,
                max_items=4,
            ),
            body=BodyKind.MULTIPART,
            billable=True,
        ),
    ),
)

TRANSLATIONS = Resource(
    "audio",
    "translations",
    "Translations",
    "What is said in a recording, in English.",
    hint="INSERT INTO openai.audio.translations (file, model) VALUES ('path', 'whisper-1') RETURNING text",
    expected_rows=1,
    order_of_use=words("text language duration segments"),
    always=("text",),
    columns=(
        text("text", "What is said, in English."),
        text("language", "Always english."),
        number("duration", "How long the recording is, in seconds."),
        json_array("segments", "The text in pieces, with times.", *SEGMENT),
    ),
    methods=(
        creates(
            "create_translation",
            "/audio/translations",
            "Write down in English what is said; seconds are billed.",
            RECORDING,
            required("model", "The model that listens.", enum=("whisper-1",)),
            optional("prompt", "What was said before, in English."),
            optional("response_format", "How much is told.", enum=words("json text srt verbose_json vtt")),
            TEMPERATURE,
            body=BodyKind.MULTIPART,
            billable=True,
        ),
    ),
)

VOICE_CONSENTS = Resource(
    "audio",
    "voice_consents",
    "Voice consents",
    "Recordings in which somebody allows the use of their voice.",
    id_prefix="cons_",
    expected_rows=20,
    order_of_use=words("id name language created_at"),
    always=words("object id name language created_at"),
    columns=(
        object_type("audio.voice_consent"),
        text("id", "The consent's identifier."),
        text("name", "Its name."),
        text("language", "The language of the recording, as in en-US."),
        unix_time("created_at", "When it was uploaded."),
    ),
    methods=(
        pages(
            "list_voice_consents", "/audio/voice_consents", "Consents of the organization, a page at a time."
        ),
        reads("get_voice_consent", CONSENT_PATH, "One consent.", CONSENT_ID),
        creates(
            "create_voice_consent",
            "/audio/voice_consents",
            "Upload a consent.",
            required("name", "Its name."),
            required(
                "recording",
                "The path of the recording on this machine.",
                local_file=True,
                example="consent.wav",
            ),
            required("language", "The language, as in en-US.", example="en-US"),
            body=BodyKind.MULTIPART,
        ),
        updates(
            "update_voice_consent",
            CONSENT_PATH,
            "Give a consent another name.",
            CONSENT_ID,
            required("name", "The new name."),
        ),
        deletes("delete_voice_consent", CONSENT_PATH, "Remove a consent.", CONSENT_ID),
    ),
)

VOICES = Resource(
    "audio",
    "voices",
    "Voices",
    "Voices of your own.",
    id_prefix="voice_",
    hint="the API has no list of voices: keep their ids",
    expected_rows=1,
    order_of_use=words("id name created_at"),
    always=words("object id name created_at"),
    columns=(
        object_type("audio.voice"),
        text("id", "The voice's identifier."),
        text("name", "Its name."),
        unix_time("created_at", "When it was made."),
    ),
    methods=(
        creates(
            "create_voice",
            "/audio/voices",
            "Make a voice of a sample, with the speaker's consent.",
            required("name", "Its name."),
            required(
                "audio_sample",
                "The path of the sample on this machine.",
                local_file=True,
                example="sample.wav",
            ),
            required("consent", "The consent of whoever speaks.", leads_to="audio.voice_consents"),
            body=BodyKind.MULTIPART,
        ),
    ),
)

SERVICE = Service(
    "audio",
    "Audio",
    "Speech made of text, and text of speech.",
    (SPEECHES, TRANSCRIPTIONS, TRANSLATIONS, VOICES, VOICE_CONSENTS),
)
