"""How well a name fits what is typed, and the order that follows.

An exact beginning is better than the beginning of a word inside the name, that than letters in the same order, that than one
slip of the finger. Among equals the offers' own tiers decide, then how often this person used the name, then their order.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from openai_sql_shell.shell.completion.candidates import CandidateKind
from openai_sql_shell.shell.line_tokens import same_beginning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openai_sql_shell.shell.completion.candidates import Offer

SHORTEST_TYPO = 4
"""Below so many letters any name is one slip away from any other."""

KEYWORD_TIER = 9

_NO_ABBREVIATIONS = frozenset({CandidateKind.KEYWORD, CandidateKind.FUNCTION})
"""There are so many of these that some hold any letters in order."""


class MatchQuality(IntEnum):
    """The quality of a match, best first."""

    BEGINNING = 0
    WORD = 1
    SUBSEQUENCE = 2
    TYPO = 3


def match(typed: str, name: str) -> tuple[MatchQuality, int] | None:
    """How well a name fits, with a penalty within that quality; None where it does not. Both in small letters.

    >>> match("bat", "batches"), match("bat", "openai.batch.batches")
    ((<MatchQuality.BEGINNING: 0>, 1), (<MatchQuality.WORD: 1>, 0))
    >>> match("ctd", "created_at"), match("stauts", "status"), match("x", "status")
    ((<MatchQuality.SUBSEQUENCE: 2>, 6), (<MatchQuality.TYPO: 3>, 0), None)
    """
    if name.startswith(typed):
        return MatchQuality.BEGINNING, int(typed != name)
    at = _word_beginning(typed, name)
    if at > 0:
        last_part = name.rfind(".") + 1
        penalty = 0 if name.startswith(typed, last_part) else 1 if name[at - 1] == "." else 2
        return MatchQuality.WORD, penalty
    span = _span(typed, name) if len(typed) > 1 else None
    if span is not None:
        return MatchQuality.SUBSEQUENCE, span
    if len(typed) >= SHORTEST_TYPO:
        for place, word in enumerate((name, *_words(name))):
            if _one_slip(typed, word):
                return MatchQuality.TYPO, place
    return None


def rank(offers: Iterable[Offer], typed: str, usage: Mapping[str, int]) -> list[Offer]:
    """The offers that fit, best first; each text once."""
    wanted = typed.lower()
    graded: dict[str, tuple[tuple[int, ...], Offer]] = {}
    for order, offer in enumerate(offers):
        found = match(wanted, (offer.key or offer.text).lower())
        if found is None or (found[0] is MatchQuality.SUBSEQUENCE and offer.kind in _NO_ABBREVIATIONS):
            continue
        tier = KEYWORD_TIER if offer.kind is CandidateKind.KEYWORD else offer.tier
        used = usage.get((offer.key or offer.text).lower(), 0) if usage else 0
        grade = (found[0], tier, -used, found[1] if wanted else 0, order)
        if offer.text not in graded or grade < graded[offer.text][0]:
            graded[offer.text] = grade, offer
    return [offer for _, offer in sorted(graded.values(), key=lambda pair: pair[0])]


def _word_beginning(typed: str, name: str) -> int:
    """Where a word of the name begins with what is typed; -1 where none does."""
    at = name.find(typed)
    while at > 0 and name[at - 1].isalnum():
        at = name.find(typed, at + 1)
    return at


def _span(typed: str, name: str) -> int | None:
    """The length of the shortest piece of the name that begins a word and holds the letters in order."""
    spans = [
        end - begin
        for begin, letter in enumerate(name)
        if letter == typed[0] and (begin == 0 or not name[begin - 1].isalnum())
        if (end := _end(typed, name, begin)) > 0
    ]
    return min(spans, default=None)


def _end(typed: str, name: str, begin: int) -> int:
    """Where the letters, found in order from ``begin``, end; 0 where they are not all there."""
    at = begin
    for letter in typed[1:]:
        at = name.find(letter, at + 1)
        if at < 0:
            return 0
    return at


def _words(name: str) -> list[str]:
    return name.replace(".", "_").split("_")


def _one_slip(typed: str, name: str) -> bool:
    """Whether the beginning of the name becomes what is typed by one change: a letter wrong, missing, too many, two swapped."""
    same = same_beginning(typed, name)
    rest, other = typed[same:], name[same:]
    too_many, swapped = rest[1:], rest[1::-1] + rest[2:]
    return other.startswith((too_many, swapped)) or other[1:].startswith((rest, rest[1:]))
