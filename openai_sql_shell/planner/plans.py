"""What a statement comes to: plans, as values. Made by the planner, carried out by the session's executors.

Each tells by ``changes`` whether it changes something on the server.
"""

from __future__ import annotations

from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.classes import field, frozen
from openai_sql_shell.sql import statements as ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, ClassVar

    from openai_sql_shell.catalog.model import Method, Parameter, Resource
    from openai_sql_shell.catalog.table_functions import FileCall
    from openai_sql_shell.errors import Span


@frozen
class Sql:
    """A statement for SQLite, and the way from its text back to the person's."""

    text: str
    original: Callable[[Span], Span | None]
    named: Callable[[Sequence[str]], Sequence[str]] = tuple
    """The names of its result columns as the person would write them: SQLite takes them from the text it is given."""
    files: tuple[FileCall, ...] = ()
    """Calls of table functions, each of which is a table in the text."""


@frozen
class Target:
    """A resource as a statement named it."""

    resource: Resource
    table: str
    """SQL for it: ``"openai.batch"."batches"``."""


@frozen
class QueryPlan:
    """SQLite answers; the resources in it are read as they are needed."""

    sql: Sql
    changes: bool = False
    """It makes a model work."""


@frozen
class ChangePlan:
    """One call for each row of a source."""

    changes: ClassVar[bool] = True
    target: Target
    method: Method
    source: Sql
    parameters: tuple[Parameter, ...]
    """What each column of the source is."""
    reads: bool
    """The source reads resources before the first change."""
    bounded: bool
    """The person said which objects, or gave the rows."""
    ordered: bool
    """The rows have an order that the made objects show: one is not made before the one in front of it."""
    returning: Sql | None
    awaits: ast.Await | None
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where the person wrote each parameter, for errors of the API that name one."""
    labelled: bool = False
    """Behind the parameters, the source has a column with what people call the object."""
    in_vain: Sql | None = None
    """A query that says why there was no row."""


@frozen
class GatherPlan:
    """An INSERT whose rows become files; see `Gathering`."""

    changes: ClassVar[bool] = True
    target: Target
    method: Method
    source: Sql
    columns: tuple[str, ...]
    """What each row has, as the person named it."""
    reads: bool
    """The query reads resources."""
    ordered: bool
    """The rows come in the same order when they are read again."""
    force: bool
    """What was submitted before is submitted again."""
    returning: Sql | None = None
    awaits: ast.Await | None = None
    in_vain: Sql | None = None
    """A query that says why there was no row."""


@frozen
class CallPlan:
    """One call with arguments from the text: EXEC."""

    resource: Resource
    method: Method
    arguments: Mapping[str, Any]
    """Values as written, by parameter name."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Body properties as JSON: those the declaration does not know, and nulls that clear one."""
    queries: Mapping[str, Sql] = field(default_factory=dict)
    """Arguments that are found with a query first: one row, one column."""
    awaits: ast.Await | None = None
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where the person wrote each argument."""

    @property
    def changes(self) -> bool:
        """The call changes something on the server."""
        return self.method.changes

    @property
    def lists(self) -> bool:
        """It is answered with many objects."""
        return self.method.verb is SqlVerb.SELECT or self.method.returns is Returns.LIST


@frozen
class EachPlan:
    """A call for each row of a query: EXEC ... FOR EACH."""

    call: CallPlan
    """What all of them have in common."""
    source: Sql
    """Its columns are arguments."""
    reads: bool
    """The query reads resources."""

    @property
    def changes(self) -> bool:
        """The calls change something on the server."""
        return self.call.changes


@frozen
class RunPlan:
    """Work on a run of the ledger: EXEC of a method that declares it."""

    resource: Resource
    method: Method
    run: str
    awaits: ast.Await | None = None

    @property
    def changes(self) -> bool:
        """It makes something at the server."""
        return self.method.changes


@frozen
class CopyPlan:
    """The rows of a query written to files of this machine."""

    sql: Sql
    path: str
    target: Span
    """Where the person wrote the path."""
    format: str
    """A key of `COPY_FORMATS`."""
    partition_by: tuple[str, ...] = ()
    """Columns whose values become directories."""
    overwrite: bool = False
    """What is there makes room."""
    resources: tuple[Resource, ...] = ()
    """What the query reads."""
    changes: bool = False
    """The query makes a model work."""


@frozen
class AssertPlan:
    """A query whose one value has to be true."""

    query: QueryPlan

    @property
    def changes(self) -> bool:
        """The query makes a model work."""
        return self.query.changes


@frozen
class StandInPlan:
    """EXEC of a method that stands for another statement, with arguments that a query finds."""

    made: CallPlan | EachPlan
    """As if the method were called."""
    stated: Callable[[Sequence[Mapping[str, Any]]], Plan]
    """The plan of that statement for some sets of arguments."""

    @property
    def changes(self) -> bool:
        """The statement changes something on the server."""
        return self.made.changes


@frozen
class LocalPlan:
    """A statement about the session's own tables and views."""

    sql: Sql
    verb: str
    ahead: str = ""
    """The query inside of it, which may be run ahead."""
    replaces: str | None = None
    """A view that makes room for a new one of the same name."""
    changes: bool = False
    """The query inside of it makes a model work."""


@frozen
class MetadataPlan:
    """SHOW and DESCRIBE."""

    changes: ClassVar[bool] = False
    statement: Metadata


@frozen
class ExplainPlan:
    """Tell instead of do."""

    changes: ClassVar[bool] = False
    plan: Plan
    analyze: bool
    offset: int
    """Where the explained statement begins in the text."""
    cost: bool = False
    """What it would cost."""


@frozen
class UsePlan:
    """Choose a service, or none."""

    changes: ClassVar[bool] = False
    service: str | None


@frozen
class SettingPlan:
    """SET name = value."""

    changes: ClassVar[bool] = False
    name: str
    value: str
    span: Span


Metadata = ast.Show | ast.ShowInsert | ast.Describe | ast.DescribeMethod

Plan = (
    QueryPlan
    | ChangePlan
    | GatherPlan
    | CallPlan
    | EachPlan
    | RunPlan
    | CopyPlan
    | AssertPlan
    | StandInPlan
    | LocalPlan
    | MetadataPlan
    | ExplainPlan
    | UsePlan
    | SettingPlan
)
