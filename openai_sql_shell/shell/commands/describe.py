r"""``\d`` and ``\dt``: what there is in the API and in this session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog import schema_of
from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.model import Place, SqlVerb
from openai_sql_shell.errors import Span, UnknownName
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.output.paging import show_lines
from openai_sql_shell.shell.output.statement_run import (
    as_prose,
    show_table,
    show_tables,
    table,
)
from openai_sql_shell.shell.output.text_columns import sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai_sql_shell.catalog.model import Column, Method, Resource
    from openai_sql_shell.catalog.summary import ResourceSummary
    from openai_sql_shell.result import Row
    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.state import ShellState


def describe(shell: ShellState, words: Sequence[str]) -> None:
    """All resources; or the columns and methods of one, or the columns of a local table.

    Raises:
        UnknownName: neither a resource nor a local table has the name.
    """
    session, prose = shell.session, as_prose(shell)
    if not words:
        if prose:
            _show(shell, _by_service(session, lambda r: (r.name, r.description)))
        else:
            show_table(shell, ("resource", "statements", "description"), _resources(session))
        return
    local = {thing.name.lower(): thing for thing in session.local_objects()}.get(words[0].lower())
    if local is not None:
        show_table(shell, ("column",), ((column,) for column in local.columns))
        return
    resource = find_resource(session, words[0])
    if prose:
        _show(shell, _described(resource))
        return
    shell.say(f"{resource.id}: {resource.description}")
    show_tables(
        shell,
        table(("column", "type", "filter", "written", "values", "description"), _columns(resource)),
        table(("method", "statement", "required", "request", "description"), _methods(resource)),
    )
    if resource.hint:
        shell.say(resource.hint)


def list_tables(shell: ShellState, words: Sequence[str]) -> None:
    """The resources, by their names, and local tables and views; one that is named is described."""
    if words:
        describe(shell, words)
        return
    session = shell.session
    if not as_prose(shell):
        rows = (*_local_rows(session), *_resource_rows(session))
        show_table(shell, ("name", "kind", "columns", "statements"), rows)
        return
    local = [(name, f"{kind}, {count} columns", "") for name, kind, count, _ in _local_rows(session)]
    found = _by_service(session, lambda r: (r.name, f"{r.columns:>2} columns", ", ".join(r.verbs)))
    _show(shell, {**({"this session": local} if local else {}), **found})


def _show(shell: ShellState, groups: Mapping[str, Sequence[Sequence[str]]]) -> None:
    color = shell.colored(shell.console.stdout)
    show_lines(shell, sections(groups, shell.text_width, color=color))


def _by_service(
    session: Session, row: Callable[[ResourceSummary], tuple[str, ...]]
) -> dict[str, list[tuple[str, ...]]]:
    """A row for each resource, below the full name of its service."""
    return {schema_of(s.name): [row(r) for r in s.resources] for s in session.catalog.services}


def _described(resource: Resource) -> dict[str, list[tuple[str, ...]]]:
    """Columns and methods of a resource, all there is to know of each as one sentence after the other."""
    filters, writers = _filters(resource), _writers(resource)
    fields: list[tuple[str, ...]] = [
        (
            column.name,
            "time" if column.unix_time else str(column.type),
            _sentences(
                column.description,
                _FILTERED.get(filters.get(column.name, ""), ""),
                "Written by " + " and ".join(writers[column.name]) if column.name in writers else "",
                "Values: " + ", ".join(column.enum) if len(column.enum) > 1 else "",
                "Members: " + ", ".join(column.members) if column.members else "",
            ),
        )
        for column in (*resource.columns, *resource.hidden)
    ]
    methods: list[tuple[str, ...]] = [
        (
            m.name,
            m.verb.value,
            f"{_sentences(m.description, _needs(m))} {m.http} {m.path}",
        )
        for m in resource.methods
    ]
    hint: dict[str, list[tuple[str, ...]]] = {resource.hint: []} if resource.hint else {}
    return {f"{resource.id}: {resource.description}": fields, "Methods": methods, **hint}


_FILTERED = {
    "key": "WHERE with = finds one object",
    "server": "WHERE with = filters on the server",
    "required": "WHERE must give it",
}


def _needs(method: Method) -> str:
    return "Needs " + ", ".join(p.sql_name for p in method.required) if method.required else ""


def _sentences(*parts: str) -> str:
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def find_resource(session: Session, name: str) -> Resource:
    """The resource of a name with one, two or three parts, read as statements read it.

    Raises:
        UnknownName: there is none; names the nearest. AmbiguousName: several services have it.
    """
    from openai_sql_shell.planner.scope import Scope, resource_named  # noqa: PLC0415 - the first prompt needs no planner
    from openai_sql_shell.sql.statements import Name  # noqa: PLC0415

    local = {thing.name.lower() for thing in session.local_objects()}
    scope = Scope(session.catalog, session.service, local)
    try:
        return resource_named(Name(tuple(name.split(".")), Span(0, len(name))), scope)
    except UnknownName as error:
        if error.near:
            raise
        names = [*local, *(own for _, own in session.catalog.by_name)]
        near = nearest(name.rpartition(".")[2], names)
        raise UnknownName("resource or table", name, near, hint="\\d lists them all") from None


def _resources(session: Session) -> Iterator[Row]:
    for resource in session.catalog.resources:
        yield resource.id, ", ".join(resource.verbs), resource.description


def _columns(resource: Resource) -> Iterator[Row]:
    filters, writers = _filters(resource), _writers(resource)
    for column in (*resource.columns, *resource.hidden):
        values = ", ".join(column.enum or column.members)
        written = ", ".join(writers.get(column.name, ()))
        yield column.name, _type(column), filters.get(column.name, ""), written, values, column.description


def _type(column: Column) -> str:
    return f"{column.type} (time)" if column.unix_time else str(column.type)


def _filters(resource: Resource) -> dict[str, str]:
    """How a WHERE on a column reaches the API: it finds one object, the server filters by it, or it must be given."""
    found: dict[str, str] = {}
    reading = resource.for_verb(SqlVerb.SELECT)
    for method in reading:
        for p in method.parameters:
            required = p.required and all(m.parameter(p.name) for m in reading)
            kind = "required" if required else "key" if p.place is Place.PATH else "server"
            for name in {p.name, p.column or p.name}:
                if resource.column(name):
                    found.setdefault(name, kind)
    return found


def _writers(resource: Resource) -> dict[str, dict[str, None]]:
    """The statements that can set a column, in order."""
    found: dict[str, dict[str, None]] = {}
    for verb in (SqlVerb.INSERT, SqlVerb.UPDATE):
        for method in resource.for_verb(verb):
            for p in method.parameters:
                if p.place is Place.BODY:
                    found.setdefault(p.name, {})[verb.value] = None
    return found


def _methods(resource: Resource) -> Iterator[Row]:
    for method in resource.methods:
        required = ", ".join(p.sql_name for p in method.required)
        yield (
            method.name,
            method.verb.value,
            required,
            f"{method.http} {method.path}",
            method.description,
        )


def _local_rows(session: Session) -> Iterator[tuple[str, str, int, str | None]]:
    for thing in session.local_objects():
        yield thing.name, thing.kind, len(thing.columns), None


def _resource_rows(session: Session) -> Iterator[Row]:
    """Under the names that statements take right now."""
    for resource in session.catalog.resources:
        name = resource.name if resource.service == session.service else resource.id
        yield name, "resource", resource.columns, ", ".join(resource.verbs)


DESCRIBE_COMMANDS = (
    Command(
        "d",
        "[RESOURCE]",
        "describe a resource or a local table; alone: what each resource is",
        "\\d openai.batch.batches",
        describe,
        plus=True,
    ),
    Command(
        "dt",
        "[RESOURCE]",
        "list the resources with their columns and statements, and local tables and views",
        "\\dt",
        list_tables,
        plus=True,
    ),
)
