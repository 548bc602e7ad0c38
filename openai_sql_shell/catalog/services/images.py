"""Images: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    creates,
    json_array,
    json_object,
    optional,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.model import BodyKind, DataType, Resource, Service

IMAGE_EDITS = Resource(
    "images",
    "image_edits",
    "Image edits",
    "TODO",
    order_of_use=words("created data background output_format size quality usage"),
    always=("created",),
    columns=(
        unix_time("created", "TODO"),
        json_array("data", "TODO", "b64_json", "url", "revised_prompt"),
        text("background", "TODO", enum=words("transparent opaque")),
        text("output_format", "TODO", enum=words("png webp jpeg")),
        text("size", "TODO", enum=words("1024x1024 1024x1536 1536x1024")),
        text("quality", "TODO", enum=words("low medium high")),
        json_object(
            "usage",
            "TODO",
            "input_tokens",
            "total_tokens",
            "output_tokens",
            "output_tokens_details",
            "input_tokens_details",
        ),
    ),
    methods=(
        creates(
            "create_image_edit",
            "/images/edits",
            "TODO",
            optional("image", DataType.STRING, "TODO", max_items=16, local_file=True),
            required("prompt", DataType.STRING, "TODO"),
            optional("mask", DataType.STRING, "TODO", local_file=True),
            optional(
                "background",
                DataType.STRING,
                "TODO",
                column="background",
                enum=words("transparent opaque auto"),
                nullable=True,
            ),
            optional(
                "model",
                DataType.STRING,
                "TODO",
                enum=words(
                    "gpt-image-1.5 gpt-image-2 gpt-image-2-2026-04-21 dall-e-2 gpt-image-1 gpt-image-1-mini "
                    "chatgpt-image-latest"
                ),
                nullable=True,
            ),
            optional("n", DataType.INTEGER, "TODO", nullable=True),
            optional(
                "size",
                DataType.STRING,
                "TODO",
                column="size",
                enum=words("256x256 512x512 1024x1024 1536x1024 1024x1536 auto"),
                nullable=True,
            ),
            optional("response_format", DataType.STRING, "TODO", enum=words("url b64_json"), nullable=True),
            optional(
                "output_format",
                DataType.STRING,
                "TODO",
                column="output_format",
                enum=words("png jpeg webp"),
                nullable=True,
            ),
            optional("output_compression", DataType.INTEGER, "TODO", nullable=True),
            optional("user", DataType.STRING, "TODO"),
            optional("input_fidelity", DataType.STRING, "TODO", enum=words("high low"), nullable=True),
            optional("partial_images", DataType.INTEGER, "TODO", nullable=True),
            optional(
                "quality",
                DataType.STRING,
                "TODO",
                column="quality",
                enum=words("standard low medium high auto"),
                nullable=True,
            ),
            optional("images", DataType.ARRAY, "TODO", items=DataType.OBJECT, min_items=1, max_items=16),
            optional("moderation", DataType.STRING, "TODO", enum=words("low auto"), nullable=True),
            body=BodyKind.EITHER,
        ),
    ),
)

IMAGE_VARIATIONS = Resource(
    "images",
    "image_variations",
    "Image variations",
    "TODO",
    order_of_use=words("created data background output_format size quality usage"),
    always=("created",),
    columns=(
        unix_time("created", "TODO"),
        json_array("data", "TODO", "b64_json", "url", "revised_prompt"),
        text("background", "TODO", enum=words("transparent opaque")),
        text("output_format", "TODO", enum=words("png webp jpeg")),
        text("size", "TODO", enum=words("1024x1024 1024x1536 1536x1024")),
        text("quality", "TODO", enum=words("low medium high")),
        json_object(
            "usage",
            "TODO",
            "input_tokens",
            "total_tokens",
            "output_tokens",
            "output_tokens_details",
            "input_tokens_details",
        ),
    ),
    methods=(
        creates(
            "create_image_variation",
            "/images/variations",
            "TODO",
            required("image", DataType.STRING, "TODO", local_file=True),
            optional("model", DataType.STRING, "TODO", enum=("dall-e-2",), nullable=True),
            optional("n", DataType.INTEGER, "TODO", nullable=True),
            optional("response_format", DataType.STRING, "TODO", enum=words("url b64_json"), nullable=True),
            optional(
                "size",
                DataType.STRING,
                "TODO",
                column="size",
                enum=words("256x256 512x512 1024x1024"),
                nullable=True,
            ),
            optional("user", DataType.STRING, "TODO"),
            body=BodyKind.MULTIPART,
        ),
    ),
)

IMAGES = Resource(
    "images",
    "images",
    "Images",
    "TODO",
    order_of_use=words("created data background output_format size quality usage"),
    always=("created",),
    columns=(
        unix_time("created", "TODO"),
        json_array("data", "TODO", "b64_json", "url", "revised_prompt"),
        text("background", "TODO", enum=words("transparent opaque")),
        text("output_format", "TODO", enum=words("png webp jpeg")),
        text("size", "TODO", enum=words("1024x1024 1024x1536 1536x1024")),
        text("quality", "TODO", enum=words("low medium high")),
        json_object(
            "usage",
            "TODO",
            "input_tokens",
            "total_tokens",
            "output_tokens",
            "output_tokens_details",
            "input_tokens_details",
        ),
    ),
    methods=(
        creates(
            "create_image",
            "/images/generations",
            "TODO",
            required("prompt", DataType.STRING, "TODO"),
            optional(
                "model",
                DataType.STRING,
                "TODO",
                enum=words(
                    "gpt-image-1.5 gpt-image-2 gpt-image-2-2026-04-21 dall-e-2 dall-e-3 gpt-image-1 "
                    "gpt-image-1-mini"
                ),
                nullable=True,
            ),
            optional("n", DataType.INTEGER, "TODO", nullable=True),
            optional(
                "quality",
                DataType.STRING,
                "TODO",
                column="quality",
                enum=words("standard hd low medium high auto"),
                nullable=True,
            ),
            optional("response_format", DataType.STRING, "TODO", enum=words("url b64_json"), nullable=True),
            optional(
                "output_format",
                DataType.STRING,
                "TODO",
                column="output_format",
                enum=words("png jpeg webp"),
                nullable=True,
            ),
            optional("output_compression", DataType.INTEGER, "TODO", nullable=True),
            optional("partial_images", DataType.INTEGER, "TODO", nullable=True),
            optional(
                "size",
                DataType.STRING,
                "TODO",
                column="size",
                enum=words("auto 1024x1024 1536x1024 1024x1536 256x256 512x512 1792x1024 1024x1792"),
                nullable=True,
            ),
            optional("moderation", DataType.STRING, "TODO", enum=words("low auto"), nullable=True),
            optional(
                "background",
                DataType.STRING,
                "TODO",
                column="background",
                enum=words("transparent opaque auto"),
                nullable=True,
            ),
            optional("style", DataType.STRING, "TODO", enum=words("vivid natural"), nullable=True),
            optional("user", DataType.STRING, "TODO"),
        ),
    ),
)

SERVICE = Service("images", "Images", "TODO", (IMAGE_EDITS, IMAGE_VARIATIONS, IMAGES))
