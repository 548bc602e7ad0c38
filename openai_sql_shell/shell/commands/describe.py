r"""``\d``, ``\d+`` and ``\dt``: what there is in the API and in this session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog import schema_of
from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.relations import Relations
from openai_sql_shell.catalog.remarks import method_text, resource_text
from openai_sql_shell.errors import Span, UnknownName
from openai_sql_shell.reference.facts import (
    accesses,
    column_facts,
    column_type,
    filters,
    sentences,
    writers,
)
from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, Statement
from openai_sql_shell.reference.pages import resource_page
from openai_sql_shell.render.sgr import BOLD, styled
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.output.paging import show_lines
from openai_sql_shell.shell.output.statement_run import (
    as_prose,
    show_table,
    show_tables,
    table,
)
from openai_sql_shell.shell.output.text_columns import columns, sections, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from openai_sql_shell.catalog.model import Column, Method, Resource
    from openai_sql_shell.catalog.summary import ResourceSummary
    from openai_sql_shell.reference.page import Block
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
            _show(shell, _by_service(session, lambda r: (r.name, resource_text(r))))
        else:
            show_table(shell, ("resource", "statements", "description"), _resources(session))
        return
    local = {thing.name.lower(): thing for thing in session.local_objects()}.get(words[0].lower())
    if local is not None:
        show_table(shell, ("column",), ((column,) for column in local.columns))
        return
    resource = find_resource(session, words[0])
    if prose:
        color = shell.colored(shell.console.stdout)
        described = sections(_described(resource), shell.text_width, color=color)
        show_lines(shell, [*described, *_ways(shell, resource)])
        return
    shell.say(f"{resource.id}: {resource_text(resource)}")
    show_tables(
        shell,
        table(("column", "type", "filter", "written", "values", "description"), _columns(resource)),
        table(("method", "statement", "required", "request", "description"), _methods(resource)),
    )
    if resource.hint:
        shell.say(resource.hint)


def describe_more(shell: ShellState, words: Sequence[str]) -> None:
    r"""The page of the reference about a resource, with statements to try; in a format of rows, and of a local table, what ``\d`` says.

    Raises:
        UnknownName: neither a resource nor a local table has the name.
    """
    local = {thing.name.lower() for thing in shell.session.local_objects()}
    if not words or words[0].lower() in local or not as_prose(shell):
        describe(shell, words)
        return
    resource = find_resource(shell.session, words[0])
    page = resource_page(resource, Relations(shell.session.catalog))
    show_lines(shell, [line for block in page.blocks for line in (*_lines(shell, block), "")][:-1])


def _lines(shell: ShellState, block: Block) -> list[str]:
    """A block of a page as lines for the screen."""
    width, stream = shell.text_width, shell.console.stdout
    match block:
        case Heading(_, text):
            return [styled(line, BOLD, color=shell.colored(stream)) for line in wrapped(text, width)]
        case Paragraph(text):
            return wrapped(text, width)
        case NameTable(_, rows):
            return columns(rows, width, indent=2)
        case Statement(remark, sql):
            return [*(f"-- {line}" for line in wrapped(remark, width)), *shell.sql(sql, stream).splitlines()]


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
    fields: list[tuple[str, ...]] = [
        (column.name, column_type(column), sentences(*column_facts(resource, column)))
        for column in (*resource.columns, *resource.hidden)
    ]
    methods: list[tuple[str, ...]] = [
        (m.name, m.verb.value, f"{sentences(method_text(m, resource), _needs(m))} {m.line}")
        for m in resource.methods
    ]
    hint: dict[str, list[tuple[str, ...]]] = {resource.hint: []} if resource.hint else {}
    called = {"Methods": methods} if methods else {}
    return {f"{resource.id}: {resource_text(resource)}": fields, **called, **hint}


def _ways(shell: ShellState, resource: Resource) -> list[str]:
    """What each condition takes that finds lines of files, below a title; nothing of other resources."""
    ways = [way for method in resource.methods for way in accesses(method)]
    title = styled("What WHERE takes", BOLD, color=shell.colored(shell.console.stdout))
    return ["", title, *columns(ways, shell.text_width, indent=2)] if ways else []


def _needs(method: Method) -> str:
    return "Needs " + ", ".join(p.sql_name for p in method.required) if method.required else ""


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
        yield resource.id, ", ".join(resource.verbs), resource_text(resource)


def _columns(resource: Resource) -> Iterator[Row]:
    filtered, written_by = filters(resource), writers(resource)
    for column in (*resource.columns, *resource.hidden):
        values = ", ".join(column.enum or column.members)
        written = ", ".join(written_by.get(column.name, ()))
        yield column.name, _type(column), filtered.get(column.name, ""), written, values, column.description


def _type(column: Column) -> str:
    return f"{column.type} (time)" if column.unix_time else str(column.type)


def _methods(resource: Resource) -> Iterator[Row]:
    for method in resource.methods:
        required = ", ".join(p.sql_name for p in method.required)
        yield (
            method.name,
            method.verb.value,
            required,
            method.line,
            method_text(method, resource),
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
    ),
    Command(
        "d+",
        "[RESOURCE]",
        "all that is known of a resource: parameters, costs, states, and statements to try",
        "\\d+ openai.batch.batches",
        describe_more,
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
