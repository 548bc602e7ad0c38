"""Offers of values: what a property may be, identifiers seen in this session, members of JSON, templates of rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import DataType, SqlVerb
from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.value_target import subject
from openai_sql_shell.sql.tokens import quote_string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.model import Column, Method
    from openai_sql_shell.shell.completion.context import CompletionContext
    from openai_sql_shell.shell.completion.value_target import ValueTarget

IN_STRING = "'"

_IDENTIFIER = re.compile(r"[\w.:/-]+", re.ASCII)

_EMPTY = {
    DataType.STRING: "''",
    DataType.INTEGER: "0",
    DataType.NUMBER: "0.0",
    DataType.BOOLEAN: "true",
    DataType.OBJECT: "'{}'",
    DataType.ARRAY: "'[]'",
}

_TIMES = (
    ("unixepoch('now', '-1 day')", "since yesterday"),
    ("unixepoch('now', '-7 days')", "in the last week"),
    ("unixepoch('now', 'start of day')", "since midnight, UTC"),
)


def values(context: CompletionContext) -> Iterator[Offer]:
    """What the property at the cursor may be, in quotes or inside those that are open."""
    wanted = subject(context)
    if wanted is None:
        return
    for value in wanted.enum:
        if value not in wanted.given:
            yield _text(context, value, wanted.description)
    yield from _identifiers(context, wanted)
    yield from _paths(context, wanted)
    if context.typed.mark == IN_STRING:
        return
    if wanted.type is DataType.BOOLEAN:
        yield from (Offer(word, CandidateKind.VALUE, wanted.description) for word in ("true", "false"))
    if wanted.unix_time:
        yield from (Offer(text, CandidateKind.SNIPPET, remark, key=text) for text, remark in _TIMES)
    if (
        wanted.written
        and not wanted.enum
        and wanted.type is not DataType.BOOLEAN
        and not context.typed.prefix
    ):
        remark = f"{wanted.type.value}{' · required' if wanted.required else ''} · {wanted.description}"
        yield Offer(_EMPTY[wanted.type], CandidateKind.SNIPPET, remark, tier=1, display=wanted.name)


def _identifiers(context: CompletionContext, wanted: ValueTarget) -> Iterator[Offer]:
    """Those that results of this session have shown, newest first; in a list of several as JSON.

    They come from the API: one that is no plain word is never put into the person's text.
    """
    if wanted.identifies is None:
        return
    fits = context.relations.looks_like
    for identifier, status in context.known.ids:
        plain = _IDENTIFIER.fullmatch(identifier) is not None
        if plain and identifier not in wanted.given and fits(identifier, wanted.identifies):
            whole = wanted.type is DataType.ARRAY
            yield _text(context, f'["{identifier}"]' if whole else identifier, status, key=identifier)


def _paths(context: CompletionContext, wanted: ValueTarget) -> Iterator[Offer]:
    if wanted.path and context.known.files is not None:
        for path in context.known.files(context.typed.prefix):
            yield _text(context, path, "", CandidateKind.FILE)


def members(context: CompletionContext) -> Iterator[Offer]:
    """``request_counts->>'$.▮``: the members of a JSON column."""
    for column in _json_columns(context):
        inside = context.typed.mark == IN_STRING
        path = not inside or context.typed.prefix.startswith("$") or not context.typed.prefix
        for name in column.members:
            text = f"$.{name}" if path else name
            yield _text(context, text, f"member of {column.name}", key=f"$.{name}" if path else name)


def _json_columns(context: CompletionContext) -> Iterator[Column]:
    """The column before ``->>``, or the first argument of ``json_extract(``."""
    parts = next((n.parts for n in reversed(context.said) if n.parts), ())
    found = context.scope.find(parts)
    if found is not None:
        yield found[1]


def _text(
    context: CompletionContext,
    value: str,
    remark: str,
    kind: CandidateKind = CandidateKind.VALUE,
    *,
    key: str = "",
) -> Offer:
    """A text value as the place needs it: with both quotes, or with the closing one where that is missing."""
    quoted = quote_string(value)
    text = quoted
    if context.typed.mark == IN_STRING:
        text = quoted[1:-1] if context.typed.closed else quoted[1:]
    return Offer(text, kind, remark, key=key or value, display=value)


def row_template(context: CompletionContext) -> Iterator[Offer]:
    """The rest of an INSERT with everything that is required, behind the resource's name."""
    if context.target is None or context.typed.prefix:
        return
    for method in context.target.for_verb(SqlVerb.INSERT):
        if method.required:
            names = ", ".join(p.name for p in method.required)
            text = f"({names}) {'VALUES' if context.upper else 'values'} ({_placeholders(method)})"
            yield Offer(
                text, CandidateKind.SNIPPET, method.description, display="all required columns and a row"
            )


def value_template(context: CompletionContext) -> Iterator[Offer]:
    """A whole row of placeholders for the columns listed, behind VALUES."""
    if context.target is None or context.typed.prefix or not context.listed:
        return
    row = ", ".join(_placeholder(name, ()) for name in context.listed)
    yield Offer(f"({row})", CandidateKind.SNIPPET, "to be filled in", display="a row of placeholders")


def _placeholders(method: Method) -> str:
    return ", ".join(_placeholder(p.name, p.enum) for p in method.required)


def _placeholder(name: str, enum: tuple[str, ...]) -> str:
    """The one value there is, or a ``{{ name }}`` that has to be filled before anything is sent."""
    return quote_string(enum[0] if len(enum) == 1 else f"{{{{ {name} }}}}")
