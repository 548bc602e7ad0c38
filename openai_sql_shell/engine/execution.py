"""One running statement in the engine: what it asks, what it remembers, what is prefetched for it.

Equal questions are asked once. What may be read again stays in memory up to a bound, and on disk beyond it; what cannot be
read again is let go at once. When the statement ends, nothing of it is left: no request, no thread, no file.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from functools import partial

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.classes import define, field, frozen, replace
from openai_sql_shell.engine.list_fallback import ListFallbacks, Lists
from openai_sql_shell.engine.list_join import ListJoin
from openai_sql_shell.engine.page_store import PageStore, parents
from openai_sql_shell.engine.prefetch import Prefetchers
from openai_sql_shell.errors import ProtocolError, RefusedStatement
from openai_sql_shell.handlers.base import Notices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.api.paging import Page
    from openai_sql_shell.api.pending import PendingResponse
    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.engine.cache import Cache
    from openai_sql_shell.engine.column_index import ColumnIndex, ValuesOf
    from openai_sql_shell.engine.kept_rows import KeptRows
    from openai_sql_shell.engine.line_buffer import LastRead, LineBuffer
    from openai_sql_shell.engine.needed_fields import NeededFields
    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.engine.prefetch import Prefetcher
    from openai_sql_shell.handlers.base import Context, Object, Read
    from openai_sql_shell.handlers.reading import Reading
    from openai_sql_shell.result import Value
    from openai_sql_shell.sql.query_shape import QueryShape

    T = TypeVar("T")
    Answer = tuple[Object, Mapping[str, Value]]
    """What a change was answered with, and the path parameters of its call."""


@frozen
class Limits:
    """How far a statement may go."""

    concurrency: int = 16
    """Requests under way at once; 1: none runs ahead."""
    memory_rows: int = 100_000
    """Rows kept in memory for tables that may be read again."""
    cache_age: float | None = None
    """Seconds an answer of an earlier statement may be old; None: ask anew."""
    permit: Callable[[Request], bool] | None = None
    """Decides whether a request that makes a model work is sent, or raises; None: there is to be none."""


@define
class Actual:
    """What one scan really cost, for EXPLAIN ANALYZE."""

    entered: int = 0
    rows: int = 0
    answers: set[PageBuffer | LineBuffer] = field(default_factory=set)

    def enter(self, *buffers: PageBuffer | LineBuffer) -> None:
        """The scan is entered once more, for what these hold."""
        self.entered += 1
        self.answers.update(buffers)
        self.answers.update(b.instead for b in buffers if b.instead is not None)

    def passed(self, rows: Iterator[T]) -> Iterator[T]:
        """Rows of one entry, as they are."""
        for row in rows:
            self.rows += 1
            yield row


class Execution:
    """The state of one statement in the engine."""

    def __init__(
        self,
        context: Context,
        shape: QueryShape,
        limits: Limits,
        cache: Cache,
        *,
        answers: Mapping[str, Sequence[Answer]],
        run_ahead: Callable[[Execution, Prefetcher], None] | None,
        measuring: Mapping[str, Actual] | None,
    ) -> None:
        """Nothing runs yet.

        Args:
            context: what its requests have in common.
            shape: of the query.
            limits: how far it may go.
            cache: answers of earlier statements.
            answers: objects that stand for a resource's whole content, by its id: what a change answered, for RETURNING.
            run_ahead: runs the query for a prefetcher; None: nothing is requested beforehand.
            measuring: counts what each scan costs, by its ident; None: nothing is counted.
        """
        self.context = context
        self.answers = answers
        self.measuring = measuring
        self.needed: NeededFields | None = None
        """What it takes from the objects of lists; None: all that they have."""
        self.token = CancelToken()
        """Set when the statement ends, however it ends."""
        self.prefetchers: Prefetchers | None = None
        if run_ahead is not None:
            window = 2 if shape.limited else limits.concurrency
            self.prefetchers = Prefetchers(partial(run_ahead, self), self.token, window, limits.concurrency)
        self._shape = shape
        self._limits = limits
        self._cache = cache
        self.store = PageStore(
            self.token,
            self._send,
            context.before_waiting,
            limits.memory_rows,
            is_read_once=bool(shape.tables),
            outlasts=limits.cache_age is not None,
        )
        """The answers, and what of them is in memory."""
        self.join = ListJoin(self.store, self.prefetchers, self.buffer, self.batches)
        """What it knows of the two lists that it joins."""
        self.fallbacks = ListFallbacks(
            Lists(
                self._list_pages,
                lambda read, values_of: self.buffer(read).index(values_of, self.token),
                self._known_pages,
                shape.named_with,
                self.join.to_come,
            )
        )
        """The lists that are read in place of many single objects."""
        self._lock = self.store.lock
        self._cached_ages: list[float] = []
        """Of the answers that came from the cache."""
        self._lines: dict[Read, LineBuffer] = {}
        self._last_read: LastRead | None = None
        """Of the buffers of lines; None: there are none yet."""
        self._delivered: dict[str, dict[str, Object]] = {}
        """Objects that lists brought, by resource and id; of those resources that are remembered."""
        self._told: dict[Read, Notices] = {}
        """What was said about each answer that was asked for."""
        self._kept: dict[str, KeptRows] = {}
        """Tables of the ledger that were asked for."""

    def _list_pages(self, read: Read) -> Iterator[Page]:
        buffer = self.buffer(read)
        with buffer.being_read() as reader:
            while (page := buffer.page(reader.position, self.token)) is not None:
                self.store.was_read(buffer, reader.position, len(page.items))
                yield page
                reader.position += 1

    def remember(self, resources: Iterable[str]) -> None:
        """Objects of these resources that lists deliver are not asked for again by their keys."""
        self._delivered.update((resource, {}) for resource in resources)

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """The statement runs inside of this block; a cancel ends what it has under way."""
        try:
            with self.context.cancel.calling(self.token.set):
                yield
        finally:
            self._close()

    def _close(self) -> None:
        """Leave nothing behind. What is complete goes to the cache."""
        self.token.set()
        self._wake_prefetchers()
        with self._lock:
            if self._limits.cache_age is not None:
                self._keep_answers()
            lines = list(self._lines.values())
        for buffer in lines:
            buffer.close()
        self.store.close()

    def _keep_answers(self) -> None:
        """Put what was requested into the cache, and tell what came from there."""
        for buffer in self.store.buffers.values():
            pages = buffer.snapshot()
            if pages is not None and buffer.requested and not buffer.read.method.changes:
                self._cache.put(buffer.read, pages, self._told[buffer.read])
        if self._cached_ages:
            self.context.notices.add(
                f"{len(self._cached_ages)} answers came from the cache,"
                f" up to {max(self._cached_ages):.0f} s old; \\refresh empties it"
            )
            self._cached_ages.clear()

    def objects(
        self, buffer: PageBuffer, check: Callable[[Page], None] = lambda _page: None
    ) -> Iterator[Object]:
        """The rows of an answer, each page requested when it is needed, or a little before; ``check`` sees it first."""
        for batch in self.batches(buffer, check):
            yield from batch

    def batches(
        self, buffer: PageBuffer, check: Callable[[Page], None] = lambda _page: None, *, ahead: bool = False
    ) -> Iterator[Sequence[Object]]:
        """The same rows, as many at a time as are had before the next request is made; who runs ``ahead`` begins with what is still here, and ends where that is of no use."""
        delivered = 0
        with buffer.being_read(from_here=ahead) as reader:
            while (page := buffer.page(reader.position, self.token)) is not None:
                check(page)
                self._note(buffer.read, page)
                position = reader.position
                delivered += len(page.items)
                middle = len(page.items) // 2
                if middle:
                    yield page.items[:middle]
                if not page.last and self._goes_on(buffer.read, delivered):
                    self.context.before_waiting()
                    buffer.begin()
                yield page.items[middle:]
                reader.position += 1
                self.store.was_read(buffer, position, len(page.items))
                if ahead and buffer.leads_far(reader):
                    return

    def _note(self, read: Read, page: Page) -> None:
        """Remember the objects of a page, as far as there is room."""
        known = self._delivered.get(read.resource.id)
        if (
            known is not None
            and read.method.returns is Returns.LIST
            and len(known) < self._limits.memory_rows
        ):
            known.update((str(item.get("id")), item) for item in page.items)

    def _goes_on(self, read: Read, delivered: int) -> bool:
        """The page after this one will be needed, as far as one can know."""
        if self._limits.concurrency == 1:
            return False
        if read.limit is not None:
            return delivered < read.limit
        return not self._shape.may_stop_early

    def buffer(self, read: Read) -> PageBuffer:
        """The pages that answer a question; it is not requested by asking for them.

        What is not to be found below parents that the person wrote is an error, also where they are several.
        """
        if read.method.returns is Returns.LIST and self._shape.texts.issuperset(parents(read)):
            read = replace(read, named=True)
        if (buffer := self._asked_before(read)) is not None:
            return buffer
        found = (None if read.named else self._delivered_by_list(read)) or self.fallbacks.find(read)
        listing = self.fallbacks.begun(read) if self.measuring is not None else None
        instead = self.buffer(listing) if listing is not None else None
        with self._lock:
            if read not in self.store.buffers:
                buffer = self.store.buffers[read] = self._new_buffer(read, found)
                buffer.instead = instead
            return self.store.buffers[read]

    def _new_buffer(self, read: Read, found: Object | None) -> PageBuffer:
        """What will hold the answer, which may be here."""
        from openai_sql_shell.api.paging import Page  # noqa: PLC0415 - a statement of the session's own tables asks for nothing
        from openai_sql_shell.handlers.reading import Reading  # noqa: PLC0415

        pages = self._cached(read) if found is None else [Page((found,), last=True)]
        reading = None
        if pages is None:
            told = self._told[read] = Notices(also=self.context.notices)
            reading = Reading(read, told, self.context.server, self.context.witness, self._wanted(read))
            if read.method.changes and not self._permitted(reading):
                reading = None
        return self.store.make(read, reading, pages or ())

    def _wanted(self, read: Read) -> frozenset[str] | None:
        """The fields of a list's objects that are made; None: all, as later statements may need others."""
        if self._limits.cache_age is not None or self.needed is None:
            return None
        return self.needed.of(read, self.context.witnessed(read.resource))

    def _asked_before(self, read: Read) -> PageBuffer | None:
        """The answer to the same question, whoever named its object."""
        with self._lock:
            if (buffer := self.store.buffers.get(read)) is not None:
                return buffer
            other = self.store.buffers.get(replace(read, named=not read.named))
        if other is None or read.method.returns is not Returns.OBJECT or read.method.changes:
            return None
        return other if not read.named or other.insist() else None

    def lines(self, read: Read) -> LineBuffer:
        """The lines that answer a question; nothing is requested by asking for them."""
        with self._lock:
            if (buffer := self._lines.get(read)) is not None:
                return buffer
        from openai_sql_shell.engine.line_buffer import LastRead, LineBuffer  # noqa: PLC0415 - few statements read files
        from openai_sql_shell.handlers.lines import owner_read  # noqa: PLC0415

        asked = owner_read(read)
        owner = self._delivered_by_list(asked) if asked is not None else None
        answer = self.buffer(asked) if asked is not None and owner is None else None
        with self._lock:
            last = self._last_read = self._last_read or LastRead()
            buffer = self._lines.setdefault(read, LineBuffer(read, self.context, owner, answer, last))
            if self.token:  # the statement has ended, and closes no more of them
                buffer.close()
            return buffer

    def _delivered_by_list(self, read: Read) -> Object | None:
        """The object that a question asks for by its key alone, if a list of the statement brought it."""
        if len(read.arguments) != 1 or read.method.returns is not Returns.OBJECT:
            return None
        return self._delivered.get(read.resource.id, {}).get(str(read.arguments[0][1]))

    def _known_pages(self, listing: Read) -> int | None:
        """How many requests a list takes, as the session has seen it; none where the cache has it."""
        if self._cache.get(replace(listing, named=True), self._limits.cache_age) is not None:
            return 0
        return self.context.server.pages_of(listing)

    def has_list_of(self, read: Read) -> bool:
        """Whether the list that would hold an object is here as a whole."""
        return self.fallbacks.whole(read) is not None

    def index_of_list(self, read: Read, values_of: ValuesOf) -> ColumnIndex | None:
        """The list that would hold an object, by its ids; None where it is not here as a whole."""
        listing = self.fallbacks.whole(read)
        return self.buffer(listing).index(values_of, self.token) if listing is not None else None

    @property
    def joins_two_lists(self) -> bool:
        """It is one SELECT over two resources, each named once, and reads what it reads to the end."""
        return self._shape.tables == 2 and not self._shape.may_stop_early and self.measuring is None

    def begin_from_nothing(self) -> None:
        """Forget the answers, where one of them cannot be read again: they are asked for anew."""
        with self._lock:
            self.store.copying = False
            if not all(buffer.can_be_read_again for buffer in self.store.buffers.values()):
                self.store.buffers.clear()
                self.fallbacks.forget()
            for buffer in self.store.buffers.values():
                buffer.awaited = True

    def kept(self, resource: Resource) -> KeptRows:
        """The rows of a table of the ledger, the same for the whole statement.

        Raises:
            LocalFileError: it cannot be read.
        """
        from openai_sql_shell.engine.kept_rows import KeptRows  # noqa: PLC0415 - few statements ask the ledger

        with self._lock:
            if resource.id not in self._kept:
                self._kept[resource.id] = KeptRows(self.context.kept(resource))
            return self._kept[resource.id]

    def _permitted(self, reading: Reading) -> bool:
        """Whether the request that makes a model work is sent; it would have no rows otherwise.

        Raises:
            RefusedStatement: nobody consented.
        """
        if self._limits.permit is None or reading.request is None:
            raise RefusedStatement(
                "this would make a model work, unseen", hint="ask for it in a SELECT of its own"
            )
        return self._limits.permit(reading.request)

    def verify(self) -> None:
        """Look back, when the last row was handed on.

        Raises:
            ProtocolError: not one list was found below parents that the server itself has listed.
        """
        by_method: defaultdict[str, list[PageBuffer]] = defaultdict(list)
        with self._lock:
            buffers = list(self.store.buffers.values())
        for buffer in buffers:
            if buffer.read.method.returns is Returns.LIST and parents(buffer.read) and buffer.requested:
                by_method[buffer.read.method.name].append(buffer)
        for children in by_method.values():
            if all(buffer.absent for buffer in children) and self._lists(buffers, children):
                read = children[0].read
                raise ProtocolError(
                    f"{read.method.http} {read.method.path} was answered with 404 for every parent that was just listed",
                    hint=f"this server may not have {read.resource.id}; where a row is shown, it lacks what belongs to it",
                )

    def _lists(self, buffers: Iterable[PageBuffer], children: Iterable[PageBuffer]) -> bool:
        """One of the children's parents is in a list that was read."""
        wanted = {value for child in children for value in parents(child.read)}
        return any(
            str(item.get("id")) in wanted
            for buffer in buffers
            if buffer.read.method.returns is Returns.LIST
            for page in buffer.arrived()
            for item in page.items
        )

    def _cached(self, read: Read) -> Sequence[Page] | None:
        entry = self._cache.get(read, self._limits.cache_age)
        if entry is None:
            return None
        self._cached_ages.append(self._cache.age(entry))
        self.context.notices.repeat(entry.notices)
        self.context.stats.cached += len(entry.pages)
        return entry.pages

    def _send(self, request: Request) -> PendingResponse:
        from openai_sql_shell.api.messages import RequestContext  # noqa: PLC0415 - as above

        context = RequestContext(self.token, self.context.stats, self._wake_prefetchers)
        return self.context.transport.start(request, context)

    def _wake_prefetchers(self) -> None:
        if self.prefetchers is not None:
            self.prefetchers.wake()
