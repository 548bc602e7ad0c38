"""Images: new ones, changed ones and variations are all the same pixel."""

from __future__ import annotations

from functools import partial

from openai_sql_shell.sandbox.generation import images

OPERATIONS = {
    "image_edits.create_image_edit": partial(images, "edit"),
    "image_variations.create_image_variation": partial(images, "variation"),
    "images.create_image": partial(images, "generation"),
}
