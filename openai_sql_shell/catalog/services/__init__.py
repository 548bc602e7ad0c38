"""One module a service, each holding its declaration as ``SERVICE``."""

from __future__ import annotations

from openai_sql_shell.catalog.services import batch, files, models, uploads, vector_stores

SERVICES = (batch.SERVICE, files.SERVICE, models.SERVICE, uploads.SERVICE, vector_stores.SERVICE)

DESCRIBED_ON = "2026-08-21"
"""The date of the API description these declarations follow."""
