"""A session: what one person, script or program talks to. All front ends use it, none adds logic to it."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Self

from openai_sql_shell import __version__, explain, metadata
from openai_sql_shell.api.clock import SYSTEM_CLOCK
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.lookup import PROVIDER, PROVIDERS, Catalog, nearest
from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.errors import (
    OpenAISqlError,
    RefusedStatement,
    Span,
    StatementError,
    StatementSyntaxError,
    UnknownName,
    UnsupportedStatement,
)
from openai_sql_shell.planner import (
    CallPlan,
    ChangePlan,
    ExplainPlan,
    LocalPlan,
    MetadataPlan,
    QueryPlan,
    Scope,
    SettingPlan,
    UsePlan,
    plan,
    resource_named,
)
from openai_sql_shell.result import Result, ResultColumn, Tally
from openai_sql_shell.sql import statements as said
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.shape import shape
from openai_sql_shell.sql.split import Piece, split, unterminated
from openai_sql_shell.sql.template import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.api.exchange_log import ExchangeLog
    from openai_sql_shell.api.messages import Transport
    from openai_sql_shell.changes import Done, Manner, Preview
    from openai_sql_shell.config import Profile, Settings
    from openai_sql_shell.engine.database import Database, LocalObject
    from openai_sql_shell.engine.run import Limits
    from openai_sql_shell.handlers.base import Call, Context
    from openai_sql_shell.planner import Plan, Sql
    from openai_sql_shell.result import Row
    from openai_sql_shell.sql.template import Value as Variable

LONGEST_STATEMENT = 1_000_000
"""Characters; SQLite's own limit. Larger data belongs into a file."""

DRY_RUN = ("method", "request", "body")


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
        """Values of ``{{ name }}``."""
        self.service: str | None = None
        """What USE chose."""
        self.progress: Callable[[str], None] = lambda _line: None
        """Told about long work in one line."""
        self.confirm: Callable[[Preview], bool] | None = None
        """Asks a person whether a change of several objects shall be made; None: nobody can be asked."""
        self._clock = clock
        self._given_transport = transport
        self._transport: Transport | None = None
        self._transport_facts: object = None
        self._log: ExchangeLog | None = None
        self._active: Result | None = None

    # --- what front ends call ------------------------------------------------------------------------------

    def script(self, text: str) -> list[Piece]:
        """Fill the placeholders of a whole text and split it into statements; sends nothing.

        Raises:
            StatementError: a placeholder without a value, an unterminated string or comment.
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

    def execute(self, text: str, cancel: CancelToken) -> Result:
        """Run one statement (no placeholders left in it). Rows are fetched while the result is read.

        The result before is closed.

        Raises:
            OpenAISqlError: any of ours; spans count from the beginning of ``text``.
        """
        if self._active is not None:
            self._active.close()
        _refuse_if_long(len(text))
        tally = Tally()
        self._active = self._run(plan(parse(text), self._scope()), self._context(cancel, tally))
        self._active.tally = tally
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
        if self._transport is not None:
            self._transport.close()
        if self._log is not None:
            self._log.close()
        if "_database" in self.__dict__:
            self._database.close()

    # --- what a statement needs ----------------------------------------------------------------------------

    @cached_property
    def _database(self) -> Database:
        from openai_sql_shell.engine.database import Database  # noqa: PLC0415 - SHOW needs no SQLite

        return Database(self.catalog, self._clock.monotonic)

    def _limits(self) -> Limits:
        from openai_sql_shell.engine.run import Limits  # noqa: PLC0415 - SHOW needs no SQLite

        settings = self.settings
        return Limits(settings.concurrency, settings.memory_rows, settings.cache)

    def _manner(self) -> Manner:
        from openai_sql_shell.changes import Manner  # noqa: PLC0415

        settings = self.settings
        return Manner(settings.concurrency, settings.keep_changing, settings.await_timeout)

    def refresh(self) -> None:
        """Forget the answers of earlier statements."""
        if "_database" in self.__dict__:
            self._database.cache.clear()

    def _scope(self) -> Scope:
        return Scope(self.catalog, self.service, [o.name.lower() for o in self.local_objects()])

    def _context(self, cancel: CancelToken, tally: Tally) -> Context:
        from openai_sql_shell.handlers.base import Context, Notices  # noqa: PLC0415 - SHOW sends nothing

        return Context(self._carrier(), cancel, tally, Notices(), self._clock, self._report)

    def _report(self, line: str) -> None:
        self.progress(line)

    def _carrier(self) -> Transport:
        """The transport; made anew when a setting it was made with has changed."""
        if self._given_transport is not None:
            return self._given_transport
        settings = self.settings
        facts = (
            settings.connect_timeout,
            settings.read_timeout,
            settings.retries,
            settings.http_log,
            settings.concurrency,
        )
        if self._transport is None or facts != self._transport_facts:
            self._transport, self._transport_facts = self._connect(), facts
        return self._transport

    def _connect(self) -> Transport:
        from openai_sql_shell.api.credentials import Credentials  # noqa: PLC0415
        from openai_sql_shell.api.exchange_log import ExchangeLog  # noqa: PLC0415
        from openai_sql_shell.api.transport import HttpTransport  # noqa: PLC0415

        if self._transport is not None:
            self._transport.close()
        if self._log is not None:
            self._log.close()
        who = self.profile
        credentials = Credentials(who.api_key, who.admin_key, who.organization, who.project)
        path = self.settings.http_log
        self._log = ExchangeLog(path, credentials.mask) if path is not None else None
        return HttpTransport(
            who.base_url,
            credentials,
            connect_timeout=self.settings.connect_timeout,
            read_timeout=self.settings.read_timeout,
            retries=self.settings.retries,
            concurrency=self.settings.concurrency,
            clock=self._clock,
            log=self._log,
        )

    # --- one method for each kind of plan ------------------------------------------------------------------

    def _run(self, what: Plan, context: Context) -> Result:
        match what:
            case QueryPlan():
                return self._query(what.sql, context)
            case ChangePlan():
                return self._change(what, context)
            case CallPlan():
                return self._call(what, context)
            case LocalPlan():
                return self._local(what, context)
            case MetadataPlan():
                return self._metadata(what.statement, context)
            case ExplainPlan():
                return self._explain(what, context)
            case UsePlan():
                self.service = what.service
                return Result(summary=f"USE openai{'.' + what.service if what.service else ''}")
            case SettingPlan():
                return self._set(what)

    def _query(
        self,
        sql: Sql,
        context: Context,
        answers: dict[str, list[dict[str, object]]] | None = None,
        failure: OpenAISqlError | None = None,
        ahead: str | None = None,
    ) -> Result:
        run = self._database.run(sql.text, context, self._limits(), answers=answers, ahead=ahead)
        with _placed(sql):
            answer = self._database.query(sql.text, run)
        result = Result(answer.columns)
        result.rows = Delivery(answer.rows, result, context, sql=sql, failure=failure)
        return result

    def _change(self, what: ChangePlan, context: Context) -> Result:
        from openai_sql_shell.changes import calls_for, carry_out, guard, summary  # noqa: PLC0415

        self._refuse_if_read_only(what.method.verb.value)
        self._check_returning(what, context)
        found = self._query(what.source, context)
        calls = calls_for(what, len(found.columns), list(found.rows))
        guard(what, calls, self.settings, self.confirm)
        if self.settings.dry_run:
            return _dry(calls, found.notices)
        self.refresh()
        done = carry_out(calls, what.awaits, context, self._manner())
        result = self._answered(what, done, context)
        result.summary = summary(what.method.verb.value, done)
        result.changes = True
        return result

    def _check_returning(self, what: ChangePlan, context: Context) -> None:
        """Over no rows: a misspelt name in RETURNING stops the statement before anything is changed."""
        if what.returning is not None:
            self._query(what.returning, context, {what.target.resource.id: []}).close()

    def _answered(self, what: ChangePlan, done: Done, context: Context) -> Result:
        """RETURNING over what the server answered; whatever went wrong is raised after the rows."""
        if what.returning is None or not done.objects:
            if done.failure is not None:
                raise done.failure
            return Result(notices=context.notices.sentences)
        finished = self._context(CancelToken(), context.tally)
        answers = {what.target.resource.id: done.objects}
        result = self._query(what.returning, finished, answers, done.failure)
        result.notices.extend(context.notices.sentences)
        return result

    def _call(self, what: CallPlan, context: Context) -> Result:
        from openai_sql_shell.changes import call_for, carry_out, make  # noqa: PLC0415
        from openai_sql_shell.engine.table import shown  # noqa: PLC0415

        what = self._with_answers(what, context)
        call = call_for(what)
        columns = what.method.columns or what.resource.columns
        result = Result(tuple(ResultColumn(c.name, c) for c in columns), changes=what.method.changes)
        if what.method.changes:
            self._refuse_if_read_only(what.method.name)
            if self.settings.dry_run:
                return _dry([call], [])
        if what.awaits is None and (
            what.method.verb is SqlVerb.SELECT or what.method.returns is Returns.LIST
        ):
            reads = what.method.verb is SqlVerb.SELECT
            objects = _objects_read(call, context) if reads else iter(make(call, context))
            result.rows = Delivery((shown(columns, o) for o in objects), result, context)
            return result
        if what.method.changes:
            self.refresh()
        done = carry_out([call], what.awaits, context, self._manner())
        if done.failure is not None and not done.objects:
            raise done.failure
        rows = [shown(columns, o) for o in done.objects]
        result.rows = Delivery(iter(rows), result, context, failure=done.failure)
        return result

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

    def _metadata(self, what: object, context: Context) -> Result:
        listing = self._listing(what)
        if isinstance(what, said.Show) and (what.like is not None or what.where is not None):
            return self._filtered(listing, what, context)
        return Result(tuple(ResultColumn(name) for name in listing.columns), iter(listing.rows))

    def _listing(self, what: object) -> metadata.Listing:
        scope = self._scope()
        match what:
            case said.Describe():
                return metadata.describe(resource_named(what.target, scope), extended=what.extended)
            case said.DescribeMethod():
                *parts, last = what.target.parts
                resource = resource_named(said.Name(tuple(parts), what.target.span), scope)
                method = self.catalog.method(resource, last, what.target.span)
                return metadata.describe_method(resource, method, extended=what.extended)
            case said.ShowInsert():
                return self._template(what, scope)
            case said.Show():
                return self._show(what, scope)
        raise TypeError(what)

    def _template(self, what: said.ShowInsert, scope: Scope) -> metadata.Listing:
        resource = resource_named(what.target, scope)
        method = metadata.insertable(resource)
        if method is None:
            raise UnsupportedStatement(f"{resource.id} has no INSERT", span=what.target.span)
        return metadata.insert_template(
            resource, method, required_only=what.required_only, extended=what.extended
        )

    def _show(self, what: said.Show, scope: Scope) -> metadata.Listing:
        match what.kind:
            case said.ShowKind.PROVIDERS:
                return metadata.providers()
            case said.ShowKind.SERVICES:
                if what.target is not None:
                    _check_provider(what.target, what.target.parts)
                return metadata.services(self.catalog.services, extended=what.extended)
            case said.ShowKind.RESOURCES:
                service = self.catalog.service(*_service_named(what, self.service))
                return metadata.resources(service, extended=what.extended)
            case said.ShowKind.METHODS:
                return metadata.methods(resource_named(_needed(what), scope), extended=what.extended)
            case said.ShowKind.COLUMNS:
                return metadata.describe(resource_named(_needed(what), scope), extended=what.extended)
            case said.ShowKind.VERSION:
                return metadata.version(__version__)
            case said.ShowKind.AUTH:
                return metadata.auth(self.profile)
            case said.ShowKind.TABLES | said.ShowKind.VIEWS:
                kind = "table" if what.kind is said.ShowKind.TABLES else "view"
                return metadata.local((o.name, o.columns) for o in self.local_objects() if o.kind == kind)

    def _filtered(self, listing: metadata.Listing, what: said.Show, context: Context) -> Result:
        from openai_sql_shell.planner import over_rows  # noqa: PLC0415

        sql, bindings = over_rows(listing.columns, listing.rows, what)
        run = self._database.run(sql.text, context, self._limits(), ahead="")
        with _placed(sql):
            answer = self._database.query(sql.text, run, bindings)
        result = Result(answer.columns)
        result.rows = Delivery(answer.rows, result, context, sql=sql)
        return result

    def _explain(self, what: ExplainPlan, context: Context) -> Result:
        if what.analyze:
            return self._analyze(what.plan, context)
        rows = self._explained(what.plan, context)
        return Result(tuple(ResultColumn(name) for name in explain.COLUMNS), iter(rows))

    def _explained(self, what: Plan, context: Context) -> Sequence[Row]:
        from openai_sql_shell.changes import calls_for  # noqa: PLC0415

        at_once = self.settings.concurrency
        match what:
            case QueryPlan() | LocalPlan():
                return self._planned(what.sql, context)
            case CallPlan():
                steps = [row for sql in what.queries.values() for row in self._planned(sql, context)]
                return explain.exec_rows(what, steps)
            case ChangePlan():
                steps = list(self._planned(what.source, context))
                if what.reads:
                    return explain.change_rows(what, steps, None, at_once)
                found = self._query(what.source, context)
                calls = calls_for(what, len(found.columns), list(found.rows))
                return explain.change_rows(what, steps, calls, at_once)
            case _:
                return [("answered here, without a request", *[None] * (len(explain.COLUMNS) - 2), "0")]

    def _planned(self, sql: Sql, context: Context) -> list[Row]:
        run = self._database.run(sql.text, context, self._limits(), ahead="")
        with _placed(sql):
            steps = self._database.plan(sql.text, run)
        return explain.query_rows(steps, shape(sql.text), self.settings.concurrency)

    def _analyze(self, what: Plan, context: Context) -> Result:
        """Run a query for its cost; its rows are counted and let go."""
        if not isinstance(what, QueryPlan):
            raise UnsupportedStatement(
                "EXPLAIN ANALYZE runs the statement, so it is for queries only",
                hint="EXPLAIN shows what a change would send; --stats counts what one has sent",
            )
        sql = what.sql
        run = self._database.run(sql.text, context, self._limits())
        run.measures = True
        with _placed(sql):
            steps = self._database.plan(
                sql.text, self._database.run(sql.text, context, self._limits(), ahead="")
            )
            count = sum(1 for _ in self._database.query(sql.text, run).rows)
        rows = explain.measured_rows(
            steps, shape(sql.text), self.settings.concurrency, run.actual, context.tally, count
        )
        notices = context.notices.sentences
        return Result(tuple(ResultColumn(name) for name in explain.MEASURED), iter(rows), notices=notices)

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


class Delivery:
    """Rows on their way to a front end: errors point into the person's text, and the end completes the result.

    An object rather than a generator, so that closing it reaches the engine even before the first row was taken.
    """

    def __init__(
        self,
        rows: Iterator[Row],
        result: Result,
        context: Context,
        *,
        sql: Sql | None = None,
        failure: OpenAISqlError | None = None,
    ) -> None:
        """Wrap the rows.

        Args:
            rows: where they come from.
            result: gets the notices when the rows end, however they end.
            context: where the notices are collected.
            sql: what SQLite was given, for the places of errors.
            failure: what went wrong after the rows, raised behind the last one.
        """
        self._rows = rows
        self._result = result
        self._context = context
        self._sql = sql
        self._failure = failure

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        try:
            with _placed(self._sql):
                return next(self._rows)
        except StopIteration:
            self._end()
            failure, self._failure = self._failure, None
            if failure is not None:
                raise failure from None
            raise
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give up the rest; a failure that waits behind it is given up too."""
        close = getattr(self._rows, "close", None)
        if close is not None:
            close()
        self._end()

    def _end(self) -> None:
        told = self._result.notices
        told.extend(s for s in self._context.notices.sentences if s not in told)


def _changes(what: Plan) -> bool:
    match what:
        case ChangePlan():
            return True
        case CallPlan():
            return what.method.changes
        case _:
            return False


def _service_named(what: said.Show, chosen: str | None) -> tuple[str, Span | None]:
    """The service SHOW RESOURCES is about, as written or as USE chose it."""
    if what.target is None:
        if chosen is None:
            raise StatementError("SHOW RESOURCES needs a service", hint="SHOW RESOURCES IN openai.batch")
        return chosen, None
    *provider, service = what.target.parts
    _check_provider(what.target, provider or [PROVIDER])
    return service, what.target.span


def _check_provider(name: said.Name, parts: Sequence[str]) -> None:
    """Raise unless the parts are the name of a provider, and nothing more."""
    first = parts[0]
    if len(parts) > 1 or first.lower() not in PROVIDERS:
        raise UnknownName("provider", ".".join(parts), nearest(first, PROVIDERS), span=name.span)


def _needed(what: said.Show) -> said.Name:
    if what.target is None:
        raise StatementError(
            f"SHOW {what.kind} needs a resource", hint=f"SHOW {what.kind} IN openai.batch.batches"
        )
    return what.target


def _dry(calls: Sequence[Call], notices: list[str]) -> Result:
    """What would be sent, instead of sending it."""
    import json  # noqa: PLC0415

    from openai_sql_shell.changes import requests_of  # noqa: PLC0415

    rows: list[Row] = []
    for request in requests_of(calls):
        body = (
            request.json
            if request.file is None
            else {**dict(request.form), request.file.field: str(request.file.path)}
        )
        rows.append(
            (request.http, request.path, None if body is None else json.dumps(body, ensure_ascii=False))
        )
    return Result(
        tuple(ResultColumn(name) for name in DRY_RUN),
        iter(rows),
        notices=[*notices, f"dry run: {len(rows)} of these requests not sent"],
        changes=True,
    )


def _objects_read(call: Call, context: Context) -> Iterator[dict[str, object]]:
    """EXEC of a method that SELECT uses: the same reading, without SQLite."""
    from openai_sql_shell.handlers.base import Read  # noqa: PLC0415
    from openai_sql_shell.handlers.reading import objects  # noqa: PLC0415
    from openai_sql_shell.handlers.registry import handler_of  # noqa: PLC0415

    given = tuple((name, str(value)) for name, value in call.arguments.items())
    read = Read(call.resource, call.method, given)
    yield from objects(handler_of(call.resource).reading(read, context.notices), context)


@contextmanager
def _placed(sql: Sql | None) -> Iterator[None]:
    """Errors point into the person's text, not into the one SQLite was given."""
    try:
        yield
    except StatementError as error:
        if error.span is not None and sql is not None:
            error.span = sql.original(error.span)
        raise
