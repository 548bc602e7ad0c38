"""What a statement says, as values: made by `sql.parser`, turned into plans by the planner.

Expressions stay text, because SQLite understands them; each piece of text keeps where it stood. All spans are offsets into
the statement's own text, the one given to the parser.
"""

from __future__ import annotations

from enum import StrEnum

from openai_sql_shell.classes import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.errors import Span

Literal = None | bool | int | float | str
"""A literal in the text: NULL, true/false, a number, a string."""


@frozen
class Variable:
    """``:name`` where a literal stands."""

    name: str
    """Without the colon."""
    span: Span


@frozen
class Name:
    """A dotted name, unquoted: ``openai.batch.batches`` has the parts ``("openai", "batch", "batches")``."""

    parts: tuple[str, ...]
    span: Span

    def __str__(self) -> str:
        return ".".join(self.parts)


@frozen
class Fragment:
    """A stretch of SQL that is handed to SQLite: an expression, a SELECT, a list of result columns."""

    text: str
    span: Span


@frozen
class Await:
    """``/*+ AWAIT [TIMEOUT=90s] */``: follow the job to its end."""

    timeout: float | None = None
    """Seconds; None: the resource's own deadline, or the session's setting."""


@frozen
class Query:
    """SELECT, WITH ... SELECT, VALUES, and everything SQLite answers with rows."""

    text: str


@frozen
class Insert:
    """INSERT INTO target (columns) source [RETURNING returning]."""

    target: Name
    columns: tuple[Name, ...]
    """Empty when the person listed none. Each has one part: ``data__metadata``."""
    source: Fragment
    """``VALUES ...`` or a SELECT, with the WITH clause of the statement in front where there is one."""
    returning: Fragment | None
    awaits: Await | None
    text: str
    """The whole statement, for a target that is a local table."""
    force: bool = False
    """What was submitted before is submitted again."""


@frozen
class Assignment:
    """``column = expression`` in SET."""

    column: Name
    value: Fragment


@frozen
class Update:
    """UPDATE (or REPLACE) target SET ... [WHERE ...] [RETURNING ...]."""

    target: Name
    alias: str | None
    assignments: tuple[Assignment, ...]
    where: Fragment | None
    """Without the word WHERE."""
    returning: Fragment | None
    text: str


@frozen
class Delete:
    """DELETE FROM target [WHERE ...] [RETURNING ...]."""

    target: Name
    alias: str | None
    where: Fragment | None
    returning: Fragment | None
    text: str


@frozen
class Argument:
    """``@name = value`` or ``@name = (SELECT ...)`` of EXEC."""

    name: Name
    """One part, without the ``@``."""
    value: Literal | Variable | Fragment
    """A fragment is a query, without its parentheses."""


@frozen
class Exec:
    """EXEC service.resource.method @name='value', ... [@@json='{...}'] [FOR EACH (SELECT ...)]."""

    target: Name
    """Resource and method; the last part is the method."""
    arguments: tuple[Argument, ...]
    body: Fragment | Variable | None
    """The text of ``@@json``, unquoted; not yet parsed."""
    awaits: Await | None
    each: Fragment | None = None
    """The query of FOR EACH, whose rows are calls and whose columns are further arguments."""
    force: bool = False
    """What was submitted before is submitted again."""


class ShowKind(StrEnum):
    """What SHOW lists."""

    PROVIDERS = "PROVIDERS"
    SERVICES = "SERVICES"
    RESOURCES = "RESOURCES"
    METHODS = "METHODS"
    COLUMNS = "COLUMNS"
    """The same as DESCRIBE."""
    TABLES = "TABLES"
    """Local tables."""
    VIEWS = "VIEWS"
    """Local views."""
    VERSION = "VERSION"
    AUTH = "AUTH"


@frozen
class Show:
    """SHOW [EXTENDED] kind [IN | FROM target] [LIKE 'pattern' | WHERE expression]."""

    kind: ShowKind
    extended: bool
    target: Name | None
    like: str | Variable | None
    where: Fragment | None


@frozen
class ShowInsert:
    """SHOW [EXTENDED] INSERT [/*+ REQUIRED */] INTO target: print a template."""

    target: Name
    required_only: bool
    extended: bool


@frozen
class Describe:
    """DESCRIBE [EXTENDED] resource."""

    target: Name
    extended: bool


@frozen
class DescribeMethod:
    """DESCRIBE METHOD [EXTENDED] resource.method."""

    target: Name
    """Resource and method; the last part is the method."""
    extended: bool


@frozen
class Explain:
    """EXPLAIN [ANALYZE | COST] statement."""

    statement: Statement
    analyze: bool
    offset: int
    """Where the inner statement begins in the text; its spans count from there."""
    cost: bool = False


@frozen
class Use:
    """USE openai, or USE openai.batch."""

    target: Name


@frozen
class Assign:
    """SET [SESSION] name = value."""

    name: str
    value: Literal | Variable
    span: Span


@frozen
class CopyOption:
    """An option of COPY, with the words behind it."""

    name: Name
    """One part."""
    values: tuple[str, ...]
    """Unquoted; empty where none was written."""
    span: Span
    """Where they stand."""


@frozen
class Copy:
    """COPY (query) TO 'file' [(options)]."""

    source: Fragment
    """The query without its parentheses, or the name of a table."""
    path: str | Variable
    target: Span
    """Where the path stands."""
    options: tuple[CopyOption, ...] = ()
    is_table: bool = False
    """The source is a name."""


@frozen
class Assert:
    r"""``\assert query``: its one value has to be true."""

    query: Fragment


@frozen
class Local:
    """A statement about tables and views of this session: CREATE, DROP, ALTER, BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE."""

    text: str
    verb: str
    """The first word, in capitals."""


Statement = (
    Query
    | Insert
    | Update
    | Delete
    | Exec
    | Show
    | ShowInsert
    | Describe
    | DescribeMethod
    | Explain
    | Use
    | Assign
    | Copy
    | Assert
    | Local
)
