"""The history as the line editor sees it: statements newest first, loaded in the background, and what was typed just now.

It reads the file and never writes it: an entry is written after the statement ran, when its outcome is known.
"""

from __future__ import annotations

from asyncio import get_running_loop
from typing import TYPE_CHECKING

from prompt_toolkit.history import History

from openai_sql_shell.shell.history.usage import Usage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from openai_sql_shell.shell.editor.suggestion import PrefixIndex
    from openai_sql_shell.shell.history.file import HistoryFile

MOST = 10_000
"""Entries that can be recalled; the editor copies them for every prompt. Suggestions know all of them."""


class LineHistory(History):
    """Recall for the prompt; every statement it meets goes into the index of suggestions, too."""

    def __init__(self, file: HistoryFile, index: PrefixIndex, usage: Usage | None = None) -> None:
        super().__init__()
        self._file = file
        self._index = index
        self._usage = usage or Usage()

    async def load(self) -> AsyncGenerator[str, None]:
        """Everything that can be recalled; the file is read by another thread, once."""
        if not self._loaded:
            earlier = await get_running_loop().run_in_executor(None, self.load_history_strings)
            self._index.load(earlier)
            self._loaded_strings += earlier[:MOST]
            self._loaded = True
        for text in self._loaded_strings:
            yield text

    def load_history_strings(self) -> list[str]:
        """What the file holds, newest first."""
        texts = list(self._newest_first())
        self._usage.learn(texts)
        return texts

    def append_string(self, string: str) -> None:
        """Remember what was typed, unless it begins with a blank."""
        if not string.startswith((" ", "\t")):
            super().append_string(string)
            self._index.add(string)
            self._usage.learn((string,))

    def store_string(self, string: str) -> None:
        """Nothing: see the module's docstring."""

    def _newest_first(self) -> Iterator[str]:
        """Texts as they would be typed; of the same one several times in a row, one."""
        before = None
        for numbered in reversed(self._file.read()):
            entry = numbered.entry
            text = entry.text if entry.is_command or entry.text.endswith((";", "\\G")) else f"{entry.text};"
            if text != before:
                yield text
            before = text
