"""The verbs of a declaration: short ways to write columns, parameters and methods, so that a service reads like its page."""

from __future__ import annotations

from openai_sql_shell.catalog.model import (
    BodyKind,
    Collecting,
    Column,
    DataType,
    Gathering,
    KeyClass,
    Lines,
    Method,
    Paging,
    Parameter,
    Place,
    Returns,
    RunWork,
    SqlVerb,
    StateKind,
    Unit,
    Window,
)
from openai_sql_shell.classes import frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypedDict, Unpack

    class MethodFacts(TypedDict, total=False):
        """What else can be said of a method; see `Method`."""

        http: str
        returns: Returns
        body: BodyKind
        paging: Paging
        max_page: int
        order_column: str
        aliases: tuple[str, ...]
        headers: tuple[tuple[str, str], ...]
        columns: tuple[Column, ...]
        adds: tuple[Column, ...]
        success_states: tuple[str, ...]
        read_only: bool
        default_order: str
        key: KeyClass
        billable: bool
        deprecated: str
        rows_in: str
        window: Window
        orders: tuple[str, str]
        usage: str | None
        lines: Lines
        gathers: Gathering
        collects: Collecting


STRING, INTEGER, NUMBER, BOOLEAN = DataType.STRING, DataType.INTEGER, DataType.NUMBER, DataType.BOOLEAN
OBJECT, ARRAY, ANY = DataType.OBJECT, DataType.ARRAY, DataType.ANY
"""The types, as declarations write them."""

# --- columns ---------------------------------------------------------------------------------------------------


def text(name: str, description: str, **facts: object) -> Column:
    """A string column."""
    return Column(name, DataType.STRING, description, **facts)  # type: ignore[arg-type]


def object_type(value: str) -> Column:
    """The column that says what kind of object it is."""
    return text("object", f"Always {value}.", enum=(value,))


def integer(name: str, description: str, **facts: object) -> Column:
    """An integer column."""
    return Column(name, DataType.INTEGER, description, **facts)  # type: ignore[arg-type]


def number(name: str, description: str, **facts: object) -> Column:
    """A column of numbers with fractions."""
    return Column(name, DataType.NUMBER, description, **facts)  # type: ignore[arg-type]


def boolean(name: str, description: str, **facts: object) -> Column:
    """A column of true and false, 1 and 0 in SQL."""
    return Column(name, DataType.BOOLEAN, description, **facts)  # type: ignore[arg-type]


def unix_time(name: str, description: str, **facts: object) -> Column:
    """A point in time in seconds since 1970."""
    return Column(name, DataType.INTEGER, description, unix_time=True, **facts)  # type: ignore[arg-type]


def byte_count(name: str, description: str, **facts: object) -> Column:
    """A size in bytes."""
    return Column(name, DataType.INTEGER, description, unit=Unit.BYTES, **facts)  # type: ignore[arg-type]


def seconds(name: str, description: str, **facts: object) -> Column:
    """A length of time in seconds."""
    return Column(name, DataType.INTEGER, description, unit=Unit.SECONDS, **facts)  # type: ignore[arg-type]


def state(
    name: str,
    description: str,
    enum: tuple[str, ...],
    *,
    done: tuple[str, ...] = (),
    failed: tuple[str, ...] = (),
    stopped: tuple[str, ...] = (),
) -> Column:
    """The state of something; what is neither done nor failed nor stopped is under way."""
    kinds = {StateKind.DONE: done, StateKind.FAILED: failed, StateKind.STOPPED: stopped}
    known = {value: kind for kind, values in kinds.items() for value in values}
    states = {value: known.get(value, StateKind.RUNNING) for value in enum}
    return Column(name, DataType.STRING, description, enum=enum, states=states)


def counts(name: str, description: str, *members: str) -> Column:
    """An object that says how far a job has come."""
    return Column(name, DataType.OBJECT, description, members=members, counts=True)


def json_object(name: str, description: str, *members: str, **facts: object) -> Column:
    """An object column, JSON text in SQL."""
    return Column(name, DataType.OBJECT, description, members=members, **facts)  # type: ignore[arg-type]


def anything(name: str, description: str, **facts: object) -> Column:
    """Text, or JSON where the API sends objects or arrays."""
    return Column(name, DataType.ANY, description, **facts)  # type: ignore[arg-type]


def json_array(name: str, description: str, *members: str, **facts: object) -> Column:
    """An array column, JSON text in SQL; ``members`` are those of its objects."""
    return Column(name, DataType.ARRAY, description, members=members, **facts)  # type: ignore[arg-type]


def words(text: str) -> tuple[str, ...]:
    """Names or values that are words, written one after the other.

    >>> words("queued running  succeeded")
    ('queued', 'running', 'succeeded')
    """
    return tuple(text.split())


# --- parameters ------------------------------------------------------------------------------------------------


def in_path(name: str, description: str, **facts: object) -> Parameter:
    """A part of the URL; always required."""
    return Parameter(name, Place.PATH, DataType.STRING, description, required=True, **facts)  # type: ignore[arg-type]


def in_query(name: str, description: str, kind: DataType = DataType.STRING, **facts: object) -> Parameter:
    """What a read is asked with, such as a server-side filter; ``column`` is what it fixes."""
    return Parameter(name, Place.QUERY, kind, description, **facts)  # type: ignore[arg-type]


def required(name: str, description: str, kind: DataType = DataType.STRING, **facts: object) -> Parameter:
    """A property the body must have."""
    return Parameter(name, Place.BODY, kind, description, required=True, **facts)  # type: ignore[arg-type]


def optional(name: str, description: str, kind: DataType = DataType.STRING, **facts: object) -> Parameter:
    """A property the body may have."""
    return Parameter(name, Place.BODY, kind, description, **facts)  # type: ignore[arg-type]


# --- methods ---------------------------------------------------------------------------------------------------


@frozen
class MethodKind:
    """Declares methods of one kind: those reached by one statement, with what most of them have in common."""

    verb: SqlVerb
    usual: MethodFacts

    def __call__(
        self, name: str, path: str, description: str, *parameters: Parameter, **facts: Unpack[MethodFacts]
    ) -> Method:
        """A method; ``facts`` come before what is usual."""
        every: MethodFacts = {**self.usual, **facts}
        if every.get("returns") is Returns.BINARY:
            every.setdefault("columns", _written(parameters))
            parameters = (*parameters, *_targets(billed=every.get("billable", False)))
        return Method(name, self.verb, path=path, description=description, parameters=parameters, **every)


def _targets(*, billed: bool) -> tuple[Parameter, ...]:
    """Where the bytes of an answer go; what was paid for is written, and never only shown."""
    where = "The path to write to; must not exist."
    return (
        Parameter("to", Place.LOCAL, DataType.STRING, where, required=billed),
        Parameter("overwrite", Place.LOCAL, DataType.BOOLEAN, "Replace an existing file."),
    )


def _written(parameters: tuple[Parameter, ...]) -> tuple[Column, ...]:
    """What is said about bytes that were written."""
    return (
        *(text(p.name, p.description) for p in parameters if p.place is Place.PATH),
        text("path", "Where it was written."),
        byte_count("bytes", "How much was written."),
        text("content", "The text, where no path was given."),
    )


lists = MethodKind(SqlVerb.SELECT, {"http": "GET", "returns": Returns.LIST, "aliases": ("list",)})
"""Declares a method that answers with many rows."""
pages = replace(lists, usual={**lists.usual, "paging": Paging.AFTER_LAST_ID, "max_page": 100})
"""Declares one that is paged as most are."""
reads = MethodKind(SqlVerb.SELECT, {"http": "GET", "aliases": ("get",)})
"""Declares a method that answers with one row, found by its key."""
reads_lines = MethodKind(SqlVerb.SELECT, {"http": "GET", "returns": Returns.LINES})
"""Declares a method that answers with the lines of files."""
creates = MethodKind(SqlVerb.INSERT, {"http": "POST", "body": BodyKind.JSON, "aliases": ("create",)})
"""Declares a method that makes a new object: INSERT."""
updates = MethodKind(SqlVerb.UPDATE, {"http": "POST", "body": BodyKind.JSON, "aliases": ("update",)})
"""Declares a method that changes an object: UPDATE."""
deletes = MethodKind(SqlVerb.DELETE, {"http": "DELETE", "returns": Returns.DELETED, "aliases": ("delete",)})
"""Declares a method that removes an object: DELETE."""
acts = MethodKind(SqlVerb.EXEC, {"http": "POST"})
"""Declares a method reached by EXEC."""


def stands_for(
    name: str,
    statement: str,
    description: str,
    *parameters: Parameter,
    columns: tuple[Column, ...] = (),
    reads: bool = False,
    in_vain: str | None = None,
) -> Method:
    """Declares a method that is another statement; ``reads``: one that changes nothing."""
    text, http = " ".join(statement.split()), "GET" if reads else "POST"
    why = in_vain and " ".join(in_vain.split())
    return Method(
        name,
        SqlVerb.EXEC,
        http,
        "",
        description,
        parameters,
        columns=columns,
        statement=text,
        in_vain=why,
    )


def works_on_run(
    work: RunWork, description: str, columns: tuple[Column, ...], *, returns: Returns = Returns.LIST
) -> Method:
    """Declares a method that works on a run of the ledger; what gives one up changes nothing at the API."""
    http = "GET" if work is RunWork.ABANDON else "POST"
    run = told("run", "The run.", required=True)
    return Method(work.value, SqlVerb.EXEC, http, "", description, (run,), returns, columns=columns, run=work)


def told(name: str, description: str, kind: DataType = STRING, **facts: object) -> Parameter:
    """What a statement that a method stands for is told."""
    return Parameter(name, Place.LOCAL, kind, description, **facts)  # type: ignore[arg-type]
