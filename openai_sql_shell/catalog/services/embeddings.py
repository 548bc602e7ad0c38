"""Embeddings: texts as vectors."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    ANY,
    INTEGER,
    creates,
    integer,
    json_array,
    object_type,
    optional,
    required,
    words,
)
from openai_sql_shell.catalog.generation import USER
from openai_sql_shell.catalog.model import Resource, Returns, Service

EMBEDDINGS = Resource(
    "embeddings",
    "embeddings",
    "Embeddings",
    "Texts as vectors: one row for each text.",
    hint="embeddings are made by INSERT INTO openai.embeddings.embeddings ... RETURNING *, and not kept",
    expected_rows=1,
    order_of_use=words("index embedding"),
    always=words("index embedding object"),
    columns=(
        integer("index", "Which of the texts it is, from 0."),
        json_array("embedding", "The vector; a text in base64 where that was asked for."),
        object_type("embedding"),
    ),
    methods=(
        creates(
            "create_embedding",
            "/embeddings",
            "Make vectors of texts; tokens are billed.",
            required(
                "input",
                "A text, or an array of up to 2,048 texts.",
                ANY,
                items=ANY,
                min_items=1,
                max_items=2048,
            ),
            required(
                "model",
                "The model.",
                enum=words("text-embedding-ada-002 text-embedding-3-small text-embedding-3-large"),
            ),
            optional("dimensions", "How many numbers a vector has; from text-embedding-3 on.", INTEGER),
            optional("encoding_format", "How vectors are written.", enum=words("float base64")),
            USER,
            returns=Returns.LIST,
            billable=True,
        ),
    ),
)

SERVICE = Service("embeddings", "Embeddings", "Texts as vectors.", (EMBEDDINGS,))
