"""Completion fitted to prompt_toolkit. Runs on the thread that takes the keys: no disk while typing, no network ever."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prompt_toolkit.completion import Completer, Completion

from openai_sql_shell.render import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from openai_sql_shell.shell.completion.candidates import Candidate
    from openai_sql_shell.shell.completion.known import Known

MOST = 300
"""Candidates that a menu shows; nobody scrolls further."""


class SqlCompleter(Completer):
    """Completes the dialect and the backslash commands."""

    def __init__(self, known: Callable[[], Known]) -> None:
        """``known`` tells what the session knows at this moment; it is asked with every key and must not wait."""
        self._known = known

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """The candidates at the cursor; paths only where the person asked with Tab."""
        from openai_sql_shell.shell.completion.text import complete_text  # noqa: PLC0415 - the first prompt comes first

        known = self._known()
        if not complete_event.completion_requested:
            known = replace(known, files=None)
        cursor = document.cursor_position
        for candidate in complete_text(document.text, cursor, known=known)[:MOST]:
            yield _completion(candidate, cursor)


def _completion(candidate: Candidate, cursor: int) -> Completion:
    return Completion(
        candidate.text,
        start_position=candidate.start - cursor,
        display=visible(candidate.display or candidate.text),
        display_meta=visible(candidate.meta),
        style=f"class:candidate.{candidate.kind.value}",
    )
