"""Embeddings: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import creates, integer, json_array, optional, required, text, words
from openai_sql_shell.catalog.model import DataType, Resource, Returns, Service

EMBEDDINGS = Resource(
    "embeddings",
    "embeddings",
    "Embeddings",
    "TODO",
    order_of_use=words("index embedding"),
    always=words("index embedding object"),
    columns=(
        integer("index", "TODO"),
        json_array("embedding", "TODO"),
        text("object", "Always embedding.", enum=("embedding",)),
    ),
    methods=(
        creates(
            "create_embedding",
            "/embeddings",
            "TODO",
            required("input", DataType.ANY, "TODO", items=DataType.ANY, min_items=1, max_items=2048),
            required(
                "model",
                DataType.STRING,
                "TODO",
                enum=words("text-embedding-ada-002 text-embedding-3-small text-embedding-3-large"),
            ),
            optional("encoding_format", DataType.STRING, "TODO", enum=words("float base64")),
            optional("dimensions", DataType.INTEGER, "TODO"),
            optional("user", DataType.STRING, "TODO"),
            returns=Returns.LIST,
        ),
    ),
)

SERVICE = Service("embeddings", "Embeddings", "TODO", (EMBEDDINGS,))
