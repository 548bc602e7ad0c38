"""Moderations: nothing is ever flagged."""

from __future__ import annotations

from functools import partial

from openai_sql_shell.sandbox.generation import plain

OPERATIONS = {"moderations.create_moderation": partial(plain, "/v1/moderations")}
