"""A join of two lists, run again over copies of them: as fast as SQLite joins its own tables.

A statement that has handed on no row leaves what it does, when it enters a list that it is to read whole, and begins anew on a connection of its own
(`list_join.BeginsAnew`). There the inner list is a table with an index. So is the outer one, without, where no row is handed on before it is read
to its end; otherwise it stays as it is, and its rows come as they are needed.

Where the inner list stands for single objects, those that it lacks are still asked for by their keys: the statement runs first over
the outer rows that name one of these, for the requests that it makes, and then over all of them with what was answered.
"""

from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from itertools import chain
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.engine.attached_tables import unguarded
from openai_sql_shell.engine.column_index import ids_of
from openai_sql_shell.engine.columns import batch_reader_of
from openai_sql_shell.engine.copied_list import JOINED, CopiedList, NotTheSame
from openai_sql_shell.sql.tokens import quote_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import apsw

    from openai_sql_shell.engine.connection import EngineConnection
    from openai_sql_shell.engine.execution import Execution
    from openai_sql_shell.engine.list_join import BeginsAnew
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Object
    from openai_sql_shell.result import Value


class CopiedJoin:
    """The copies for one statement."""

    def __init__(self, anew: BeginsAnew) -> None:
        """Nothing is copied yet."""
        self.lists = anew.lists
        self._outer = anew.outer
        self._inner = anew.inner
        self._asked = anew.asked
        self._copies_outer = anew.copies_outer
        self._begun = False
        """What of the inner list was here is copied."""
        self._numbered = anew.lists.keys_alone and anew.lists.inner.one_object
        """The keys are numbers in both tables: nothing but their comparison reads them, and SQLite finds a row by its number without an index."""

    def prepare(
        self, sql: str, execution: Execution, connection: EngineConnection, run: Callable[[], None]
    ) -> None:
        """Make the copies on a connection that has tables for both lists.

        Args:
            sql: the statement.
            execution: its own.
            connection: nobody else's.
            run: runs the statement over the lists themselves.

        Raises:
            NotTheSame: the statement has to be run over the lists.
            apsw.Error: the same.
            OpenAISqlError: what befell a request.
        """
        sqlite, lists = connection.sqlite, self.lists
        by_key, column = lists.inner.one_object, lists.column.name if lists.column is not None else None
        joined = "id" if by_key else str(lists.inner.join_column)
        inner = self._copy(lists.inner, connection, joined)
        outer = self._copy(lists.outer, connection, column)
        with unguarded(sqlite):
            for copy in (inner, outer)[: 1 + self._copies_outer]:
                sqlite.execute(f"DROP TABLE {copy.table}")
                copy.make(sqlite, is_key=copy is inner)
            if not self._numbered:
                inner.index(sqlite, joined)
        connection.current.enters_once = True
        self._check_plan(sql, connection)
        with unguarded(sqlite):
            if not self._numbered:
                sqlite.execute(f"DROP INDEX {quote_name(inner.schema)}.{JOINED}")
            with sqlite:
                if by_key:
                    self._fill_by_key(inner, outer, sqlite, execution, run)
                else:
                    self._fill(inner, outer, sqlite, execution)
            if not self._numbered:
                inner.index(sqlite, joined)

    def _copy(self, scan: Scan, connection: EngineConnection, joined: str | None) -> CopiedList:
        schema = next(
            schema for (schema, _), table in connection.tables.items() if table.resource is scan.resource
        )
        return CopiedList(scan, schema, joined if self._numbered else None)

    def _check_plan(self, sql: str, connection: EngineConnection) -> None:
        """Raise `NotTheSame` where SQLite would not walk over the outer list, as before, and look up the inner one in its index."""
        steps = connection.sqlite.execute(f"EXPLAIN QUERY PLAN {sql}", can_cache=False)
        outside, inside = ([str(step[3]) for step in steps] + ["", ""])[:2]
        key = outside.partition("VIRTUAL TABLE INDEX 0:")[2]
        scans = [table.scans[key] for table in connection.tables.values() if key in table.scans]
        found_by = "INTEGER PRIMARY KEY" if self._numbered else f"COVERING INDEX {JOINED}"
        before = self._outer.read
        asked = [(read.method, read.arguments, read.order) for read in (scan.example() for scan in scans)]
        if not outside.startswith("SCAN ") or f" USING {found_by} " not in inside:
            raise NotTheSame
        if not self._copies_outer and asked != [(before.method, before.arguments, before.order)]:
            raise NotTheSame

    def _fill(
        self, inner: CopiedList, outer: CopiedList, sqlite: apsw.Connection, execution: Execution
    ) -> None:
        for batch in execution.store.for_the_last_time(self._inner, execution.batches(self._inner)):
            inner.put(sqlite, batch)
        for batch in execution.batches(self._outer) if self._copies_outer else ():
            outer.put(sqlite, batch)

    def _fill_by_key(
        self,
        inner: CopiedList,
        outer: CopiedList,
        sqlite: apsw.Connection,
        execution: Execution,
        run: Callable[[], None],
    ) -> None:
        """Fill both where the inner list stands for single objects: with those that the outer one names, wherever they are found."""
        column = self.lists.column
        assert column is not None, "a join by a key that is in no column"  # noqa: S101
        keys_of = batch_reader_of(outer.scan.resource, column)
        assert keys_of is not None, "a join by a key whose column is not copied"  # noqa: S101
        keys = KeyNumbers(lambda found, own, behind: inner.put(sqlite, found, own, behind=behind))
        with self._pages(execution, self._asked) as pages:
            for batch in execution.batches(self._outer):
                outer.put(sqlite, batch, keys.of(keys_of(batch), pages))
        if keys.lacking:
            [(asked,)] = sqlite.execute(
                f"SELECT count(DISTINCT {quote_name(column.name)}) FROM {outer.table}"
            )
            with self._pages(execution, asked) as pages:
                keys.look_in(pages)
        if not keys.lacking:
            return
        by_value = {number if self._numbered else key: key for key, number in keys.lacking.items()}
        rows = (row for row in outer.rows(sqlite) if row[column.name] in by_value)
        asking = [row | {column.name: by_value[row[column.name]]} for row in rows]
        with execution.join.only(self._outer, asking):
            run()
        answered = {key: one for key, one in execution.join.single_objects(inner.scan) if key in keys.lacking}
        inner.put(sqlite, list(answered.values()), [keys.lacking[key] for key in answered])

    @contextmanager
    def _pages(self, execution: Execution, asked: int) -> Iterator[Iterator[Sequence[Object]]]:
        """The inner list where it stands for single objects: what of it is to be copied, and is worth reading for so many."""
        lists, listing = execution.fallbacks, replace(self._inner.read, named=False)
        begun, self._begun = self._begun, True
        pages = chain(() if begun else lists.objects(listing), lists.further_objects(listing, asked))
        with closing(execution.store.for_the_last_time(self._inner, pages)) as copied:
            yield copied


class KeyNumbers:
    """A number for each object of a list that stands for single ones, and for each that is asked for and lacking."""

    def __init__(self, put: Callable[[Sequence[Object], Sequence[int], bool], None]) -> None:
        """Nothing is read yet; ``put`` takes objects, their numbers, and whether these follow on all that it has."""
        self.lacking: dict[Value, int] = {}
        """The numbers of what was asked for, and was not in the list as far as it was read."""
        self._put = put
        self._numbers: dict[Value, int | None] = {None: None}

    def of(self, keys: Sequence[Value], pages: Iterator[Sequence[Object]]) -> Sequence[Value]:
        """The numbers of objects, none for NULL; the list is read on as long as one of them was not in it.

        What is lacking is so once ``pages`` has come to its end.

        Raises:
            NotTheSame: two of its objects have the same id.
            OpenAISqlError: what befell a request.
        """
        known = self._numbers
        with suppress(KeyError):
            return list(map(known.__getitem__, keys))
        for key in keys:
            while key not in known and (objects := next(pages, None)) is not None:
                self._add(objects)
            if key not in known:
                self.lacking[key] = known[key] = len(known)
        return list(map(known.__getitem__, keys))

    def look_in(self, pages: Iterator[Sequence[Object]]) -> None:
        """Read on as long as something is lacking; raises what `of` raises."""
        while self.lacking and (objects := next(pages, None)) is not None:
            by_id = dict(zip(ids_of(objects), objects, strict=True))
            found = by_id.keys() & self.lacking.keys()
            if found != by_id.keys() & self._numbers.keys() or len(by_id) < len(objects):
                raise NotTheSame
            self._put([by_id[own] for own in found], [self.lacking.pop(own) for own in found], False)

    def _add(self, objects: Sequence[Object]) -> None:
        """Number what comes next in the list."""
        known = len(self._numbers)
        numbers = range(known, known + len(objects))
        self._numbers.update(zip(ids_of(objects), numbers, strict=True))
        if len(self._numbers) < numbers.stop:
            raise NotTheSame
        self._put(objects, numbers, True)
