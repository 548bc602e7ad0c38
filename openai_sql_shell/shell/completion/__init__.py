"""Completion that knows the catalog: pure functions over text, cursor and what is known; `completer` fits them to the shell."""

from __future__ import annotations

from openai_sql_shell.shell.completion.candidates import Candidate, Kind
from openai_sql_shell.shell.completion.known import Known
from openai_sql_shell.shell.completion.text import complete_text

__all__ = ["Candidate", "Kind", "Known", "complete_text"]
