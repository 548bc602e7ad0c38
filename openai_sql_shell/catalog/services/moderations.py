"""Moderations: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import creates, json_array, optional, required, text, words
from openai_sql_shell.catalog.model import DataType, Resource, Service

MODERATIONS = Resource(
    "moderations",
    "moderations",
    "Moderations",
    "TODO",
    order_of_use=words("id model results"),
    always=words("id model results"),
    columns=(
        text("id", "TODO"),
        text("model", "TODO"),
        json_array(
            "results", "TODO", "flagged", "categories", "category_scores", "category_applied_input_types"
        ),
    ),
    methods=(
        creates(
            "create_moderation",
            "/moderations",
            "TODO",
            required("input", DataType.ANY, "TODO", items=DataType.ANY),
            optional(
                "model",
                DataType.STRING,
                "TODO",
                column="model",
                enum=words(
                    "omni-moderation-latest omni-moderation-2024-09-26 text-moderation-latest "
                    "text-moderation-stable"
                ),
            ),
        ),
    ),
)

SERVICE = Service("moderations", "Moderations", "TODO", (MODERATIONS,))
