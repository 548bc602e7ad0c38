"""A join of two lists, run again over copies of them: as fast as SQLite joins its own tables.

A statement that has handed on no row leaves what it does, when it enters a list that it is to read whole, and begins anew on a connection of its own
(`execution.BeginsAnew`). There the inner list is a table with an index. So is the outer one, without, where no row is handed on before it is read
to its end; otherwise it stays as it is, and its rows come as they are needed.

Where the inner list stands for single objects, those that it lacks are still asked for by their keys: the statement runs first over
the outer rows that name one of these, for the requests that it makes, and then over all of them with what was answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.engine.attached_tables import unguarded
from openai_sql_shell.engine.columns import batch_reader_of
from openai_sql_shell.engine.copied_list import JOINED, CopiedList, NotTheSame
from openai_sql_shell.sql.tokens import quote_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.engine.connection import EngineConnection
    from openai_sql_shell.engine.execution import BeginsAnew, Execution
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
        self._copies_outer = anew.copies_outer

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
        sqlite = connection.sqlite
        inner, outer = (self._copy(scan, connection) for scan in (self.lists.inner, self.lists.outer))
        by_key = self.lists.inner.one_object
        joined = "id" if by_key else str(self.lists.inner.join_column)
        ids = execution.ids_of_list(self._inner.read) if by_key else set()
        if ids is None:
            raise NotTheSame
        with unguarded(sqlite):
            for copy in (inner, outer) if self._copies_outer else (inner,):
                sqlite.execute(f"DROP TABLE {copy.table}")
                copy.make(sqlite)
            inner.index(sqlite, joined)
        connection.current.enters_once = True
        self._check_plan(sql, connection)
        with unguarded(sqlite):
            sqlite.execute(f"DROP INDEX {quote_name(inner.schema)}.{JOINED}")
            with sqlite:
                inner.fill(sqlite, execution.to_copy(self._inner))
            inner.index(sqlite, joined)
        if not self._copies_outer:
            return
        with unguarded(sqlite), sqlite:
            if not by_key:
                outer.fill(sqlite, execution.batches(self._outer))
                return
            lacking: list[Object] = []
            outer.fill(sqlite, self._noting(execution.batches(self._outer), ids, lacking))
            if lacking:
                inner.fill(sqlite, [self._asked_for(execution, lacking, ids, run)])

    def _copy(self, scan: Scan, connection: EngineConnection) -> CopiedList:
        schema = next(
            schema for (schema, _), table in connection.tables.items() if table.resource is scan.resource
        )
        return CopiedList(scan, schema)

    def _check_plan(self, sql: str, connection: EngineConnection) -> None:
        """Raise `NotTheSame` where SQLite would not walk over the outer list, as before, and look up the inner one in its index."""
        steps = connection.sqlite.execute(f"EXPLAIN QUERY PLAN {sql}", can_cache=False)
        outside, inside = ([str(step[3]) for step in steps] + ["", ""])[:2]
        key = outside.partition("VIRTUAL TABLE INDEX 0:")[2]
        scans = [table.scans[key] for table in connection.tables.values() if key in table.scans]
        before = self._outer.read
        asked = [(read.method, read.arguments, read.order) for read in (scan.example() for scan in scans)]
        if not outside.startswith("SCAN ") or f" USING COVERING INDEX {JOINED} " not in inside:
            raise NotTheSame
        if not self._copies_outer and asked != [(before.method, before.arguments, before.order)]:
            raise NotTheSame

    def _noting(
        self, batches: Iterator[Sequence[Object]], ids: set[Value], lacking: list[Object]
    ) -> Iterator[Sequence[Object]]:
        """The outer list as it is; what names none of these ids is noted."""
        column = self.lists.column
        values = batch_reader_of(self.lists.outer.resource, column) if column is not None else None
        assert values is not None, "a join by a key whose column is not copied"  # noqa: S101
        for batch in batches:
            keys = values(batch)
            if not ids.issuperset(keys):
                found = zip(batch, keys, strict=True)
                lacking += [one for one, key in found if key is not None and key not in ids]
            yield batch

    def _asked_for(
        self,
        execution: Execution,
        lacking: Sequence[Object],
        ids: set[Value],
        run: Callable[[], None],
    ) -> Sequence[Object]:
        """The objects that the inner list lacks, as the statement asks for them when it is run over these outer rows."""
        with execution.only(self._outer, lacking):
            run()
        return [found for key, found in execution.single_objects(self.lists.inner) if key not in ids]
