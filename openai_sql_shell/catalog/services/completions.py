"""Completions: TODO."""

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
from openai_sql_shell.catalog.model import DataType, Resource, Service

COMPLETIONS = Resource(
    "completions",
    "completions",
    "Completions",
    "TODO",
    order_of_use=words("id model choices created system_fingerprint usage"),
    always=words("id choices created model object"),
    columns=(
        text("id", "TODO"),
        json_array("choices", "TODO", "finish_reason", "index", "logprobs", "text"),
        unix_time("created", "TODO"),
        text("model", "TODO"),
        text("system_fingerprint", "TODO"),
        text("object", "Always text_completion.", enum=("text_completion",)),
        json_object(
            "usage",
            "TODO",
            "completion_tokens",
            "prompt_tokens",
            "total_tokens",
            "completion_tokens_details",
            "prompt_tokens_details",
        ),
    ),
    methods=(
        creates(
            "create_completion",
            "/completions",
            "TODO",
            required(
                "model",
                DataType.STRING,
                "TODO",
                column="model",
                enum=words("gpt-3.5-turbo-instruct davinci-002 babbage-002"),
            ),
            required("prompt", DataType.ANY, "TODO", items=DataType.ANY, min_items=1, nullable=True),
            optional("best_of", DataType.INTEGER, "TODO", nullable=True),
            optional("echo", DataType.BOOLEAN, "TODO", nullable=True),
            optional("frequency_penalty", DataType.NUMBER, "TODO", nullable=True),
            optional("logit_bias", DataType.OBJECT, "TODO", nullable=True),
            optional("logprobs", DataType.INTEGER, "TODO", nullable=True),
            optional("max_tokens", DataType.INTEGER, "TODO", nullable=True),
            optional("n", DataType.INTEGER, "TODO", nullable=True),
            optional("presence_penalty", DataType.NUMBER, "TODO", nullable=True),
            optional("seed", DataType.INTEGER, "TODO", nullable=True),
            optional(
                "stop", DataType.ANY, "TODO", items=DataType.STRING, min_items=1, max_items=4, nullable=True
            ),
            optional("suffix", DataType.STRING, "TODO", nullable=True),
            optional("temperature", DataType.NUMBER, "TODO", nullable=True),
            optional("top_p", DataType.NUMBER, "TODO", nullable=True),
            optional("user", DataType.STRING, "TODO"),
        ),
    ),
)

SERVICE = Service("completions", "Completions", "TODO", (COMPLETIONS,))
