"""Offers within a call of ``read_csv`` and the like: files, options and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.table_functions import READERS, OptionKind
from openai_sql_shell.classes import replace
from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.names import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.table_functions import TableFunction
    from openai_sql_shell.shell.completion.context import CompletionContext

PACKED = ".gz"


def function_files(context: CompletionContext) -> Iterator[Offer]:
    """Paths, those of the function's own kind and directories first."""
    endings = (*(_function(context).endings or ("",)), "/")
    for offer in files(context):
        fits = offer.display.removesuffix(PACKED).endswith(endings)
        yield offer if fits else replace(offer, tier=1)


def options(context: CompletionContext) -> Iterator[Offer]:
    """Options that the call does not have yet."""
    for option in _function(context).options:
        if option.name not in context.mentioned:
            yield Offer(f"{option.name} = ", CandidateKind.PARAMETER, option.description, key=option.name)


def option_values(context: CompletionContext) -> Iterator[Offer]:
    """What the option before the cursor can be."""
    option = _function(context).option(context.cursor_clauses[-1].last_name[-1])
    if option is not None and option.kind is OptionKind.SWITCH:
        yield from (Offer(word, CandidateKind.VALUE, option.description) for word in ("true", "false"))


def _function(context: CompletionContext) -> TableFunction:
    """The function whose parenthesis the cursor is in."""
    return READERS[context.cursor_clauses[-2].last_name[-1].lower()]
