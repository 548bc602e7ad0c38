"""Offers of values: what a property may be, identifiers seen in this session, members of JSON, templates of rows.

``status = ▮``, ``status IN (▮``, the third item of ``VALUES (``, ``SET name = ▮``, ``@to = ▮``: each names a column of a
resource or a parameter of a method. Both become one `ValueTarget`, so that values are offered by one piece of code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Column, DataType, Parameter, Place, SqlVerb
from openai_sql_shell.classes import frozen
from openai_sql_shell.shell.completion.candidates import CandidateKind, Offer
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.names import files
from openai_sql_shell.shell.completion.nodes import VALUE, VARIABLE
from openai_sql_shell.sql.tokens import quote_string, unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.shell.completion.context import CompletionContext

IN_STRING = "'"

_LIST_HEAD = re.compile(r".*,\s*")
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


@frozen
class ValueTarget:
    """A column or parameter that wants a value."""

    declared: Column | Parameter
    """A parameter's value is sent, a column's compared."""
    identifies: Resource | None = None
    """The value is an identifier of one of these."""
    given: frozenset[str] = frozenset()
    """Values of the same list that are there already."""
    derived: bool = False
    """It is no parameter of an operation of the API."""

    @property
    def is_path(self) -> bool:
        """The value is a path on this machine."""
        p = self.declared
        return isinstance(p, Parameter) and (
            p.local_file
            or (
                p.place is Place.LOCAL
                and p.type is DataType.STRING
                and self.identifies is None
                and not self.derived
            )
        )

    @property
    def is_list(self) -> bool:
        """The value is a text of several, with commas."""
        return self.derived and self.declared.type is DataType.ARRAY and bool(self.declared.enum)


def values(context: CompletionContext) -> Iterator[Offer]:
    """What the property at the cursor may be, in quotes or inside those that are open."""
    target = _value_target(context)
    if target is None:
        return
    declared = target.declared
    head = _LIST_HEAD.match(context.word.prefix) if target.is_list and context.word.trigger else None
    before = head[0] if head else ""
    given = target.given.union(re.split(r"[\s,]+", before))
    for value in declared.enum:
        if value not in given:
            yield _text(context, before + value, declared.description, display=value)
    yield from _identifiers(context, target)
    if target.is_path:
        yield from files(context)
    if context.word.trigger == IN_STRING:
        return
    if declared.type is DataType.BOOLEAN:
        yield from (Offer(word, CandidateKind.VALUE, declared.description) for word in ("true", "false"))
    elif isinstance(declared, Column):
        if declared.unix_time:
            yield from (Offer(text, CandidateKind.SNIPPET, remark, key=text) for text, remark in _TIMES)
    elif not declared.enum and not context.word.prefix:
        remark = f"{declared.type.value}{' · required' if declared.required else ''} · {declared.description}"
        yield Offer(_EMPTY[declared.type], CandidateKind.SNIPPET, remark, tier=1, display=declared.name)


def _value_target(context: CompletionContext) -> ValueTarget | None:
    """The property that a value at the cursor belongs to; None where it belongs to none that is known."""
    innermost = context.cursor_clauses[-1]
    match context.clause:
        case Clause.ROW:
            return _parameter(context, context.listed[context.position :])
        case Clause.SELECT:  # INSERT INTO t (a, b) SELECT 1, ▮
            inserted = context.verb is SqlVerb.INSERT and len(context.cursor_clauses) == 1
            return _parameter(context, context.listed[context.position :]) if inserted else None
        case Clause.SET:
            return _parameter(context, innermost.last_name[-1:])
        case Clause.EXEC:
            variables = [n.text.lstrip("@") for n in context.before_cursor if n.kind == VARIABLE]
            return _parameter(context, variables[-1:])
        case Clause.IN_LIST:
            given = frozenset(unquote(n.text) for n in context.before_cursor if n.kind == VALUE)
            return _column(context, context.cursor_clauses[-2].last_name, given)
        case _:
            return _column(context, innermost.last_name)


def _column(
    context: CompletionContext, name: Sequence[str], given: frozenset[str] = frozenset()
) -> ValueTarget | None:
    """The column that the name means; of one that names a file of this machine, the parameter."""
    found = context.scope.find(name)
    if found is None:
        return None
    source, column = found
    if source.resource is None:
        return ValueTarget(column, None, given)
    reads = [p for m in source.resource.for_verb(SqlVerb.SELECT) for p in m.parameters]
    file = next((p for p in reads if p.local_file and p.name == column.name), column)
    return ValueTarget(file, context.relations.leads_to(source.resource, column.name), given)


def _parameter(context: CompletionContext, names: Sequence[str]) -> ValueTarget | None:
    """The parameter that the first of the names means."""
    for method in context.methods if names else ():
        parameter = method.parameter(names[0])
        if parameter is None and method.gathers is not None:
            parameter = method.gathers.parameter(names[0])
        if parameter is not None and context.target is not None:
            leads, relations = parameter.leads_to, context.relations
            found = relations.named(leads) if leads else relations.leads_to(context.target, parameter.name)
            return ValueTarget(parameter, found, derived=method.derived)
    return None


def _identifiers(context: CompletionContext, target: ValueTarget) -> Iterator[Offer]:
    """Those that results of this session have shown, newest first; in a list of several as JSON.

    They come from the API: one that is no plain word is never put into the person's text.
    """
    if target.identifies is None:
        return
    for identifier, status in context.snapshot.ids:
        plain = _IDENTIFIER.fullmatch(identifier) is not None and identifier not in target.given
        if plain and _fits(context, identifier, target.identifies):
            value = f'["{identifier}"]' if target.declared.type is DataType.ARRAY else identifier
            yield _text(context, value, status, key=identifier)


def _fits(context: CompletionContext, identifier: str, resource: Resource) -> bool:
    """Whether an identifier names an object of the resource: it was seen there, or, seen nowhere, looks like it."""
    known = context.snapshot.id_resources.get(identifier)
    return known == resource.id if known else context.relations.looks_like(identifier, resource)


def members(context: CompletionContext) -> Iterator[Offer]:
    """The members of the JSON column before ``->>``, or in the first argument of ``json_extract(``: ``$.total``."""
    found = context.last_column
    path = context.word.trigger != IN_STRING or context.word.prefix[:1] in ("", "$")
    if found is not None:
        for name in found[1].members:
            text = f"$.{name}" if path else name
            yield _text(context, text, f"member of {found[1].name}", key=text)


def _text(
    context: CompletionContext,
    value: str,
    remark: str,
    *,
    key: str = "",
    display: str = "",
) -> Offer:
    """A text value as the place needs it: with both quotes, or with the closing one where that is missing."""
    quoted = quote_string(value)
    text = quoted
    if context.word.trigger == IN_STRING:
        text = quoted[1:-1] if context.word.closed else quoted[1:]
    return Offer(text, CandidateKind.VALUE, remark, key=key or value, display=display or value)


def row_template(context: CompletionContext) -> Iterator[Offer]:
    """The rest of an INSERT with everything that is required, behind the resource's name."""
    for method in context.methods if not context.word.prefix else ():
        if method.required:
            names = ", ".join(p.name for p in method.required)
            row = ", ".join(_placeholder(p.name, p.enum) for p in method.required)
            text = f"({names}) {'VALUES' if context.upper else 'values'} ({row})"
            display = "all required columns and a row"
            yield Offer(text, CandidateKind.SNIPPET, method.description, display=display)


def value_template(context: CompletionContext) -> Iterator[Offer]:
    """A whole row of placeholders for the columns listed, behind VALUES."""
    if context.target is not None and context.listed and not context.word.prefix:
        row = ", ".join(_placeholder(name, ()) for name in context.listed)
        yield Offer(f"({row})", CandidateKind.SNIPPET, "to be filled in", display="a row of placeholders")


def _placeholder(name: str, enum: tuple[str, ...]) -> str:
    """The one value there is, or a ``{{ name }}`` that has to be filled before anything is sent."""
    return quote_string(enum[0] if len(enum) == 1 else f"{{{{ {name} }}}}")
