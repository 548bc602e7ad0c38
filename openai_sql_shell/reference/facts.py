"""What the reference says of columns, methods, parameters and states, in sentences; read off the declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Paging, Place, Returns, SqlVerb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.catalog.model import Column, Lifecycle, Method, Parameter, Resource

PAGES = {
    Paging.WHOLE: "The whole list is one answer.",
    Paging.SINGLE: "One answer, of which the API has no second page.",
    Paging.AFTER_LAST_ID: "Pages go on behind the last id.",
    Paging.AFTER_LAST_ITEM: "Pages go on behind the id of the last object.",
    Paging.NEXT_CURSOR: "Pages go on where the answer says.",
    Paging.PAGE_TOKEN: "Pages go on with the token of the answer.",
}
"""How a list goes on."""
FOR_EACH = {SqlVerb.INSERT: "row", SqlVerb.UPDATE: "object", SqlVerb.DELETE: "object", SqlVerb.EXEC: "call"}
"""What a request of each statement is for."""


def column_type(column: Column) -> str:
    """Its type as people call it."""
    unit = f" ({column.unit})" if column.unit else ""
    return "time" if column.unix_time else f"{column.type}{unit}"


def column_facts(resource: Resource, column: Column) -> Iterator[str]:
    """What is to be known of a column, a sentence each."""
    yield column.description
    yield FILTERED.get(filters(resource).get(column.name, ""), "")
    written = writers(resource).get(column.name)
    yield "Written by " + " and ".join(written) if written else ""
    yield "Values: " + ", ".join(column.enum) if len(column.enum) > 1 else ""
    yield "Members: " + ", ".join(column.members) if column.members else ""
    yield "A secret that is shown once" if column.secret else ""


FILTERED = {
    "key": "WHERE with = finds one object",
    "server": "WHERE with = filters on the server",
    "part": "WHERE with = or IN reads only the files that it names",
    "bound": "WHERE with a bound filters on the server",
    "required": "WHERE must give it",
    "one of": "WHERE must give it, or another such key",
}
"""What each way of `filters` means."""


def sentences(*parts: str) -> str:
    """Parts as sentences, one behind the other.

    >>> sentences("The size", "", "In bytes.")
    'The size. In bytes.'
    """
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def filters(resource: Resource) -> dict[str, str]:
    """How a WHERE on a column reaches the API: it finds one object, the server filters by it, fewer files are read, or it must be given."""
    found: dict[str, str] = {}
    reading = resource.for_verb(SqlVerb.SELECT)
    for method in reading:
        for p in method.parameters:
            required = p.required and all(m.parameter(p.name) for m in reading)
            on_server = "bound" if p.bound else "part" if p.partition else "server"
            key = "one of" if p.name in resource.line_keys else "key" if p.place is Place.PATH else on_server
            kind = "required" if required else key
            for name in {p.name, p.column or p.name}:
                if resource.column(name):
                    found.setdefault(name, kind)
    return found


def writers(resource: Resource) -> dict[str, dict[str, None]]:
    """The statements that can set a column, in order."""
    found: dict[str, dict[str, None]] = {}
    for verb in (SqlVerb.INSERT, SqlVerb.UPDATE):
        for method in resource.for_verb(verb):
            for p in method.parameters:
                if p.place is Place.BODY:
                    found.setdefault(p.name, {})[verb.value] = None
    return found


def method_facts(method: Method) -> Iterator[str]:
    """What a call costs, how its answer is paged and ordered, and what it returns."""
    yield cost(method)
    if method.verb is SqlVerb.SELECT and method.returns is Returns.LIST:
        yield PAGES[method.paging]
        yield f"ORDER BY {method.order_column} is done on the server" if method.order_column else ""
    yield "Changes nothing" if method.read_only else ""
    yield "The answer is bytes: @to says where they are written" if method.returns is Returns.BINARY else ""
    yield "Answers with " + ", ".join(c.name for c in method.columns) if method.columns else ""
    yield "Answers with " + ", ".join(c.name for c in method.adds) + ", too" if method.adds else ""
    yield "Also called " + ", ".join(method.aliases) if method.aliases else ""
    yield from (f"Sends {name}: {value}" for name, value in method.headers)


def accesses(method: Method) -> Iterator[tuple[str, str]]:
    """Conditions that a read of files answers, and what each takes; none of other methods."""
    if method.lines is None:
        return
    key = method.required[0]
    named = f"{key.column or key.name} = ..."
    yield named, f"{cost(method)}."
    for p in method.parameters:
        if p.partition:
            yield f"{named} AND {p.name} = ...", p.description
    if method.lines.joined:
        found = "The same files. A join with many values reads them twice at most: an index finds the others."
        yield f"{named} AND {method.lines.joined} = ...", found


def cost(method: Method) -> str:
    """What a statement takes in requests."""
    if method.verb is not SqlVerb.SELECT:
        return f"One request for each {FOR_EACH[method.verb]}"
    if method.lines is not None:
        if not method.path:
            return "No request"
        named = (
            "One request for the object, unless a list of the statement has it, and one"
            if method.lines.owner
            else "One request"
        )
        return f"{named} for each file that is not in the cache"
    if method.returns is not Returns.LIST or method.paging.cursor is None:
        return "One request"
    if method.window is not None:
        pages = ", ".join(f"{most} of {width}" for width, most in method.window.largest.items())
        return f"One request for each page, which holds up to {pages}"
    return f"One request for each page of {f'up to {method.max_page} ' * bool(method.max_page)}rows"


def parameter_type(parameter: Parameter) -> str:
    """Its type, and that of the items of an array."""
    if parameter.local_file:
        return "file"
    return f"{parameter.type} of {parameter.items}" if parameter.items else str(parameter.type)


def parameter_facts(parameter: Parameter) -> Iterator[str]:
    """What is to be known of a parameter, a sentence each."""
    yield parameter.description
    only = "Only these" if parameter.closed else "Values"
    yield f"{only}: {', '.join(parameter.enum)}" if parameter.enum else ""
    yield f"Members: {', '.join(parameter.members)}" if parameter.members else ""
    yield f"Not beside {' or '.join(parameter.excludes)}" if parameter.excludes else ""
    yield f"At most {parameter.max_items} items" if parameter.max_items else ""
    yield "NULL takes it back" if parameter.nullable else ""
    if parameter.place is Place.QUERY:
        column = parameter.column
        yield f"Bounds {column}" if parameter.bound else "A filter on the server" if column else ""


def life_facts(resource: Resource, life: Lifecycle) -> Iterator[str]:
    """How an object comes to its end, a paragraph each."""
    column = resource.by_column.get(life.state)
    under_way = [s for s in (column.enum if column else ()) if s not in life.terminal_states]
    failed = [s for s in life.terminal_states if s not in life.success_states]
    yield sentences(
        f"Works in the background; {life.state} says where it stands",
        f"Under way: {', '.join(under_way)}" if under_way else "",
        f"Good ends: {', '.join(life.success_states)}",
        f"Other ends: {', '.join(failed)}" if failed else "",
        f"{life.errors} says what went wrong" if life.errors else "",
    )
    yield sentences(
        f"/*+ AWAIT */ waits for the end: it looks with {life.poll} every {life.interval:g} seconds or less "
        f"often, for up to {life.deadline / 3600:g} hours, unless TIMEOUT says otherwise"
    )
