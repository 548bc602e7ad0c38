"""Moderations: whether texts or pictures are harmful."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import ANY, creates, json_array, optional, required, text, words
from openai_sql_shell.catalog.model import Resource, Service

MODERATIONS = Resource(
    "moderations",
    "moderations",
    "Moderations",
    "What was found in texts or pictures.",
    id_prefix="modr-",
    hint="a check is made by INSERT INTO openai.moderations.moderations ... RETURNING *, and not kept",
    expected_rows=1,
    order_of_use=words("id model results"),
    always=words("id model results"),
    columns=(
        text("id", "The check's identifier."),
        text("model", "The model that checked."),
        json_array(
            "results",
            "What was found in each input.",
            *words("flagged categories category_scores category_applied_input_types"),
        ),
    ),
    methods=(
        creates(
            "create_moderation",
            "/moderations",
            "Check texts or pictures; free of charge.",
            required("input", "A text, or an array of texts or pictures.", ANY, items=ANY),
            optional(
                "model",
                "The model.",
                enum=words(
                    "omni-moderation-latest omni-moderation-2024-09-26 text-moderation-latest text-moderation-stable"
                ),
            ),
            billable=True,
        ),
    ),
)

SERVICE = Service("moderations", "Moderations", "Whether texts or pictures are harmful.", (MODERATIONS,))
