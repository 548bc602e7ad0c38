"""The history as the line editor sees it: statements newest first, loaded in the background, and what was typed just now.

It reads the file and never writes it: an entry is written after the statement ran, when its outcome is known. On the way it counts
the names in them: what this person uses rises in the completion menu.
"""

from __future__ import annotations

import re
from asyncio import get_running_loop
from itertools import islice
from typing import TYPE_CHECKING

from prompt_toolkit.history import History

from openai_sql_shell.shell.editor.suggestion import PrefixIndex

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Iterator

    from openai_sql_shell.shell.history.file import HistoryFile

MOST = 10_000
"""Entries that can be recalled; the editor copies them for every prompt. Suggestions know all of them."""
MOST_COUNTED = 2_000
"""Statements whose names are counted; older habits do not count."""
_NAMES = re.compile(r"[a-z_]\w*(?:\.\w+)*", re.ASCII)


class LineHistory(History):
    """Recall for the prompt; every statement it meets goes into the index of suggestions, too."""

    def __init__(self, file: HistoryFile) -> None:
        super().__init__()
        self._file = file
        self.index = PrefixIndex()
        self.usage: dict[str, int] = {}
        """How often a name was used, in small letters: ``status``, and ``openai.batch.batches`` as a whole and in its parts."""

    async def load(self) -> AsyncGenerator[str, None]:
        """Everything that can be recalled; the file is read by another thread, once."""
        if not self._loaded:
            earlier = await get_running_loop().run_in_executor(None, self.load_history_strings)
            self.index.load(earlier)
            self._loaded_strings += earlier[:MOST]
            self._loaded = True
        for text in self._loaded_strings:
            yield text

    def load_history_strings(self) -> list[str]:
        """What the file holds, newest first."""
        texts = list(self._newest_first())
        count_names(texts, self.usage)
        return texts

    def append_string(self, string: str) -> None:
        """Remember what was typed, unless it begins with a blank."""
        if not string.startswith((" ", "\t")):
            super().append_string(string)
            self.index.add(string)
            count_names((string,), self.usage)

    def store_string(self, string: str) -> None:
        """Nothing: see the module's docstring."""

    def _newest_first(self) -> Iterator[str]:
        """Texts as they would be typed; of the same one several times in a row, one."""
        before = None
        for entry in reversed(self._file.read()):
            text = entry.text if entry.is_command or entry.text.endswith((";", "\\G")) else f"{entry.text};"
            if text != before:
                yield text
            before = text


def count_names(texts: Iterable[str], counts: dict[str, int]) -> None:
    """Add the names in the first texts to the counts, perhaps in another thread.

    >>> counts = {}
    >>> count_names(["SELECT b.id FROM openai.batch.batches b"], counts)
    >>> [counts[name] for name in ("b", "id", "openai.batch.batches", "batches")]
    [2, 1, 1, 1]
    """
    for text in islice(texts, MOST_COUNTED):
        for name in _NAMES.findall(text.lower()):
            parts = name.split(".")
            for one in (name, *parts) if len(parts) > 1 else parts:
                counts[one] = counts.get(one, 0) + 1
