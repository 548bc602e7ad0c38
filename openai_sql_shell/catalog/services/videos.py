"""Videos: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    acts,
    creates,
    deletes,
    in_path,
    in_query,
    integer,
    json_object,
    lists,
    optional,
    reads,
    required,
    state,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, Paging, Resource, Returns, Service

VIDEO_ID = in_path("video_id", "TODO", column="id")

CHARACTERS = Resource(
    "videos",
    "characters",
    "Characters",
    "TODO",
    deprecated="TODO",
    order_of_use=words("id name created_at"),
    always=("created_at",),
    columns=(text("id", "TODO"), text("name", "TODO"), unix_time("created_at", "TODO")),
    methods=(
        reads(
            "get_video_character",
            "/videos/characters/{character_id}",
            "TODO",
            in_path("character_id", "TODO", column="id"),
            deprecated="TODO",
        ),
        creates(
            "create_video_character",
            "/videos/characters",
            "TODO",
            required("video", DataType.STRING, "TODO", local_file=True),
            required("name", DataType.STRING, "TODO", column="name"),
            body=BodyKind.MULTIPART,
            deprecated="TODO",
        ),
    ),
)

VIDEOS = Resource(
    "videos",
    "videos",
    "Videos",
    "TODO",
    deprecated="TODO",
    order_of_use=words(
        "id status model created_at progress completed_at expires_at prompt size seconds "
        "remixed_from_video_id error"
    ),
    always=words("id object model status progress created_at size seconds"),
    columns=(
        text("id", "TODO"),
        text("object", "Always video.", enum=("video",)),
        text(
            "model",
            "TODO",
            enum=words("sora-2 sora-2-pro sora-2-2025-10-06 sora-2-pro-2025-10-06 sora-2-2025-12-08"),
        ),
        state(
            "status",
            "TODO",
            words("queued in_progress completed failed"),
            done=("completed",),
            failed=("failed",),
        ),
        integer("progress", "TODO"),
        unix_time("created_at", "TODO"),
        unix_time("completed_at", "TODO"),
        unix_time("expires_at", "TODO"),
        text("prompt", "TODO"),
        text("size", "TODO", enum=words("720x1280 1280x720 1024x1792 1792x1024")),
        text("seconds", "TODO"),
        text("remixed_from_video_id", "TODO"),
        json_object("error", "TODO", "code", "message"),
    ),
    methods=(
        lists("list_videos", "/videos", "TODO", deprecated="TODO", paging=Paging.AFTER_LAST_ID, max_page=100),
        reads("get_video", "/videos/{video_id}", "TODO", VIDEO_ID, deprecated="TODO"),
        creates(
            "create_video",
            "/videos",
            "TODO",
            optional(
                "model",
                DataType.STRING,
                "TODO",
                column="model",
                enum=words("sora-2 sora-2-pro sora-2-2025-10-06 sora-2-pro-2025-10-06 sora-2-2025-12-08"),
            ),
            required("prompt", DataType.STRING, "TODO", column="prompt"),
            optional("input_reference", DataType.STRING, "TODO", local_file=True),
            optional("seconds", DataType.STRING, "TODO", column="seconds", enum=words("4 8 12")),
            optional(
                "size",
                DataType.STRING,
                "TODO",
                column="size",
                enum=words("720x1280 1280x720 1024x1792 1792x1024"),
            ),
            body=BodyKind.EITHER,
            deprecated="TODO",
        ),
        deletes("delete_video", "/videos/{video_id}", "TODO", VIDEO_ID, deprecated="TODO"),
        acts(
            "create_video_edit",
            "/videos/edits",
            "TODO",
            required("video", DataType.STRING, "TODO", local_file=True),
            required("prompt", DataType.STRING, "TODO", column="prompt"),
            body=BodyKind.EITHER,
            deprecated="TODO",
            aliases=("create",),
        ),
        acts(
            "create_video_extend",
            "/videos/extensions",
            "TODO",
            required("video", DataType.STRING, "TODO", local_file=True),
            required("prompt", DataType.STRING, "TODO", column="prompt"),
            required("seconds", DataType.STRING, "TODO", column="seconds", enum=words("4 8 12")),
            body=BodyKind.EITHER,
            deprecated="TODO",
            aliases=("create",),
        ),
        acts(
            "retrieve_video_content",
            "/videos/{video_id}/content",
            "TODO",
            VIDEO_ID,
            in_query("variant", "TODO", enum=words("video thumbnail spritesheet"), closed=True),
            http="GET",
            returns=Returns.BINARY,
            deprecated="TODO",
            aliases=("retrieve",),
        ),
        acts(
            "create_video_remix",
            "/videos/{video_id}/remix",
            "TODO",
            VIDEO_ID,
            required("prompt", DataType.STRING, "TODO", column="prompt"),
            body=BodyKind.EITHER,
            deprecated="TODO",
            aliases=("create",),
        ),
    ),
)

SERVICE = Service("videos", "Videos", "TODO", (CHARACTERS, VIDEOS))
