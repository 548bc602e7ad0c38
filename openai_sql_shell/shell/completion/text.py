"""Completion of a text: what can stand at a place in it, best first."""

from __future__ import annotations

from openai_sql_shell.shell.completion.candidates import Candidate
from openai_sql_shell.shell.completion.context import completion_context
from openai_sql_shell.shell.completion.nodes import CURSOR, IncrementalLevels
from openai_sql_shell.shell.completion.ranking import rank
from openai_sql_shell.shell.completion.rules import offers
from openai_sql_shell.shell.completion.snapshot import Snapshot
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer


class TextCompleter:
    """Completes a text while it is written: of what one key has read, the next reads the changed end only."""

    def __init__(self, tokenizer: IncrementalTokenizer) -> None:
        """``tokenizer`` may be shared with whoever else looks at the same text."""
        self._tokenizer = tokenizer
        self._levels = IncrementalLevels()

    def candidates(self, text: str, cursor: int, snapshot: Snapshot) -> list[Candidate]:
        """The same as `complete_text`."""
        context = completion_context(text, cursor, snapshot, self._tokenizer, self._levels)
        ranked = rank(offers(context), context.word.prefix, snapshot.usage)
        return [Candidate(o.text, o.kind, context.word.start, o.meta, o.display) for o in ranked]


def complete_text(
    text: str, cursor: int | None = None, *, snapshot: Snapshot | None = None
) -> list[Candidate]:
    """The ways to go on at the cursor, best first.

    ``cursor`` is an offset; without one it is where a ``▮`` stands in the text (which is taken out first), or the end.
    Candidates replace the text from their ``start`` to the cursor.

    >>> [c.text for c in complete_text("select * from openai.batch.batches where status = 'val")]
    ["validating'"]
    """
    if cursor is None:
        before, _, after = text.partition(CURSOR)
        text, cursor = before + after, len(before)
    return TextCompleter(IncrementalTokenizer()).candidates(text, cursor, snapshot or Snapshot())
