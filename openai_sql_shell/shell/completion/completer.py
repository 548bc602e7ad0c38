"""Completion fitted to prompt_toolkit. Runs on the thread that takes the keys: no disk while typing, no network ever."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from prompt_toolkit.application import get_app
from prompt_toolkit.completion import Completer, Completion

from openai_sql_shell.classes import replace
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.shell.line_tokens import is_finished

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Sequence

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from openai_sql_shell.catalog.model import Column
    from openai_sql_shell.shell.completion.candidates import Candidate
    from openai_sql_shell.shell.completion.snapshot import FileColumns, Snapshot
    from openai_sql_shell.shell.completion.text import TextCompleter
    from openai_sql_shell.shell.line_tokens import IncrementalTokenizer

MOST = 300
"""Candidates that a menu shows; nobody scrolls further."""


class SqlCompleter(Completer):
    """Completes the dialect and the backslash commands."""

    def __init__(
        self, snapshot: Callable[[], Snapshot], tokenizer: IncrementalTokenizer, load: Callable[[], None]
    ) -> None:
        """Make one for a line editor.

        Args:
            snapshot: tells what the session knows at this moment; it is asked with every key and must not wait.
            tokenizer: that of the line editor's text.
            load: loads what the first menu needs; called once, on a thread of its own, when the first key is drawn.
        """
        self._snapshot = snapshot
        self._tokenizer = tokenizer
        self._load = load
        self._ready = False
        self._quiet: Document | None = None
        self._columns: dict[tuple[str, str], Sequence[Column]] = {}
        """Of files, as they were when they were last asked for with Tab."""

    @cached_property
    def _completer(self) -> TextCompleter:
        from openai_sql_shell.shell.completion.text import TextCompleter  # noqa: PLC0415 - the first key comes first

        return TextCompleter(self._tokenizer)

    def _known_columns(self, function: str, path: str) -> Sequence[Column]:
        """Columns of a file without a look at the disk."""
        return self._columns.get((function, path), ())

    def _read_columns(self, read: FileColumns, function: str, path: str) -> Sequence[Column]:
        self._columns[function, path] = found = read(function, path)
        return found

    def keep_quiet(self, document: Document) -> None:
        """Open no menu for this text: nobody is writing it. A question for the text before may still be under way."""
        self._quiet = document

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """The same, but the very first key is drawn before anything is loaded for its menu, and keys are taken meanwhile."""
        if not self._ready:
            await drawn()
            await loaded(self._load)
            self._ready = True
        for completion in self.get_completions(document, complete_event):
            yield completion

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """The candidates at the cursor; where nobody asked with Tab, no paths, and none where nothing has to be written."""
        cursor, snapshot = document.cursor_position, self._snapshot()
        if not complete_event.completion_requested:
            if (
                document == self._quiet
                or not document.current_line_before_cursor.strip()
                or is_finished(self._tokenizer(document.text), cursor, dict(snapshot.endings))
            ):
                return
            snapshot = replace(snapshot, files=None, file_columns=self._known_columns)
        elif snapshot.file_columns is not None:
            snapshot = replace(snapshot, file_columns=partial(self._read_columns, snapshot.file_columns))
        for candidate in self._completer.candidates(document.text, cursor, snapshot)[:MOST]:
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


async def loaded(load: Callable[[], None]) -> None:
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


def _completion(candidate: Candidate, cursor: int) -> Completion:
    return Completion(
        candidate.text,
        start_position=candidate.start - cursor,
        display=sanitize(candidate.display or candidate.text),
        display_meta=sanitize(candidate.meta),
        style=f"class:candidate.{candidate.kind.value}",
        selected_style="class:chosen",
    )
