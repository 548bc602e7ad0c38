"""Embeddings: vectors of length 1 that depend on the text alone."""

from __future__ import annotations

from openai_sql_shell.sandbox.generation import embeddings

OPERATIONS = {"embeddings.create_embedding": embeddings}
