"""Images: pictures made by models."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ARRAY,
    INTEGER,
    OBJECT,
    creates,
    json_array,
    json_object,
    optional,
    required,
    text,
    unix_time,
    words,
)
from openai_sql_shell.catalog.generation import USER
from openai_sql_shell.catalog.model import BodyKind, Method, Resource, Service

COLUMNS = (
    unix_time("created", "When they were made."),
    json_array(
        "data", "The pictures: a URL that lasts an hour, or base64.", *words("b64_json url revised_prompt")
    ),
    text("background", "What is behind the picture.", enum=words("transparent opaque")),
    text("output_format", "The format.", enum=words("png webp jpeg")),
    text("size", "Width and height.", enum=words("1024x1024 1024x1536 1536x1024")),
    text("quality", "How much work was put into it.", enum=words("low medium high")),
    json_object(
        "usage",
        "Tokens used.",
        *words("input_tokens total_tokens output_tokens output_tokens_details input_tokens_details"),
    ),
)

PROMPT = required("prompt", "What is to be seen.")
COUNT = optional("n", "How many pictures are made, up to 10; each is billed.", INTEGER, nullable=True)
ANSWER = optional(
    "response_format", "For dall-e models: a URL or base64.", enum=words("url b64_json"), nullable=True
)
FINISH = (
    optional("output_format", "The format.", enum=words("png jpeg webp"), nullable=True),
    optional("output_compression", "From 0 to 100, for webp and jpeg.", INTEGER, nullable=True),
    optional("partial_images", "Only for answers in pieces.", INTEGER, nullable=True),
    optional("moderation", "How strictly the prompt is checked.", enum=words("low auto"), nullable=True),
    optional(
        "background", "What is behind the picture.", enum=words("transparent opaque auto"), nullable=True
    ),
)
MODELS = words("gpt-image-1.5 gpt-image-2 gpt-image-2-2026-04-21 dall-e-2 gpt-image-1 gpt-image-1-mini")


def _pictures(name: str, title: str, description: str, method: Method) -> Resource:
    """One way to make pictures; they are not kept by the API."""
    return Resource(
        "images",
        name,
        title,
        description,
        hint=f"pictures are made by INSERT INTO openai.images.{name} ... RETURNING *, and not kept",
        expected_rows=1,
        order_of_use=words("created data size quality output_format background usage"),
        always=("created",),
        columns=COLUMNS,
        methods=(method,),
    )


IMAGES = _pictures(
    "images",
    "Images",
    "Pictures made of a description.",
    creates(
        "create_image",
        "/images/generations",
        "Make pictures of a description; tokens or pictures are billed.",
        PROMPT,
        optional("model", "The model.", enum=(*MODELS, "dall-e-3"), nullable=True),
        COUNT,
        optional(
            "size",
            "Width and height.",
            enum=words("auto 1024x1024 1536x1024 1024x1536 256x256 512x512 1792x1024 1024x1792"),
            nullable=True,
        ),
        optional(
            "quality",
            "How much work is put into it.",
            enum=words("standard hd low medium high auto"),
            nullable=True,
        ),
        optional("style", "For dall-e-3.", enum=words("vivid natural"), nullable=True),
        ANSWER,
        *FINISH,
        USER,
        billable=True,
    ),
)

IMAGE_EDITS = _pictures(
    "image_edits",
    "Image edits",
    "Pictures made of other pictures and a description.",
    creates(
        "create_image_edit",
        "/images/edits",
        "Change or combine pictures; tokens or pictures are billed.",
        PROMPT,
        required(
            "image",
            "The paths of up to 16 pictures on this machine.",
            ARRAY,
            max_items=16,
            local_file=True,
            unless="images",
            excludes=("images",),
            example="cat.png",
        ),
        optional(
            "images",
            "Pictures by URL or uploaded file, instead of those of this machine.",
            ARRAY,
            items=OBJECT,
            min_items=1,
            max_items=16,
        ),
        optional(
            "mask", "The path of a picture that is clear where the first may be changed.", local_file=True
        ),
        optional("model", "The model.", enum=(*MODELS, "chatgpt-image-latest"), nullable=True),
        COUNT,
        optional(
            "size",
            "Width and height.",
            enum=words("256x256 512x512 1024x1024 1536x1024 1024x1536 auto"),
            nullable=True,
        ),
        optional(
            "quality",
            "How much work is put into it.",
            enum=words("standard low medium high auto"),
            nullable=True,
        ),
        optional(
            "input_fidelity", "How closely faces and details are kept.", enum=words("high low"), nullable=True
        ),
        ANSWER,
        *FINISH,
        USER,
        body=BodyKind.EITHER,
        billable=True,
    ),
)

IMAGE_VARIATIONS = _pictures(
    "image_variations",
    "Image variations",
    "Pictures like another one; for dall-e-2.",
    creates(
        "create_image_variation",
        "/images/variations",
        "Make pictures like one of this machine; each is billed.",
        required(
            "image", "The path of a square png file on this machine.", local_file=True, example="cat.png"
        ),
        optional("model", "The model.", enum=("dall-e-2",), nullable=True),
        COUNT,
        ANSWER,
        optional("size", "Width and height.", enum=words("256x256 512x512 1024x1024"), nullable=True),
        USER,
        body=BodyKind.MULTIPART,
        billable=True,
    ),
)

SERVICE = Service("images", "Images", "Pictures made by models.", (IMAGES, IMAGE_EDITS, IMAGE_VARIATIONS))
