"""A join of two lists: whether it is left, before its first row, to be run again over copies of them (`copied_join`)."""

from __future__ import annotations

from contextlib import contextmanager

from openai_sql_shell.classes import define
from openai_sql_shell.engine.list_fallback import listing_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.engine.page_buffer import PageBuffer
    from openai_sql_shell.engine.page_store import PageStore
    from openai_sql_shell.engine.prefetch import Prefetchers
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.engine.two_lists import OuterKeys, TwoLists
    from openai_sql_shell.handlers.base import Object, Read


@define
class BeginsAnew(Exception):
    """Leaves a statement that has handed on no row, to run it over copies of lists."""

    lists: TwoLists
    outer: PageBuffer
    inner: PageBuffer
    copies_outer: bool
    asked: int
    """How many objects of the inner list are known to be asked for, where it is still to be tried for them."""

    def __str__(self) -> str:
        """What SQLite is told, through which this passes; it is asked for at once, and all that it holds is long to spell."""
        return "the join begins anew"


class ListJoin:
    """What a statement knows of the two lists that it joins; nothing where it joins none."""

    def __init__(
        self,
        store: PageStore,
        prefetchers: Prefetchers | None,
        buffer: Callable[[Read], PageBuffer],
        batches: Callable[[PageBuffer], Iterator[Sequence[Object]]],
    ) -> None:
        """Nothing is known yet.

        Args:
            store: the statement's answers.
            prefetchers: who runs ahead of it.
            buffer: the answer to a question.
            batches: reads an answer.
        """
        self._store = store
        self._prefetchers = prefetchers
        self._buffer = buffer
        self._batches = batches
        self._lists: TwoLists | None = None
        self._keys: OuterKeys | None = None
        """What the outer list asks for."""
        self.collects = False
        """No object may come but from an answer: `single_objects` looks for it there."""

    def know(self, lists: TwoLists, keys: OuterKeys | None) -> None:
        """Know how SQLite joins two lists, and what looks for the keys in the outer one."""
        self._lists, self._keys = lists, keys
        self._store.joining = lists.may_be_copied

    @property
    def may_begin_anew(self) -> bool:
        """No row was handed on, and the lists may be copied."""
        return self._store.joining

    def goes_on(self) -> None:
        """A row was handed on."""
        self._store.joining = False

    def to_come(self, listing: Read) -> int:
        """How many objects of a list the rows of the outer list that are here ask for, where each does and none is handed on before."""
        keys, outer = self._keys, self._store.first
        if keys is None or outer is None or listing.resource is not keys.of or not outer.can_be_read_again:
            return 0
        return keys.count(outer)

    def leave_for_objects(self, scan: Scan, read: Read, *, list_is_here: bool) -> None:
        """Leave a join that asks for objects one by one, where their list is here, or is going to be tried for many of them.

        Raises:
            BeginsAnew: it is worth it.
        """
        if (found := listing_for(read)) is None:
            return
        from openai_sql_shell.engine.copied_list import WORTH  # noqa: PLC0415 - few statements join

        listing, _, _ = found
        to_come = self.to_come(listing)
        if list_is_here or to_come > WORTH:
            self.leave_for_list(scan, self._buffer(listing), asked=to_come if to_come > WORTH else 0)

    def leave_for_list(self, scan: Scan, listing: PageBuffer, *, asked: int = 0) -> None:
        """Leave a join whose inner list is read whole in any case, where that is long; or, however long it is, where so many objects of it are asked for.

        Raises:
            BeginsAnew: it is worth it.
            OpenAISqlError: what befell a request.
        """
        if (anew := self._over_copies(scan, listing, asked)) is not None:
            self._store.copying = True
            if asked or self._is_long(listing):
                self._prefetch_anew()
                raise anew
            self._store.copying = anew.outer.awaited = False

    def _over_copies(self, scan: Scan, listing: PageBuffer, asked: int) -> BeginsAnew | None:
        """How the join is left, where it can be run over copies; it is looked at once."""
        with self._store.lock:
            lists, joining, self._store.joining = self._lists, self._store.joining, False
            if lists is None or not joining or scan != lists.inner:
                return None
            outer, *others = self._store.lists()
            outer.awaited = True
        from openai_sql_shell.engine.copied_list import can_be_copied, names_objects  # noqa: PLC0415 - as above

        copies_outer = lists.gathers and can_be_copied(lists.outer)
        by_key = copies_outer and names_objects(lists.outer, lists.column)
        both_here = outer.can_be_read_again and listing.can_be_read_again and others == [listing]
        if both_here and (by_key if scan.one_object else not scan.depends) and can_be_copied(scan):
            return BeginsAnew(lists, outer, listing, copies_outer, asked)
        outer.awaited = False
        return None

    def _is_long(self, listing: PageBuffer) -> bool:
        """It has more rows than are joined as fast without a copy."""
        from openai_sql_shell.engine.copied_list import WORTH  # noqa: PLC0415 - as above

        rows = 0
        return any((rows := rows + len(batch)) > WORTH for batch in self._batches(listing))

    @contextmanager
    def only(self, buffer: PageBuffer, rows: Sequence[Object]) -> Iterator[None]:
        """An answer has only these rows inside of the block, and each object that they ask for is an answer of its own."""
        from openai_sql_shell.api.paging import Page  # noqa: PLC0415 - as above

        other = self._store.make(buffer.read, None, [Page(tuple(rows), last=True)])
        self._keys, self.collects = None, True
        with self._store.replaced(buffer, other):
            try:
                yield
            finally:
                self.collects = False
                self._prefetch_anew()

    def single_objects(self, scan: Scan) -> Iterator[tuple[str, Object]]:
        """What was asked for by its key alone and is here, with the key."""
        with self._store.lock:
            buffers = [b for b in self._store.buffers.values() if b.read.method is scan.method]
        for buffer in buffers:
            [(_, key)] = buffer.read.arguments
            yield from (
                (str(key), one) for page in buffer.arrived() for one in page.items if one.get("id") == key
            )

    def _prefetch_anew(self) -> None:
        """Whoever runs ahead does so from the beginning, when it is next of use."""
        if self._prefetchers is not None:
            self._prefetchers.begin_anew()
