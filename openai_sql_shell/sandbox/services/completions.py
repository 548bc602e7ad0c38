"""Completions: the text that follows a prompt."""

from __future__ import annotations

from functools import partial

from openai_sql_shell.sandbox.generation import plain

OPERATIONS = {"completions.create_completion": partial(plain, "/v1/completions")}
