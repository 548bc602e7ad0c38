r"""``\d`` and ``\dt``: what there is in the API and in this session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.model import Place, SqlVerb
from openai_sql_shell.errors import Span, UnknownName
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.output.statement_run import show_table, show_tables, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.result import Row
    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.state import ShellState


def describe(shell: ShellState, words: Sequence[str]) -> None:
    """All resources; or the columns and methods of one, or the columns of a local table.

    Raises:
        UnknownName: neither a resource nor a local table has the name.
    """
    if not words:
        show_table(shell, ("resource", "statements", "description"), _resources(shell.session))
        return
    name = words[0]
    local = {thing.name.lower(): thing for thing in shell.session.local_objects()}.get(name.lower())
    if local is not None:
        show_table(shell, ("column",), ((column,) for column in local.columns))
        return
    resource = find_resource(shell.session, name)
    shell.say(f"{resource.id}: {resource.description}")
    show_tables(
        shell,
        table(("column", "type", "filter", "written", "values", "description"), _columns(resource)),
        table(("method", "statement", "required", "request", "description"), _methods(resource)),
    )
    if resource.hint:
        shell.say(resource.hint)


def list_tables(shell: ShellState, _: Sequence[str]) -> None:
    """Local tables and views, and the resources of the service that USE chose."""
    session = shell.session
    show_table(shell, ("name", "kind", "columns"), (*_local_rows(session), *_used_rows(session)))


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
        names = [*local, *(own for _, own in session.catalog.resources)]
        near = nearest(name.rpartition(".")[2], names)
        raise UnknownName("resource or table", name, near, hint="\\d lists them all") from None


def _resources(session: Session) -> Iterator[Row]:
    for service in session.catalog.services:
        for resource in service.resources:
            verbs = dict.fromkeys(method.verb.value for method in resource.methods)
            yield resource.id, ", ".join(v for v in SqlVerb if v in verbs), resource.description


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


def _local_rows(session: Session) -> Iterator[Row]:
    for thing in session.local_objects():
        yield thing.name, thing.kind, ", ".join(thing.columns)


def _used_rows(session: Session) -> Iterator[Row]:
    if session.service is None:
        return
    for (service, name), resource in session.catalog.resources.items():
        if service == session.service:
            yield name, "resource", ", ".join(column.name for column in resource.columns)


DESCRIBE_COMMANDS = (
    Command(
        "d",
        "[RESOURCE]",
        "describe a resource or a local table; alone: list all resources",
        "\\d openai.batch.batches",
        describe,
        plus=True,
    ),
    Command(
        "dt",
        "",
        "list local tables and views, and the resources of the service in use",
        "\\dt",
        list_tables,
        plus=True,
    ),
)
