"""Completion fitted to prompt_toolkit. Runs on the thread that takes the keys: no disk while typing, no network ever."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from prompt_toolkit.application import get_app
from prompt_toolkit.completion import Completer, Completion

from openai_sql_shell.render.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from openai_sql_shell.shell.completion.candidates import Candidate
    from openai_sql_shell.shell.completion.snapshot import Snapshot

MOST = 300
"""Candidates that a menu shows; nobody scrolls further."""
LOADED = (
    "openai_sql_shell.shell.completion.text",
    "openai_sql_shell.shell.commands.registry",
    "openai_sql_shell.shell.editor.completion_snapshot",
)
"""Modules that the first menu needs, and the first key on the screen does not."""


class SqlCompleter(Completer):
    """Completes the dialect and the backslash commands."""

    def __init__(self, known: Callable[[], Snapshot]) -> None:
        """``known`` tells what the session knows at this moment; it is asked with every key and must not wait."""
        self._known = known
        self._ready = False

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """The same, but the very first key is drawn before anything is loaded for its menu, and keys are taken meanwhile."""
        if not self._ready:
            await drawn()
            await loaded()
            self._ready = True
        for completion in self.get_completions(document, complete_event):
            yield completion

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """The candidates at the cursor; paths only where the person asked with Tab."""
        from openai_sql_shell.shell.completion.text import complete_text  # noqa: PLC0415 - the first key comes first

        known = self._known()
        if not complete_event.completion_requested:
            known = replace(known, files=None)
        cursor = document.cursor_position
        for candidate in complete_text(document.text, cursor, known=known)[:MOST]:
            yield _completion(candidate, cursor)


async def drawn() -> None:
    """Return when the screen has been drawn once more, which the person's key has asked for."""
    happened = asyncio.Event()
    after = get_app().after_render

    def happens(_: object) -> None:
        happened.set()

    after += happens
    try:
        await happened.wait()
    finally:
        after -= happens


async def loaded() -> None:
    """Return when what the first menu needs has been loaded.

    By a thread of its own and not one of the event loop's: the loop would wait for those when Enter ends it.
    """
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def work() -> None:
        try:
            load()
        finally:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(done.set)

    threading.Thread(target=work, daemon=True).start()
    await done.wait()


def load() -> None:
    """Load what the first menu needs."""
    for name in LOADED:
        import_module(name)


def _completion(candidate: Candidate, cursor: int) -> Completion:
    return Completion(
        candidate.text,
        start_position=candidate.start - cursor,
        display=sanitize(candidate.display or candidate.text),
        display_meta=sanitize(candidate.meta),
        style=f"class:candidate.{candidate.kind.value}",
    )
