"""Videos: films made by models; deprecated."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ANY,
    acts,
    creates,
    deletes,
    in_path,
    in_query,
    integer,
    json_object,
    object_type,
    optional,
    pages,
    reads,
    required,
    state,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, Lifecycle, Resource, Returns, Service

PATH = "/videos/{video_id}"
INSTEAD = "The API gives no replacement: it will be shut down with the Sora models."

VIDEO_ID = in_path("video_id", "The video.", column="id")
MODELS = words("sora-2 sora-2-pro sora-2-2025-10-06 sora-2-pro-2025-10-06 sora-2-2025-12-08")
SIZES = words("720x1280 1280x720 1024x1792 1792x1024")
LENGTHS = words("4 8 12")

PROMPT = required("prompt", "What is to be seen.")
SOURCE = required(
    "video",
    'The path of a film on this machine, or a video of the API: {"id": "video_..."}.',
    ANY,
    local_file=True,
    example="clip.mp4",
)

CHARACTERS = Resource(
    "videos",
    "characters",
    "Video characters",
    "People or things that can appear in several videos.",
    id_prefix="char_",
    deprecated=INSTEAD,
    hint="the API has no list of characters: keep their ids",
    look="SELECT * FROM openai.videos.characters WHERE name = {name}",
    expected_rows=1,
    order_of_use=words("id name created_at"),
    always=("created_at",),
    columns=(
        text("id", "The character's identifier."),
        text("name", "Its name."),
        unix_time("created_at", "When it was made."),
    ),
    methods=(
        reads(
            "get_video_character",
            "/videos/characters/{character_id}",
            "One character.",
            in_path("character_id", "The character.", column="id"),
        ),
        creates(
            "create_video_character",
            "/videos/characters",
            "Make a character of a film.",
            required("video", "The path of a film on this machine.", local_file=True, example="clip.mp4"),
            required("name", "Its name."),
            body=BodyKind.MULTIPART,
            billable=True,
        ),
    ),
)

VIDEOS = Resource(
    "videos",
    "videos",
    "Videos",
    "Films made by models, in minutes; each can be downloaded until it expires.",
    id_prefix="video_",
    deprecated=INSTEAD,
    expected_rows=50,
    order_of_use=words(
        "id status progress prompt model seconds size created_at completed_at expires_at error remixed_from_video_id"
    ),
    always=words("id object model status progress created_at size seconds"),
    columns=(
        text("id", "The video's identifier."),
        object_type("video"),
        text("model", "The model that makes it.", enum=MODELS),
        state(
            "status",
            "Where the video stands.",
            words("queued in_progress completed failed"),
            done=("completed",),
            failed=("failed",),
        ),
        integer("progress", "How far it has come, in per cent."),
        unix_time("created_at", "When it was asked for."),
        unix_time("completed_at", "When it was done."),
        unix_time("expires_at", "When it can no longer be downloaded."),
        text("prompt", "What is to be seen."),
        text("size", "Width and height.", enum=SIZES),
        text("seconds", "How long it is, in seconds."),
        text("remixed_from_video_id", "The video it was made of."),
        json_object("error", "Why it failed.", "code", "message"),
    ),
    methods=(
        pages("list_videos", "/videos", "Videos of the project, a page at a time."),
        reads("get_video", PATH, "One video.", VIDEO_ID),
        creates(
            "create_video",
            "/videos",
            "Begin to make a film; its seconds are billed.",
            PROMPT,
            optional("model", "The model; sora-2 without it.", enum=MODELS),
            optional(
                "input_reference",
                'The path of a picture on this machine, or {"image_url": "..."} or {"file_id": "..."}.',
                ANY,
                local_file=True,
            ),
            optional("seconds", "How long it is to be.", enum=LENGTHS),
            optional("size", "Width and height.", enum=SIZES),
            body=BodyKind.EITHER,
            billable=True,
        ),
        deletes("delete_video", PATH, "Remove a video.", VIDEO_ID),
        acts(
            "create_video_edit",
            "/videos/edits",
            "Begin to make a film by changing another; its seconds are billed.",
            SOURCE,
            PROMPT,
            body=BodyKind.EITHER,
            aliases=("edit",),
            billable=True,
        ),
        acts(
            "create_video_extend",
            "/videos/extensions",
            "Begin to make a film longer; its seconds are billed.",
            SOURCE,
            PROMPT,
            required("seconds", "How much longer.", enum=LENGTHS),
            body=BodyKind.EITHER,
            aliases=("extend",),
            billable=True,
        ),
        acts(
            "retrieve_video_content",
            f"{PATH}/content",
            "The film, or a picture of it, written to @to.",
            VIDEO_ID,
            in_query("variant", "What is wanted.", enum=words("video thumbnail spritesheet"), closed=True),
            http="GET",
            returns=Returns.BINARY,
            aliases=("content", "download"),
        ),
        acts(
            "create_video_remix",
            f"{PATH}/remix",
            "Begin to make a film like another; its seconds are billed.",
            VIDEO_ID,
            PROMPT,
            body=BodyKind.EITHER,
            aliases=("remix",),
            billable=True,
        ),
    ),
    lifecycle=Lifecycle(
        poll="get_video",
        state="status",
        terminal_states=words("completed failed"),
        success_states=("completed",),
        counts="",
        errors="error",
        interval=10.0,
        deadline=3600.0,
    ),
)

SERVICE = Service("videos", "Videos", "Films made by models; deprecated.", (VIDEOS, CHARACTERS))
