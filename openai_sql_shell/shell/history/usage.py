"""Usage counts of names: what this person uses rises in the completion menu. Statements come in, counts go out."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 2_000
"""Statements that are looked at; older habits do not count."""
_NAMES = re.compile(r"[a-z_]\w*(?:\.\w+)*", re.ASCII)


class Usage:
    """Counts that grow while the history is read and while the person types; another thread may learn."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        """By name in small letters: ``status``, and ``openai.batch.batches`` as a whole and in its parts."""

    def learn(self, texts: Iterable[str]) -> None:
        """Count the names in the first texts.

        >>> usage = Usage()
        >>> usage.learn(["SELECT b.id FROM openai.batch.batches b"])
        >>> [usage.counts[name] for name in ("b", "id", "openai.batch.batches", "batches")]
        [2, 1, 1, 1]
        """
        counts = self.counts
        for text in islice(texts, MOST):
            for name in _NAMES.findall(text.lower()):
                parts = name.split(".")
                for one in (name, *parts) if len(parts) > 1 else parts:
                    counts[one] = counts.get(one, 0) + 1
