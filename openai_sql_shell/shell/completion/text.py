"""Completion as one pure function: what can stand at a place in a text."""

from __future__ import annotations

from openai_sql_shell.shell.completion.candidates import Candidate
from openai_sql_shell.shell.completion.context import context
from openai_sql_shell.shell.completion.nodes import CURSOR
from openai_sql_shell.shell.completion.ranking import rank
from openai_sql_shell.shell.completion.rules import offers
from openai_sql_shell.shell.completion.snapshot import Snapshot


def complete_text(text: str, cursor: int | None = None, *, known: Snapshot | None = None) -> list[Candidate]:
    """The ways to go on at the cursor, best first.

    ``cursor`` is an offset; without one it is where a ``▮`` stands in the text (which is taken out first), or the end.
    Candidates replace the text from their ``start`` to the cursor.

    >>> [c.text for c in complete_text("select * from openai.batch.batches where status = 'val")]
    ["validating'"]
    """
    if cursor is None:
        before, _, after = text.partition(CURSOR)
        text, cursor = before + after, len(before)
    known = known or Snapshot()
    here = context(text, cursor, known)
    ranked = rank(offers(here), here.typed.prefix, known.usage)
    return [Candidate(o.text, o.kind, here.typed.start, o.meta, o.display) for o in ranked]
