"""The text of attached files, cut into pieces, and the pieces nearest to a question.

Nearness is lexical: the share of the question's words that a piece has, the rarer ones counting more. No model runs here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.sandbox.records import Record
    from openai_sql_shell.sandbox.store import Store

CHUNK_TOKENS, OVERLAP_TOKENS = 800, 400
LETTERS_PER_TOKEN = 4
MOST_TEXT = 2_000_000
"""Bytes of a file that are searched at most."""
WORD = re.compile(r"\w+")
UNREADABLE = re.compile(r"[^\w\s!-~]+")
"""What is not text in a binary document."""


@frozen
class Passage:
    """A piece of a file, and how near it is to the question, from 0 to 1."""

    record: Record
    text: str
    score: float


def text_pieces(store: Store, record: Record) -> list[str]:
    """The pieces of one attached file, as its chunking strategy cuts it."""
    if record.fields["id"] not in store.blobs:
        return []
    text = store.blobs.head(record.fields["id"], MOST_TEXT).decode("utf-8", "replace")
    sizes = record.fields["chunking_strategy"]["static"]
    size = sizes["max_chunk_size_tokens"] * LETTERS_PER_TOKEN
    step = size - sizes["chunk_overlap_tokens"] * LETTERS_PER_TOKEN
    text = UNREADABLE.sub(" ", text)
    return [text[start : start + size] for start in range(0, max(1, len(text) - size + step), step)]


def nearest(store: Store, records: Sequence[Record], question: str, most: int, least: float) -> list[Passage]:
    """The best pieces of the given attached files, best first; those below the score ``least`` are left out."""
    pieces = [(record, piece) for record in records for piece in text_pieces(store, record)]
    words = set(_words(question))
    found = [(record, piece, words & set(_words(piece))) for record, piece in pieces]
    frequency = Counter(word for _, _, hits in found for word in hits)
    weight = {word: math.log(1 + len(pieces) / (1 + frequency[word])) for word in words}
    whole = sum(weight.values()) or 1.0
    scored = [
        Passage(record, piece, round(sum(weight[word] for word in hits) / whole, 4))
        for record, piece, hits in found
        if hits
    ]
    ranked = sorted(scored, key=lambda passage: -passage.score)
    return [passage for passage in ranked if passage.score >= least][:most]


def _words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]
