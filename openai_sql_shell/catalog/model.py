"""The words a service is declared with, and nothing that runs.

A service holds resources (tables); a resource holds columns (what the API answers) and methods (HTTP operations); a
method holds parameters (what it is asked with). Everything is frozen. Facts come from the API's published description.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property

from openai_sql_shell.catalog import schema_of
from openai_sql_shell.classes import field, frozen, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Self

RAW = "raw"
"""The hidden column that holds the whole object as the API sent it."""

NAMELESS = "column_anon"
"""What StackQL calls the column of an answer that it has no names for: the whole of it."""

LIMIT, ORDER = "limit", "order"
"""The query parameters of a list for the rows of a page, and for its order."""

BODY_PREFIX = "data__"
"""How the dialect marks a property of the request body; accepted everywhere, required nowhere."""


class DataType(StrEnum):
    """The types of JSON, under the names SHOW and DESCRIBE print."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    OBJECT = "object"
    ARRAY = "array"
    ANY = "any"
    """Text, or JSON: the API takes or sends several types."""

    @property
    def is_json(self) -> bool:
        """Values are JSON text in SQL."""
        return self in (DataType.OBJECT, DataType.ARRAY)


class SqlVerb(StrEnum):
    """The statement a method is reached by."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    EXEC = "EXEC"


KEYED_VERBS = (SqlVerb.SELECT, SqlVerb.UPDATE, SqlVerb.DELETE)
"""Statements that find objects by their columns."""
CHANGING_VERBS = (SqlVerb.INSERT, SqlVerb.UPDATE, SqlVerb.DELETE)
"""Statements with RETURNING."""

ASKED = "="
"""The end of the name of a column that holds what a list was asked with, where the plain name is a field of the rows."""


class Place(StrEnum):
    """Where a parameter travels."""

    PATH = "path"
    QUERY = "query"
    PAGING = "paging"
    """In the query of a list; who reads a list gives it, unless a person pages by hand."""
    BODY = "body"
    LOCAL = "local"
    """Not sent: it tells this program something, such as where to write a download."""


class Returns(StrEnum):
    """The shape of a successful answer."""

    LIST = "list"
    OBJECT = "object"
    DELETED = "deleted"
    """``{"id", "object", "deleted"}``."""
    BINARY = "binary"
    """Bytes of a file."""
    EMPTY = "empty"
    LINES = "lines"
    """Rows that are the lines of files; see `Lines`."""


class Paging(StrEnum):
    """How a list is continued; `api.paging` finds the cursor in the answers of each idiom."""

    cursor: str | None
    """The query parameter that continues the list; None: nothing continues it."""

    def __new__(cls, value: str, cursor: str | None = None) -> Self:
        """A member from its name and cursor parameter."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.cursor = cursor
        return member

    WHOLE = "whole"
    """One answer holds everything; no parameters."""
    SINGLE = "single"
    """The answer may say ``has_more``, but no parameter asks for more."""
    AFTER_LAST_ID = "after_last_id", "after"
    """The cursor is ``last_id``, or the last item's id where ``last_id`` is missing."""
    AFTER_LAST_ITEM = "after_last_item", "after"
    """The cursor is the id of the last item; the answer has no ``last_id``."""
    NEXT_CURSOR = "next_cursor", "after"
    """The cursor is ``next``."""
    PAGE_TOKEN = "page_token", "page"
    """The cursor is ``next_page``."""


class BodyKind(StrEnum):
    """How a request body is written."""

    NONE = "none"
    JSON = "json"
    MULTIPART = "multipart"
    EITHER = "either"
    """Multipart where a file of this machine is among the arguments, JSON elsewhere."""


class KeyClass(StrEnum):
    """Which of the two kinds of key an operation takes."""

    API = "api"
    ADMIN = "admin"


class Unit(StrEnum):
    """What a number counts, where people like to read it with a larger unit."""

    BYTES = "bytes"
    SECONDS = "seconds"


class StateKind(StrEnum):
    """What a state means to a person who waits."""

    DONE = "done"
    FAILED = "failed"
    RUNNING = "running"
    STOPPED = "stopped"
    """Somebody called it off, or has to act before it goes on."""


@frozen
class Column:
    """One field of a resource's answer."""

    name: str
    type: DataType
    description: str
    enum: tuple[str, ...] = ()
    """Known values. The API adds more over time: offered and compared, never enforced."""
    members: tuple[str, ...] = ()
    """Known members of an object, for completion of JSON paths."""
    unix_time: bool = False
    """Seconds since 1970."""
    unit: Unit | None = None
    """What its numbers count."""
    states: Mapping[str, StateKind] = field(default_factory=dict, hash=False)
    """What each known value means, where they are the states of something."""
    counts: bool = False
    """An object that says how far a job has come: members ``total``, ``completed`` and ``failed``."""
    blank_is_null: bool = False
    """The API sends ``""`` where it means nothing."""
    secret: bool = False
    """A credential that the API shows once, in the answer to the call that made it."""
    identifies: bool = False
    """It holds the id of an object, though its name does not say so."""
    texts_in: tuple[str, ...] = ()
    """Where the API does not send it: the arrays, one in the other, whose objects of this ``type`` have the texts it is made of."""
    aliases: tuple[str, ...] = ()
    """Names that it had elsewhere or before: accepted, offered to nobody."""

    @property
    def is_id(self) -> bool:
        """It identifies an object: by half of it nothing is found."""
        return self.identifies or self.name == "id" or self.name.endswith("_id")


@frozen
class Parameter:
    """One thing a method is asked with."""

    name: str
    place: Place
    type: DataType
    description: str
    required: bool = False
    unless: str | None = None
    """A required parameter may be left out when this other one is given."""
    excludes: tuple[str, ...] = ()
    """Parameters that cannot be given beside this one."""
    column: str | None = None
    """The column of the answer this parameter fixes: ``batch_id`` fixes ``id``; a filter fixes what it filters.

    A property of a body writes the column of its name, and says so only where the column has another or a SELECT is asked with it.
    """
    bound: str | None = None
    """It does not fix ``column`` but bounds it: ``>``, ``>=``, ``<`` or ``<=``. ``start_time`` bounds the start of buckets."""
    wire: str | None = None
    """What the API calls it, where that is no name for SQL: ``project_ids[]``."""
    enum: tuple[str, ...] = ()
    """The values it is known to take; another one is sent all the same, since the API grows, and said."""
    closed: bool = False
    """The description allows no value outside of ``enum``: a filter that rows are compared with is not sent another one."""
    members: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    """Those of the members that are objects themselves."""
    items: DataType | None = None
    """The type of an array's items."""
    local_file: bool = False
    """The value is the path of a file on this machine, or an array of paths, sent as parts of a multipart body."""
    min_items: int = 0
    max_items: int | None = None
    nullable: bool = False
    """Null is a value of its own: in an UPDATE it takes the property back."""
    partition: bool = False
    """Each of its values is a part of the rows, and no two share one: IN may hand them over one by one."""
    groups: bool = False
    """Its values name columns, which are NULL in every row of a list that was asked for without their names."""
    example: object = field(default=None, hash=False)
    """A believable value for the reference, as JSON; None: the name, the type or the known values tell one."""
    leads_to: str | None = None
    """The resource whose ids it takes, where its name does not end like their key: ``files.files``."""
    aliases: tuple[str, ...] = ()
    """Names that it had elsewhere or before: accepted, offered to nobody."""

    @property
    def sql_name(self) -> str:
        """The name metadata statements print: body properties carry their prefix."""
        return f"{BODY_PREFIX}{self.name}" if self.place is Place.BODY else self.name

    @property
    def is_asked(self) -> bool:
        """No row tells it: it says how a list was asked for, such as ``group_by``, or what was sent to a model."""
        told = self.column is not None and self.bound is None
        return self.place is Place.BODY or (self.place is Place.QUERY and not told)


@frozen
class Window:
    """A list of buckets of time: how many of them a page may have, so that one request holds as much time as it can."""

    width: str
    """The parameter for how long a bucket is."""
    largest: Mapping[str, int] = field(hash=False)
    """The largest page for each width; the first is what the API takes without one."""
    seconds: Mapping[str, int] = field(hash=False)
    """How long a bucket of each width is. Buckets begin at whole multiples of it; one that the asked time ends within is cut there."""


class LineShape(StrEnum):
    """What the lines of a file are."""

    ANY = "any"
    REQUEST = "request"
    """Requests of a batch."""
    RESULT = "result"
    """Results of a batch; requests that have none are rows as well."""


@frozen
class RequestRules:
    """What a file of requests may hold."""

    required: Mapping[str, tuple[str, ...]] = field(hash=False)
    """The properties that a body must have, by each endpoint there is."""
    most_items: Mapping[str, Mapping[str, int]] = field(hash=False)
    """How many items the arrays of a body may have, by endpoint and property."""
    most_requests: int
    most_bytes: int


@frozen
class Pricing:
    """Columns that tell what the rows of a file cost, by the tokens that each of them used."""

    cost: str
    """The column with USD."""
    as_of: str
    """The column that tells where the price is from."""
    endpoints: tuple[str, ...]
    """Those where tokens are what is paid for, by the owner's ``endpoint``."""
    dated_by: tuple[str, ...]
    """The owner's columns with a time: the first that has one says of which day the price is."""


@frozen
class Lines:
    """The files whose lines are the rows of a SELECT. A file is named by the method's own parameter, or by an object that it names."""

    shape: LineShape
    owner: Resource | None = None
    """Whose object names the files; None: the parameter does."""
    files: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The owner's columns that name a file, by the value of the parameter that is a partition."""
    content: str = "/files/{file_id}/content"
    """The path of a file's bytes."""
    described: str = "/files/{file_id}"
    """The path of the object that tells a file's ``bytes``."""
    local: bool = False
    """The parameter is the path of a file on this machine, and nothing is sent."""
    rules: RequestRules | None = None
    """What requests are checked by."""
    pricing: Pricing | None = None
    """What its rows cost; None: nothing tells it."""
    joined: str = ""
    """The column by which people find single rows; empty: there is none."""


@frozen
class Gathering:
    """How the rows of an INSERT become few calls: each is a line of a file, and each file is uploaded and made an object of."""

    operations: Callable[[], Mapping[str, Method]]
    """What a line asks for, by the url that it has; the properties of their bodies are columns. Asked for when they are needed."""
    makes: Resource
    """What is made of a file."""
    create: str
    """The method that makes it."""
    rules: RequestRules
    """What one file may hold."""
    most_inputs: int
    """How many items of what is ``counted`` all of its requests may have together."""
    as_of: str
    """The date of these limits."""
    counted: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The property whose items are counted, by url."""
    bounds: tuple[str, ...] = ()
    """The properties that bound the tokens of an answer, the first that is given counts."""
    repeats: tuple[str, ...] = ()
    """The properties that ask for several answers, each of which may be as long as the bound; the largest counts."""
    silent: tuple[str, ...] = ()
    """The urls whose answers have no tokens."""
    priced: tuple[str, ...] = ()
    """The urls where tokens are what is paid for."""
    upload: tuple[str, str] = ("files.files", "create_file")
    """The resource and the method that take the file."""
    upload_with: Mapping[str, str] = field(default_factory=lambda: {"purpose": "batch"}, hash=False)
    """What else that method is given, and by which such files are found in its list."""
    window: str = "24h"
    """How long what is made may take, unless a row says otherwise."""
    asks_by: str = "url"
    """The column with that url."""
    holds_body: tuple[str, ...] = ("body", "raw")
    """Columns that may have properties of the body in them: beside these, none has to be a column."""

    def properties(self, url: str) -> Mapping[str, Parameter]:
        """The properties of a body by name, as JSON can have them: where a form takes a file, JSON names one that is there."""
        method = self.operations().get(url)
        found = [p for p in method.parameters if p.place is Place.BODY] if method is not None else []
        return {
            p.name: replace(p, type=DataType.OBJECT, local_file=False) if p.local_file else p
            for p in found
            if not (p.local_file and p.type is DataType.ARRAY)
        }

    def parameter(self, name: str) -> Parameter | None:
        """A property of any of the bodies; one that has several types has none in particular."""
        every = [self.properties(url).get(name) for url in self.operations()]
        found = [p for p in every if p is not None]
        if not found:
            return None
        if len({p.type for p in found}) > 1:
            return replace(found[0], type=DataType.ANY, items=None, enum=(), members=(), required=False)
        return replace(found[0], required=False)


class RunWork(StrEnum):
    """What can be done with a run of the ledger that is not done."""

    RESUME = "resume"
    """Make what its uploaded files are for."""
    ABANDON = "abandon"
    """Give up what is left of it."""


@frozen
class Collecting:
    """How the rows of an INSERT become few calls: each gives one item of an array, and rows that are the same beside it share one."""

    item: str
    """The parameter that a row gives; it is not sent by itself."""
    values: str
    """The array that the items go to, and whose bound is that of a call."""
    objects: str
    """The array that they go to where rows differ in their ``own``: an object for each."""
    own: tuple[str, ...]
    """The parameters that such an object has beside the item; among the other arguments they are for all items."""


@frozen
class Method:
    """One HTTP operation."""

    name: str
    verb: SqlVerb
    http: str
    path: str
    """Below the base URL, with ``{path_parameters}``."""
    description: str
    parameters: tuple[Parameter, ...] = ()
    returns: Returns = Returns.OBJECT
    body: BodyKind = BodyKind.NONE
    paging: Paging = Paging.WHOLE
    max_page: int | None = None
    """The largest ``limit`` the server takes; None where it takes none."""
    order_column: str | None = None
    """The column ``order=asc|desc`` sorts by; None where the API documents no order."""
    default_order: str = "desc"
    """The order of a list that is asked for without ``order``; meaningful with ``order_column`` only."""
    aliases: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    key: KeyClass = KeyClass.API
    columns: tuple[Column, ...] = ()
    """The columns of the answer where they are not the resource's own."""
    adds: tuple[Column, ...] = ()
    """What the answer has beside the resource's own columns, such as a key that is shown once."""
    success_states: tuple[str, ...] = ()
    """Final states that count as success when this call is awaited; empty: the resource's own."""
    read_only: bool = False
    """A POST that changes nothing on the server, though it may be billed."""
    billable: bool = False
    """It makes a model work: tokens, seconds or pictures are billed for each call."""
    deprecated: str | None = None
    """What to use instead, as a sentence; None: it is not deprecated."""
    rows_in: str | None = None
    """The array of each item that holds the rows, where a list is made of buckets; each row has the bucket's other fields, too."""
    window: Window | None = None
    """How many rows a page may have depends on the time that is asked for."""
    orders: tuple[str, str] = ("asc", "desc")
    """What ``order`` is given for ascending and descending."""
    usage: str | None = "usage"
    """The member of the answer that counts the tokens a billable call has used; None: none does."""
    statement: str | None = None
    """The statement that it stands for; nothing is sent for the method itself. ``:given`` is a JSON array of its arguments: an object
    for each use, which are several where a query finds them."""
    in_vain: str | None = None
    """A query with ``:given`` whose value says why that statement found nothing to do."""
    lines: Lines | None = None
    """Its rows are lines of files; ``path`` is that of the first request."""
    gathers: Gathering | None = None
    """Rows become lines of files; ``columns`` tell what was made of each file."""
    run: RunWork | None = None
    """It is work on a run of the ledger, which its parameter ``run`` names."""
    collects: Collecting | None = None
    """Rows become items of an array."""

    @property
    def safe(self) -> bool:
        """The operation may run ahead of need and be sent again."""
        return self.http == "GET"

    @property
    def derived(self) -> bool:
        """It is no operation of the API, but made of others."""
        return any(made is not None for made in (self.lines, self.statement, self.gathers, self.run))

    @property
    def line(self) -> str:
        """Verb and path, as in ``GET /files``; of what sends nothing, that."""
        return f"{self.http} {self.path}" if self.path else "no request"

    @property
    def changes(self) -> bool:
        """The operation changes something on the server, or is billed: what needs consent and is never sent twice."""
        return not self.safe and (self.billable or not self.read_only)

    def deprecation(self, resource: Resource) -> str | None:
        """That it, or all of its resource, is deprecated, and what to use instead; None: it is not."""
        own = f"{resource.id}.{self.name} is deprecated. {self.deprecated}" if self.deprecated else None
        return resource.deprecation or own

    def missing(self, given: Collection[str]) -> list[Parameter]:
        """What a use needs beside what is given."""
        return [p for p in self.required if not {p.name, *self._instead_of(p)} & set(given)]

    def lacking(self, given: Collection[str], place: Place | None = None) -> list[str]:
        """The same as people write it: all names where one of them will do."""
        every = {p.name: p.sql_name for p in self.parameters}
        return [
            f"{p.sql_name} (or {' or '.join(every[name] for name in others)})" if others else p.sql_name
            for p in self.missing(given)
            if place is None or p.place is place
            for others in [self._instead_of(p)]
        ]

    def _instead_of(self, parameter: Parameter) -> list[str]:
        """What may be given in place of a required parameter."""
        collects = self.collects
        item = collects.item if collects is not None and collects.values == parameter.name else None
        return [name for name in (parameter.unless, item) if name is not None]

    def answers(self, resource: Resource) -> tuple[Column, ...]:
        """The columns of its answer."""
        return (*(self.columns or resource.columns), *self.adds)

    def credentials(self, resource: Resource) -> tuple[str, ...]:
        """Those of them that are shown this once."""
        return tuple(column.name for column in self.answers(resource) if column.secret)

    @property
    def required(self) -> tuple[Parameter, ...]:
        """Path parameters, then body properties, each group by name: the order of the metadata statements."""
        return tuple(sorted((p for p in self.parameters if p.required), key=_metadata_order))

    @property
    def optional(self) -> tuple[Parameter, ...]:
        """The rest, in the same order."""
        return tuple(sorted((p for p in self.parameters if not p.required), key=_metadata_order))

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """Names in path order."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    @property
    def paging_parameters(self) -> tuple[Parameter, ...]:
        """What a person who pages by hand may give: a list that begins behind an object, ends after some rows, has an order."""
        known = (
            (self.paging.cursor, DataType.STRING, "The list begins behind this object.", ()),
            (self.max_page and LIMIT, DataType.INTEGER, "The list ends after so many rows.", ()),
            (self.order_column and ORDER, DataType.STRING, "The order of the list.", ("asc", "desc")),
        )
        return tuple(
            Parameter(name, Place.PAGING, kind, description, enum=enum)
            for name, kind, description, enum in known
            if name and self.returns is Returns.LIST
        )

    def parameter(self, name: str) -> Parameter | None:
        """A parameter by its name or alias, with or without the body prefix, in any case; one that is never sent, too."""
        wanted = name.lower()
        bare = wanted.removeprefix(BODY_PREFIX)
        for p in self.parameters:
            if wanted in (p.name, *p.aliases) or (p.place is Place.BODY and bare in (p.name, *p.aliases)):
                return p
        if self.gathers is not None:
            return self.gathers.parameter(bare)
        return None if self.body is BodyKind.NONE else NEVER_SENT.get(bare)


OWN_NAMES = ("ft:",)
"""How names begin that organizations make themselves, such as those of their fine-tuned models: no list of known values has them."""

NEVER_SENT = {
    "stream": Parameter("stream", Place.LOCAL, DataType.BOOLEAN, "Only false: an answer comes whole."),
    "stream_options": Parameter(
        "stream_options", Place.LOCAL, DataType.OBJECT, "Only null: an answer comes whole."
    ),
}
"""Properties of many bodies that would make the API answer in pieces. No declaration has them, and nothing is ever sent for them;
a statement written elsewhere may give what they are anyway."""


def _metadata_order(parameter: Parameter) -> tuple[int, str]:
    return list(Place).index(parameter.place), parameter.name


@frozen
class Lifecycle:
    """How a resource that works in the background is followed to its end."""

    poll: str
    """The SELECT method that reads the current state."""
    state: str
    """The column that holds it."""
    terminal_states: tuple[str, ...]
    """States that do not change any more."""
    success_states: tuple[str, ...]
    """Final states that are what the person hoped for."""
    counts: str
    """The object column with the progress: members ``total``, ``completed``, ``failed``."""
    pending: str | None = None
    """A member of ``counts`` that must be 0 as well before success is believed."""
    parts: tuple[str, ...] = ()
    """The arrays that list what the job is to work on: one of them is given, and ``total`` counts its items."""
    errors: str | None = None
    """The column that tells why it failed."""
    results: str | None = None
    """The column with the id of the file that holds what was done."""
    error_results: str | None = None
    """The same for what failed."""
    no_room: tuple[str, ...] = ()
    """Codes of errors with which a job fails for want of room: it succeeds later, when others of its kind have ended."""
    kind: str | None = None
    """The column that says with which others it shares that room."""
    interval: float = 5.0
    """The most seconds between two looks where the server does not say."""
    deadline: float = 3600.0
    """Seconds after which waiting is given up."""


@frozen
class Recorded:
    """What the ledger keeps of the objects that this program creates, beside their ids."""

    status: str = "status"
    """The column that says where an object stands."""
    counts: str | None = None
    """The column with the progress: members ``total``, ``completed`` and ``failed``."""
    parent: str | None = None
    """The parameter of the path that names what an object belongs to."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of an object that tell its state."""
        return ("deleted", self.status, *filter(None, [self.counts]))


@frozen
class Jobs:
    """How those of a resource's objects are found that are at work."""

    kind: str
    """What people call one of them."""
    query: str
    """Its rows are jobs, the newest first: ``id``, ``status``, ``created_at``; where it is known ``done``, ``failed`` and ``total`` parts,
    and when it has ended (``ended_at``) or will (``due_at``). Other columns name what it stands below, as its methods do.
    ``:account`` is how the ledger calls the account, ``:now`` the time."""
    parts: str = ""
    """What is counted."""


WHOLE = Column(RAW, DataType.OBJECT, "The whole object as the API sent it, newer fields included.")
"""What every resource has beside its fields."""


@frozen(slots=False)
class Resource:
    """One table."""

    service: str
    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    methods: tuple[Method, ...]
    aliases: tuple[str, ...] = ()
    """Other names, each ``service.resource``."""
    lifecycle: Lifecycle | None = None
    hint: str | None = None
    """What to tell a person who asks for what this resource cannot do."""
    deprecated: str | None = None
    """What to use instead, as a sentence; None: it is not deprecated."""
    expected_rows: int = 1000
    """A guess for the query planner."""
    id_prefix: str | None = None
    """What the ids of its objects begin with; None: nothing that tells them from others."""
    same_objects: str | None = None
    """The id of the resource whose objects these are, too: a file in a vector store is a file."""
    look: str | None = None
    """Where no list shows its objects: the statement that shows what a call did, with ``{parameters}`` of the call."""
    dashboard: str | None = None
    """Path of the page of one of its objects on the dashboard's host, which the id completes; None: there is none."""
    order_of_use: tuple[str, ...] = ()
    """The columns of ``*`` in the order in which a person wants to see them; those left out follow as they are declared."""
    always: tuple[str, ...] = ()
    """The columns that the API's description promises in every answer, and never as null."""
    more: tuple[Column, ...] = ()
    """Columns that ``*`` leaves out because they are long, or cost another file."""
    view: str | None = None
    """The query that it stands for; it has no methods of its own."""
    why: tuple[tuple[str, str], ...] = ()
    """Titles and queries that tell what became of one of its objects and why. ``:id`` is the object, ``:name`` what it stands below; values of a column ``to_type`` are statements that mend it."""
    jobs: Jobs | None = None
    """Its objects work in the background, and can be looked at together."""
    recorded: Recorded | None = None
    """The ledger remembers which of its objects this program created, and the states they were seen in."""
    kept: str | None = None
    """The table of the ledger whose rows it has; it has no methods, and sends nothing."""

    @property
    def id(self) -> str:
        """The full name, as in ``openai.batch.batches``."""
        return f"{self.schema}.{self.name}"

    @property
    def schema(self) -> str:
        """The SQLite schema it is found in, as in ``openai.batch``."""
        return schema_of(self.service)

    @property
    def deprecation(self) -> str | None:
        """That it is deprecated, and what to use instead; None: it is not."""
        return f"{self.id} is deprecated. {self.deprecated}" if self.deprecated else None

    @cached_property
    def by_column(self) -> dict[str, Column]:
        """The visible columns by name."""
        return {c.name: c for c in self.columns}

    @cached_property
    def place_of_use(self) -> dict[str, int]:
        """The place of each visible column in the order of use."""
        return {
            name: place for place, name in enumerate(dict.fromkeys((*self.order_of_use, *self.by_column)))
        }

    @cached_property
    def hidden(self) -> tuple[Column, ...]:
        """Columns that ``*`` leaves out: what objects are found with and what a change is answered with, where it is no field."""
        found: dict[str, Column] = {}
        for method in self.methods:
            for p in method.parameters if method.verb in KEYED_VERBS else ():
                sent = p.place is Place.BODY and method.verb is SqlVerb.SELECT
                if (sent or p.place in (Place.PATH, Place.QUERY)) and p.sql_name not in self.by_column:
                    found.setdefault(p.sql_name, Column(p.sql_name, p.type, p.description, enum=p.enum))
        for column in (*self.more, *self.answered):
            found.setdefault(column.name, column)
        if self.methods:
            found[RAW] = found.pop(RAW, WHOLE)
        return tuple(found.values())

    @cached_property
    def answered(self) -> tuple[Column, ...]:
        """What RETURNING has and no row: the columns that only the answers to changes have."""
        made = [m for m in self.methods if m.verb in CHANGING_VERBS]
        columns = {c.name: c for m in made for c in (*m.columns, *m.adds)}
        keys = {
            p.name
            for m in self.methods
            if m.verb in KEYED_VERBS
            for p in m.parameters
            if p.place is Place.PATH
        }
        return tuple(c for name, c in columns.items() if name not in self.by_column and name not in keys)

    def asked_name(self, parameter: Parameter) -> str:
        """The column by which a SELECT gives a parameter itself.

        One that is called like a field has one of its own: ``start_time = 1`` compares the field where rows are compared.
        """
        own = parameter.is_asked and parameter.sql_name in self.by_column
        return f"{parameter.name}{ASKED}" if own else parameter.sql_name

    @cached_property
    def asked(self) -> frozenset[str]:
        """The columns that say how a list was asked for: each has to be pinned, no row tells it."""
        reads = [p for m in self.for_verb(SqlVerb.SELECT) for p in m.parameters if p.is_asked]
        return frozenset(self.asked_name(p) for p in reads) - self.by_column.keys()

    @cached_property
    def line_keys(self) -> tuple[str, ...]:
        """The columns by which lines are found, of which one is given: each of its reads has a file by its own."""
        return tuple(m.required[0].name for m in self.for_verb(SqlVerb.SELECT) if m.lines is not None)

    @cached_property
    def grouped(self) -> dict[str, Parameter]:
        """The columns that no row has unless a parameter names them."""
        reads = [p for m in self.for_verb(SqlVerb.SELECT) for p in m.parameters if p.groups]
        return {name: p for p in reads for name in p.enum if name in self.by_column}

    @cached_property
    def asked_columns(self) -> tuple[Column, ...]:
        """Those of them that no person writes: the planner puts them where a field of the same name is pinned to a constant."""
        reads = [p for m in self.for_verb(SqlVerb.SELECT) for p in m.parameters]
        names = {self.asked_name(p): p for p in reads if p.is_asked and p.place is Place.QUERY}
        return tuple(Column(n, p.type, p.description) for n, p in names.items() if n != p.name)

    @cached_property
    def paging_columns(self) -> tuple[Column, ...]:
        """Columns that are accepted from a person who pages by hand, and offered to nobody: no list needs them."""
        given = {p.name: p for m in self.for_verb(SqlVerb.SELECT) for p in m.paging_parameters}
        known = {*self.by_column, *(c.name for c in self.hidden)}
        return tuple(
            Column(n, p.type, p.description, enum=p.enum) for n, p in given.items() if n not in known
        )

    @cached_property
    def other_names(self) -> dict[str, Column]:
        """The columns under their aliases, which a statement may use as if they were columns."""
        own = {c.name: c for c in (*self.columns, *self.hidden)}
        asked = [p for m in self.methods for p in m.parameters if p.name in own]
        named = {NAMELESS: own[RAW]} if RAW in own else {}
        named |= {alias: c for c in own.values() for alias in c.aliases}
        named |= {alias: own[p.name] for p in asked for alias in p.aliases}
        return {alias: column for alias, column in named.items() if alias not in own}

    @cached_property
    def states(self) -> Mapping[str, StateKind]:
        """What the states of its objects mean, by the column of its life, or else the first that has any."""
        followed = self.lifecycle and self.by_column.get(self.lifecycle.state)
        return followed.states if followed else next((c.states for c in self.columns if c.states), {})

    @property
    def label(self) -> str | None:
        """The column by which people call its objects; None: by their ids only."""
        return next((name for name in ("name", "filename") if name in self.by_column), None)

    def column(self, name: str) -> Column | None:
        """A column by name or alias in any case, hidden ones included."""
        wanted = name.lower()
        every = (*self.columns, *self.hidden, *self.paging_columns)
        return next((c for c in every if c.name == wanted), self.other_names.get(wanted))

    def for_verb(self, verb: SqlVerb) -> tuple[Method, ...]:
        """The methods a statement of this kind may use, in order of declaration.

        What makes something and is read by SELECT is there for INSERT, too: many of them at once, with consent.
        """
        own = tuple(m for m in self.methods if m.verb is verb)
        if verb is not SqlVerb.INSERT:
            return own
        return (
            *own,
            *(replace(m, verb=verb) for m in self.methods if m.verb is SqlVerb.SELECT and m.changes),
        )

    def method(self, name: str) -> Method | None:
        """A method by its name or alias, in any case."""
        wanted = name.lower()
        return next((m for m in self.methods if m.name == wanted or wanted in m.aliases), None)


@frozen(slots=False)
class Service:
    """A group of resources."""

    name: str
    title: str
    description: str
    resources: tuple[Resource, ...] = field(default=())
