"""What the engine and the session ask of the handlers, and what they pass along.

A `Read` or a `Call` becomes requests, and the answers become objects (dictionaries as the API sent them). Nothing here
parses SQL or decides what is to be read.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from operator import itemgetter

from openai_sql_shell.cancel import BeforeWaiting
from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.classes import define, field, frozen, replace
from openai_sql_shell.errors import LocalFileError, OpenAISqlError, RefusedStatement, counted, listed
from openai_sql_shell.handlers.tokens_used import Tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from typing import Any, BinaryIO

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.api.messages import RequestContext
    from openai_sql_shell.api.transport import Transport
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.ledger.store import Ledger
    from openai_sql_shell.lines.downloads import Downloads
    from openai_sql_shell.lines.fetch import RemoteFile
    from openai_sql_shell.lines.spool import SpoolReader
    from openai_sql_shell.prices.price_list import PriceList
    from openai_sql_shell.result import Progress, RequestStats, Row

    Object = dict[str, Any]
    """One object of the API, as it was sent."""


Argument = str | int | float
"""What a question is asked with."""


@frozen
class UnpricedLines:
    """Lines of a file that have no price."""

    count: int
    of: int
    """How many were read."""
    models: frozenset[str]
    """Those whose price nobody knows."""


@define
class Notices:
    """Sentences for the person, each said once."""

    said: list[str] = field(default_factory=list)
    absent: dict[str, dict[str, None]] = field(default_factory=dict)
    """By resource: objects that the statement's own data names and the API does not have."""
    repeats: Counter[str] = field(default_factory=Counter)
    """By list: how many objects were sent a second time."""
    tokens: Tokens = field(default_factory=Tokens)
    """What models were given and have said."""
    unpriced: dict[str, UnpricedLines] = field(default_factory=dict)
    """By file: the lines that no price was found for."""
    also: Notices | None = None
    """Those of the statement, where these are of one answer."""

    def add(self, sentence: str) -> None:
        """Remember a sentence unless it was said already."""
        if sentence not in self.said:
            self.said.append(sentence)
        if self.also is not None:
            self.also.add(sentence)

    def not_found(self, resource: str, path: str) -> None:
        """Remember an object that does not exist; many of them become one sentence."""
        self.absent.setdefault(resource, {})[path] = None
        if self.also is not None:
            self.also.not_found(resource, path)

    def came_twice(self, line: str, count: int) -> None:
        """Remember that a list had objects which it had before."""
        self.repeats[line] += count
        if self.also is not None:
            self.also.came_twice(line, count)

    def lines_priced(self, file: str, lines: UnpricedLines) -> None:
        """Remember how many lines of a file have no price; one that is read again counts once."""
        before = self.unpriced.get(file)
        if before is None or lines.of >= before.of:
            self.unpriced[file] = lines
        if self.also is not None:
            self.also.lines_priced(file, lines)

    def count(self, tokens: Tokens) -> None:
        """Remember what was used."""
        self.tokens += tokens
        if self.also is not None:
            self.also.count(tokens)

    def repeat(self, others: Notices) -> None:
        """Remember what was said when an answer arrived that serves again."""
        for sentence in others.said:
            self.add(sentence)
        for resource, paths in others.absent.items():
            for path in paths:
                self.not_found(resource, path)
        for line, count in others.repeats.items():
            self.came_twice(line, count)

    @property
    def sentences(self) -> list[str]:
        """All of it, complete when the statement has ended."""
        twice = [f"{line}: {n} of its objects came twice, and count once" for line, n in self.repeats.items()]
        used = [f"used {self.tokens}"] if self.tokens else []
        return [
            *self.said,
            *_without_price(self.unpriced.values()),
            *used,
            *twice,
            *(_absence(resource, [*paths]) for resource, paths in self.absent.items()),
        ]


def _without_price(files: Collection[UnpricedLines]) -> list[str]:
    """How many of the lines that were read have no price, and why, as far as something can be done about it."""
    lacking, lines = sum(file.count for file in files), sum(file.of for file in files)
    if not lacking:
        return []
    models = sorted({model for file in files for model in file.models})
    said = f"{lacking:,} of {counted(lines, 'line')} {'has' if lacking == 1 else 'have'} no price"
    if not models:
        return [f"{said}: nothing tells what {'it' if lacking == 1 else 'they'} used"]
    from openai_sql_shell.prices.price_list import cure  # noqa: PLC0415 - few statements ask for prices

    return [f"{said}; prices that nobody knows: {listed(models)}; {cure()}"]


def _absence(resource: str, paths: list[str]) -> str:
    shown = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
    return f"not found in {resource} (HTTP 404), so without a row: {shown}"


@define
class Server:
    """What a session knows of its server beyond the API's description: given, or learned while it reads."""

    conforming: bool = False
    """It is known to keep to the description; any other has to show what it can."""
    largest_page: int | None = None
    """The most rows that a page is asked for, where the server refused more."""
    kept_orders: set[tuple[str, str]] = field(default_factory=set)
    """Method and order of lists that came in the order asked for, over several pages and with values that differ."""
    unsorted: set[str] = field(default_factory=set)
    """Methods whose list came against the order asked for."""
    list_pages: dict[Read, int] = field(default_factory=dict)
    """How many full pages lists had that came to their end."""

    def pages_of(self, read: Read) -> int | None:
        """How many requests a list takes that is read whole, as it was when its end was last seen; None: it never was."""
        return self.list_pages.get(replace(read, order=None, limit=None, named=False))

    def ended(self, read: Read, pages: int) -> None:
        """A list came to its end."""
        self.list_pages[replace(read, order=None, limit=None, named=False)] = pages

    def sorts(self, method: Method) -> bool:
        """Whether the order that a list is asked for may be relied on."""
        if method.name in self.unsorted:
            return False
        return self.conforming or {(method.name, "asc"), (method.name, "desc")} <= self.kept_orders


def _no_downloads() -> Downloads:
    raise NotImplementedError


def _no_prices() -> PriceList:
    from openai_sql_shell.prices.price_list import PriceList  # noqa: PLC0415 - few statements ask for prices

    return PriceList()


def _no_local_file(path: str) -> AbstractContextManager[BinaryIO]:
    raise LocalFileError(f"{path!r} is not read here", hint="only a session reads files of this machine")


@frozen
class Context:
    """What one statement's requests have in common."""

    connect: Callable[[], Transport]
    """Tells what carries requests; made when it is first asked for. Raises UsageError: a key is not to be had."""
    cancel: CancelToken
    stats: RequestStats
    notices: Notices
    clock: Clock
    progress: Callable[[Progress], None] = lambda _progress: None
    """Told about long work, for a person who waits."""
    server: Server = field(default_factory=Server)
    """Whom they go to."""
    downloads: Callable[[], Downloads] = _no_downloads
    """What large files are read from; made when it is first asked for."""
    ledger: Callable[[], Ledger | None] = lambda: None
    """What this program created, and what was seen of it; None: the person wants none."""
    run: str | None = None
    """The run of the ledger that makes what is made; None: a statement does."""
    local_file: Callable[[str], AbstractContextManager[BinaryIO]] = _no_local_file
    """The bytes of a file of this machine, where it may be read. Raises LocalFileError."""
    prices: Callable[[], PriceList] = _no_prices
    """What tokens cost; read when it is first asked for. Raises UsageError."""
    before_waiting: BeforeWaiting = field(default_factory=BeforeWaiting)
    """What the statement's thread does before it waits."""

    @property
    def transport(self) -> Transport:
        """What carries requests.

        Raises:
            UsageError: a key is not to be had. Cancelled: the person stopped asking for it.
        """
        return self.connect()

    @property
    def request_context(self) -> RequestContext:
        """What the transport is told with each request."""
        from openai_sql_shell.api.messages import RequestContext  # noqa: PLC0415 - many statements send nothing

        return RequestContext(self.cancel, self.stats, before_waiting=self.before_waiting)

    def kept(self, resource: Resource) -> Sequence[Row]:
        """All rows of a resource that the ledger keeps.

        Raises:
            RefusedStatement: there is no ledger. LocalFileError: it cannot be read.
        """
        ledger = self.ledger()
        if ledger is None:
            raise RefusedStatement(
                f"{resource.id} is kept by the ledger, which is off", hint=r"\set ledger on"
            )
        return ledger.rows(str(resource.kept), [column.name for column in resource.columns])

    def witnessed(self, resource: Resource) -> Collection[str]:
        """The fields of objects in which `witness` sees their states; none where it keeps nothing."""
        if resource.recorded is None or (ledger := self.ledger()) is None or not ledger.is_there:
            return ()
        return resource.recorded.fields

    def witness(self, resource: Resource, objects: Sequence[Object]) -> None:
        """Keep the states that an answer shows objects in which this program created. Never fails: what befalls it is a notice."""
        if resource.recorded is not None and (ledger := self.ledger()) is not None and ledger.is_there:
            from openai_sql_shell.ledger.witness import seen  # noqa: PLC0415 - few statements show any

            with self._noting():
                seen(ledger, resource, objects)

    def made(self, call: Call, objects: Sequence[Object]) -> None:
        """Keep what a change has created, or the states in which its answer shows what was created before. Never fails."""
        if call.method.verb is not SqlVerb.INSERT or call.resource.recorded is None:
            self.witness(call.resource, objects)
        elif (ledger := self.ledger()) is not None:
            from openai_sql_shell.ledger.witness import created  # noqa: PLC0415 - as above

            with self._noting():
                created(ledger, call.resource, objects, call.arguments, self.run)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Tell what befalls the ledger, and go on."""
        try:
            yield
        except OpenAISqlError as error:
            self.notices.add(f"{error.message}; {error.hint}")

    def open_file(self, file: RemoteFile) -> SpoolReader:
        """Begin to read the bytes of a file, from the cache or while they are downloaded; whoever asks closes the reader.

        Raises:
            LocalFileError: there is no place to download it to. What befalls the download is raised by the reader.
        """
        return self.downloads().open(file, self.request_context)


@frozen
class Read:
    """A question to a SELECT method: hashable, so that equal questions are asked once a statement."""

    resource: Resource
    method: Method
    arguments: tuple[tuple[str, Argument], ...]
    """Parameters by name, in order of declaration: those of path and query as text, those of the body as SQLite has them."""
    order: str | None = None
    """``asc`` or ``desc``, where the statement wants the server to sort."""
    limit: int | None = None
    """How many rows the statement can use at most; None: it may want all."""
    named: bool = True
    """The person named this very object, in a literal: its absence is an error. Where another table or a list named it,
    a row that does not exist is no row."""

    most: int | None = None
    """The list ends after so many rows, for a person who pages by hand."""

    def __hash__(self) -> int:
        return hash((self.method.name, self.arguments, self.order, self.limit))


@frozen
class Call:
    """One use of a method that is not a SELECT."""

    resource: Resource
    method: Method
    arguments: Mapping[str, Any]
    """Values by parameter name, ready for the wire; parameters that are not sent are absent."""
    label: str = ""
    """What people call the object, where the rows that named it told."""


def texts_in(objects: Sequence[Object], name: str) -> Sequence[str] | None:
    """A field of many objects, where each has it and it is a text; None where that is not so.

    >>> texts_in([{"id": "a"}, {"id": "b"}], "id"), texts_in([{"id": "a"}, {"id": 5}], "id"), texts_in([{}], "id")
    (['a', 'b'], None, None)
    """
    try:
        found = list(map(itemgetter(name), objects))
        "".join(found)
    except (KeyError, TypeError):
        return None
    return found
