"""Completion that knows the catalog: pure functions over text, cursor and what is known; `completer` fits them to the shell."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai_sql_shell.shell.completion.candidates import Candidate, CandidateKind
    from openai_sql_shell.shell.completion.snapshot import Snapshot
    from openai_sql_shell.shell.completion.text import complete_text

__all__ = ["Candidate", "CandidateKind", "Snapshot", "complete_text"]

_HOMES = {
    "Candidate": "candidates",
    "CandidateKind": "candidates",
    "Snapshot": "snapshot",
    "complete_text": "text",
}


def __getattr__(name: str) -> object:
    """A public name when somebody asks for it: rules and catalog load after the first prompt."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
