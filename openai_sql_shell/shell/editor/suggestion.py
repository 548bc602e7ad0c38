"""History suggestions (ghost text): the newest earlier statement that begins like what is being written.

Statements come in as the history is loaded; a prefix goes in, a statement comes out. The cost of a key stays flat however long the
history is, so nothing here looks at all of it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion

from openai_sql_shell.shell.greeting import FIRST_STATEMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document

    from openai_sql_shell.shell.state import ShellState

LAST_CHARACTER = "\U0010ffff"


class PrefixIndex:
    """Statements by their beginnings."""

    def __init__(self) -> None:
        self._oldest_first: list[str] = []
        self._rank: dict[str, int] = {}
        """Where a statement stands in the list for the last time; higher is newer."""
        self._sorted: list[str] = []
        self.loaded = False
        """The history of earlier sessions is in here."""

    def load(self, newest_first: Sequence[str]) -> None:
        """Take in the history of earlier sessions, once; statements typed meanwhile stay newer."""
        self._oldest_first = [*reversed(newest_first), *self._oldest_first]
        self._rank = {text: place for place, text in enumerate(self._oldest_first)}
        self._sorted = sorted(self._rank)
        self.loaded = True

    def add(self, text: str) -> None:
        """Take in a statement that was just typed."""
        if text not in self._rank:
            insort(self._sorted, text)
        self._rank[text] = len(self._oldest_first)
        self._oldest_first.append(text)

    def newest_first(self) -> Iterator[str]:
        """All of them, each once, where it was typed last."""
        texts, rank = self._oldest_first, self._rank
        return (texts[at] for at in range(len(texts) - 1, -1, -1) if rank[texts[at]] == at)

    def newest(self, prefix: str) -> str | None:
        """The newest statement that begins with the prefix and is longer.

        Few matches are compared with each other; where there are many, one of them is met soon on the way back in time.
        """
        low = bisect_left(self._sorted, prefix)
        if low < len(self._sorted) and self._sorted[low] == prefix:
            low += 1
        high = bisect_left(self._sorted, prefix + LAST_CHARACTER)
        if low >= high:
            return None
        if (high - low) ** 2 <= len(self._sorted):
            return max(self._sorted[low:high], key=self._rank.__getitem__)
        return next(t for t in reversed(self._oldest_first) if t.startswith(prefix) and t != prefix)


def offered(shell: ShellState, *, first: bool) -> Suggestion | None:
    """What an empty prompt shows: the correction of what failed, or in the first one a statement to begin with.

    Nothing where it would look as if it was typed, because there are no colours.
    """
    text = shell.correction or (FIRST_STATEMENT if first else "")
    return Suggestion(text) if text and shell.colored(shell.console.stdout) else None


class HistorySuggestion(AutoSuggest):
    """The rest of the line, as the newest statement that begins alike has it."""

    def __init__(self, index: PrefixIndex) -> None:
        self._index = index

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:  # noqa: ARG002 - prompt_toolkit's signature
        """What prompt_toolkit shows behind the cursor; only at the end of a text that says something."""
        if not document.text.strip() or not document.is_cursor_at_the_end:
            return None
        found = self._index.newest(document.text)
        rest = found[len(document.text) :].partition("\n")[0] if found else ""
        return Suggestion(rest) if rest else None
