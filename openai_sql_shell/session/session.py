"""A session: what one person, script or program talks to. All front ends use it, none adds logic to it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.api.clock import SYSTEM_CLOCK
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.errors import (
    OpenAISqlError,
    RefusedStatement,
    Span,
    StatementError,
    StatementSyntaxError,
    UsageError,
)
from openai_sql_shell.planner.planner import plan
from openai_sql_shell.planner.plans import (
    CallPlan,
    ChangePlan,
    ExplainPlan,
    LocalPlan,
    MetadataPlan,
    QueryPlan,
    SettingPlan,
    UsePlan,
)
from openai_sql_shell.planner.scope import Scope
from openai_sql_shell.planner.sql_builder import over_rows
from openai_sql_shell.result import RequestStats, Result, ResultColumn
from openai_sql_shell.session import show
from openai_sql_shell.session.result_rows import ResultRows, original_spans
from openai_sql_shell.session.session_transport import SessionTransport
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.split import Piece, split, unterminated
from openai_sql_shell.sql.template import fill
from openai_sql_shell.sql.variables import bind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.api.messages import Transport
    from openai_sql_shell.config import Profile, Settings
    from openai_sql_shell.engine.database import Database, LocalObject
    from openai_sql_shell.engine.execution import Limits
    from openai_sql_shell.handlers.base import Call, Context, Object
    from openai_sql_shell.planner.plans import Metadata, Plan, Sql
    from openai_sql_shell.session.changes import ChangeOptions, ChangeOutcome
    from openai_sql_shell.session.consent import Preview
    from openai_sql_shell.session.show_rows import Listing
    from openai_sql_shell.sql.variables import Value as Variable

LONGEST_STATEMENT = 1_000_000
"""Characters; SQLite's own limit. Larger data belongs into a file."""


class Session:
    """Settings, catalog, engine and transport together.

    Not safe for use by several threads at once; a cancel token may be set from anywhere.
    """

    def __init__(
        self,
        profile: Profile,
        settings: Settings,
        *,
        transport: Transport | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Open nothing yet.

        Args:
            profile: whose account, and where.
            settings: read anew by every statement.
            transport: carries requests; None: HTTP, as profile and settings say.
            clock: tells the time and waits.
        """
        self.catalog = Catalog()
        self.profile = profile
        self.settings = settings
        self.variables: dict[str, Variable] = {}
        """Values of ``{{ name }}`` and ``:name``."""
        self.service: str | None = None
        """What USE chose."""
        self.progress: Callable[[str], None] = lambda _line: None
        """Told about long work in one line."""
        self.confirm: Callable[[Preview], bool] | None = None
        """Asks a person whether a change of several objects shall be made; None: nobody can be asked."""
        self.stats = RequestStats()
        """What the statement that was started last has cost so far; another thread may look at it."""
        self._clock = clock
        self._carrier = SessionTransport(self._account, settings, clock, transport)
        self._active: Result | None = None

    # --- what front ends call ------------------------------------------------------------------------------

    def script(self, text: str) -> list[Piece]:
        """Fill the placeholders of a whole text and split it into statements; sends nothing.

        Raises:
            StatementError: a placeholder or variable without a value, an unterminated string or comment.
        """
        _refuse_if_long(max(map(len, text.split(";"))))
        open_token = unterminated(text)
        if open_token is not None:
            line = text.count("\n", 0, open_token.start) + 1
            raise StatementSyntaxError(
                f"the {open_token.kind} opened in line {line} is never closed",
                hint=f"close it with {'*/' if open_token.text.startswith('/*') else open_token.text[0]}",
                span=open_token.span,
            )
        return list(split(fill(text, self.variables).text))

    def bound(self, text: str) -> str:
        """A statement with the values of its variables in their place, which says the same without them.

        Raises:
            StatementError: a variable without a value.
        """
        return bind(text, self.variables).text

    def execute(self, text: str, cancel: CancelToken) -> Result:
        """Run one statement (no placeholders left in it; variables are bound). Rows are fetched while the result is read.

        The result before is closed.

        Raises:
            OpenAISqlError: any of ours; spans count from the beginning of ``text``.
        """
        if self._active is not None:
            self._active.close()
        _refuse_if_long(len(text))
        self.stats = stats = RequestStats()
        self._active = self._run(plan(parse(text), self._scope()), cancel, stats)
        self._active.stats = stats
        return self._active

    def changes(self, text: str) -> bool:
        """Whether the statement would change something on the server; False for text that does not run."""
        try:
            return _changes(plan(parse(text), self._scope()))
        except OpenAISqlError:
            return False

    def local_objects(self) -> tuple[LocalObject, ...]:
        """Tables and views made in this session."""
        return self._database.local_objects() if "_database" in self.__dict__ else ()

    def close(self) -> None:
        """Close connections; the session cannot be used afterwards."""
        if self._active is not None:
            self._active.close()
        self._carrier.close()
        if "_database" in self.__dict__:
            self._database.close()

    # --- what a statement needs ----------------------------------------------------------------------------

    @cached_property
    def _database(self) -> Database:
        from openai_sql_shell.engine.database import Database  # noqa: PLC0415 - SHOW needs no SQLite

        return Database(self.catalog, self._clock.monotonic)

    def _limits(self) -> Limits:
        from openai_sql_shell.engine.execution import Limits  # noqa: PLC0415 - SHOW needs no SQLite

        settings = self.settings
        return Limits(settings.concurrency, settings.memory_rows, settings.cache)

    def _manner(self) -> ChangeOptions:
        from openai_sql_shell.session.changes import ChangeOptions  # noqa: PLC0415

        settings = self.settings
        return ChangeOptions(settings.concurrency, settings.keep_changing, settings.await_timeout)

    def refresh(self) -> None:
        """Forget the answers of earlier statements."""
        if "_database" in self.__dict__:
            self._database.cache.clear()

    def _scope(self) -> Scope:
        return Scope(
            self.catalog, self.service, [o.name.lower() for o in self.local_objects()], self.variables
        )

    def _context(self, cancel: CancelToken, stats: RequestStats) -> Context:
        from openai_sql_shell.handlers.base import Context, Notices  # noqa: PLC0415 - SHOW sends nothing

        try:
            transport = self._carrier.transport()
        except UsageError:
            cancel.check()  # Ctrl-C reached the command that was asked for the key, too
            raise
        return Context(transport, cancel, stats, Notices(), self._clock, self._report)

    def _account(self) -> Profile:
        """The profile with its keys, asked for once."""
        self.profile = self.profile.complete()
        return self.profile

    def _report(self, line: str) -> None:
        self.progress(line)

    # --- one method for each kind of plan ------------------------------------------------------------------

    def _run(self, what: Plan, cancel: CancelToken, stats: RequestStats) -> Result:
        match what:
            case UsePlan():
                self.service = what.service
                return Result(summary=f"USE openai{'.' + what.service if what.service else ''}")
            case SettingPlan():
                return self._set(what)
            case MetadataPlan():
                return self._metadata(what.statement, lambda: self._context(cancel, stats))
        context = self._context(cancel, stats)
        match what:
            case QueryPlan():
                return self._query(what.sql, context)
            case ChangePlan():
                return self._change(what, context)
            case CallPlan():
                return self._call(what, context)
            case LocalPlan():
                return self._local(what, context)
            case ExplainPlan():
                return self._explain(what, context)

    def _query(
        self,
        sql: Sql,
        context: Context,
        answers: dict[str, list[dict[str, object]]] | None = None,
        failure: OpenAISqlError | None = None,
        ahead: str | None = None,
    ) -> Result:
        execution = self._database.prepare(sql.text, context, self._limits(), answers=answers, ahead=ahead)
        with original_spans(sql):
            answer = self._database.query(sql.text, execution)
        names = sql.named([column.name for column in answer.columns])
        result = Result(tuple(map(ResultColumn, names, (column.source for column in answer.columns))))
        result.rows = ResultRows(answer.rows, result, context, sql=sql, failure=failure)
        return result

    def _change(self, what: ChangePlan, context: Context) -> Result:
        from openai_sql_shell.session.changes import calls_for, carry_out, dry_run, point, summary  # noqa: PLC0415
        from openai_sql_shell.session.consent import check_bulk_change  # noqa: PLC0415

        self._refuse_if_read_only(what.method.verb.value)
        self._check_returning(what, context)
        found = self._query(what.source, context)
        calls = calls_for(what, len(found.columns), list(found.rows))
        check_bulk_change(what, calls, self.settings, self.confirm)
        if self.settings.dry_run:
            return dry_run(calls, found.notices)
        self.refresh()
        done = carry_out(calls, what.awaits, context, self._manner())
        point(done.failure, what.places)
        result = self._answered(what, done, context)
        result.summary = summary(what.method.verb.value, done)
        result.changes = True
        return result

    def _check_returning(self, what: ChangePlan, context: Context) -> None:
        """Over no rows: a misspelt name in RETURNING stops the statement before anything is changed."""
        if what.returning is not None:
            self._query(what.returning, context, {what.target.resource.id: []}).close()

    def _answered(self, what: ChangePlan, done: ChangeOutcome, context: Context) -> Result:
        """RETURNING over what the server answered; whatever went wrong is raised after the rows."""
        if what.returning is None or not done.objects:
            if done.failure is not None:
                raise done.failure
            return Result(notices=context.notices.sentences)
        finished = self._context(CancelToken(), context.stats)
        answers = {what.target.resource.id: done.objects}
        result = self._query(what.returning, finished, answers, done.failure)
        result.notices.extend(context.notices.sentences)
        return result

    def _call(self, what: CallPlan, context: Context) -> Result:
        from openai_sql_shell.engine.columns import shown  # noqa: PLC0415
        from openai_sql_shell.session.changes import call_for, carry_out, dry_run, point  # noqa: PLC0415

        what = self._with_answers(what, context)
        call = call_for(what)
        columns = what.method.columns or what.resource.columns
        result = Result(tuple(ResultColumn(c.name, c) for c in columns), changes=what.method.changes)
        if what.method.changes:
            self._refuse_if_read_only(what.method.name)
            if self.settings.dry_run:
                return dry_run([call], [])
        if what.awaits is None and (
            what.method.verb is SqlVerb.SELECT or what.method.returns is Returns.LIST
        ):
            objects = self._objects(what, call, context)
            result.rows = ResultRows((shown(columns, o) for o in objects), result, context)
            return result
        if what.method.changes:
            self.refresh()
        done = carry_out([call], what.awaits, context, self._manner())
        point(done.failure, what.places)
        if done.failure is not None and not done.objects:
            raise done.failure
        rows = [shown(columns, o) for o in done.objects]
        result.rows = ResultRows(iter(rows), result, context, failure=done.failure)
        return result

    def _objects(self, what: CallPlan, call: Call, context: Context) -> Iterator[Object]:
        """All the objects of a call that answers with many: a list page by page, a search at once."""
        from openai_sql_shell.session.changes import make, point, read_all  # noqa: PLC0415

        if what.method.verb is SqlVerb.SELECT:
            return read_all(call, context)
        try:
            return iter(make(call, context))
        except OpenAISqlError as error:
            point(error, what.places)
            raise

    def _with_answers(self, what: CallPlan, context: Context) -> CallPlan:
        """The plan with the values its queries find.

        Raises:
            StatementError: a query finds none, several rows or several columns.
        """
        found: dict[str, object] = {}
        for name, sql in what.queries.items():
            result = self._query(sql, context)
            rows = list(islice(result.rows, 2))
            result.close()
            if len(rows) != 1 or len(rows[0]) != 1:
                count = "no row" if not rows else "several rows" if len(rows) > 1 else "several columns"
                raise StatementError(
                    f"the query for @{name} finds {count}, and {what.method.name} takes one value",
                    hint="add LIMIT 1, or choose one column" if rows else "look what the query finds",
                    span=sql.original(Span(0, len(sql.text))),
                )
            found[name] = rows[0][0]
        return replace(what, arguments={**what.arguments, **found}, queries={})

    def _local(self, what: LocalPlan, context: Context) -> Result:
        room = nullcontext() if what.replaces is None else self._database.without_view(what.replaces)
        with room:
            result = self._query(what.sql, context, ahead=what.ahead)
        if not result.columns:
            list(result.rows)
            counted = what.verb in ("INSERT", "UPDATE", "DELETE", "REPLACE")
            result.summary = f"{what.verb} {self._database.changed_rows}" if counted else what.verb
            if what.verb in ("BEGIN", "COMMIT", "ROLLBACK"):
                result.notices.append(
                    "this covers the session's own tables only: the API has no transactions"
                )
        return result

    def _metadata(self, what: Metadata, context: Callable[[], Context]) -> Result:
        listing = show.listing(what, self._scope(), self.profile, self._local_facts)
        if isinstance(what, ast.Show) and (what.like is not None or what.where is not None):
            return self._filtered(listing, what, context())
        return Result(tuple(ResultColumn(name) for name in listing.columns), iter(listing.rows))

    def _local_facts(self) -> list[show.Local]:
        return [(o.name, o.kind, o.columns) for o in self.local_objects()]

    def _filtered(self, listing: Listing, what: ast.Show, context: Context) -> Result:
        sql, bindings = over_rows(listing.columns, listing.rows, what, self._scope())
        execution = self._database.prepare(sql.text, context, self._limits(), ahead="")
        with original_spans(sql):
            answer = self._database.query(sql.text, execution, bindings)
        result = Result(answer.columns)
        result.rows = ResultRows(answer.rows, result, context, sql=sql)
        return result

    def _explain(self, what: ExplainPlan, context: Context) -> Result:
        from openai_sql_shell.session.explain import Explainer  # noqa: PLC0415 - few statements are explained

        return Explainer(self._database, self._limits(), self._query).explain(what, context)

    def _set(self, what: SettingPlan) -> Result:
        self.settings.set(what.name, what.value)
        return Result(summary=f"SET {what.name} = {self.settings.show(what.name)}")

    def _refuse_if_read_only(self, verb: str) -> None:
        if self.settings.read_only or self.profile.read_only:
            profile = self.profile.read_only
            who = f"the profile {self.profile.name!r}" if profile else "this session"
            raise RefusedStatement(
                f"{verb} changes something, and {who} is read-only",
                hint="choose another profile" if profile else r"leave out --read-only (\set read_only off)",
            )


def _refuse_if_long(length: int) -> None:
    """Asked before a text is looked at: a statement is at least as long as what stands between two semicolons."""
    if length > LONGEST_STATEMENT:
        raise StatementError(
            f"the statement has {length:,} characters, more than {LONGEST_STATEMENT:,}",
            hint="put large data into a file and upload that",
        )


def _changes(what: Plan) -> bool:
    match what:
        case ChangePlan():
            return True
        case CallPlan():
            return what.method.changes
        case _:
            return False
