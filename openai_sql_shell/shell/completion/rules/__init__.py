"""The table of completion: where the cursor is, what is offered there, and examples of each.

A rule holds for its clauses and the kinds of the nodes before the cursor; the first that holds decides. The tests run every example.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.rules import (
    catalog,
    changes,
    commands,
    copy,
    everywhere,
    expressions,
    literals,
    table_functions,
    tables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.shell.completion.context import CompletionContext

RULES = (
    *everywhere.RULES,
    *table_functions.RULES,
    *copy.RULES,
    *literals.RULES,
    *tables.RULES,
    *expressions.RULES,
    *changes.RULES,
    *catalog.RULES,
    *commands.RULES,
)

_WORD_TRIGGERS = ("", "/*+")
"""Where a keyword can be typed: not in strings, not behind a dot."""


def offers(context: CompletionContext) -> Iterator[Offer]:
    """Everything that can stand at the cursor, not yet compared with what is typed."""
    rule = next((rule for rule in RULES if rule.holds(context)), None)
    if rule is None:
        return
    for offer in rule.offers:
        yield from offer(context)
    if context.word.trigger in _WORD_TRIGGERS:
        for word in filter(None, rule.keywords.split("|")):
            yield Offer(word if context.upper else word.lower(), CandidateKind.KEYWORD)
