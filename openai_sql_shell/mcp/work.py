"""The work of each tool: arguments in, an answer or one of our errors out, a line of the audit written. Blocks, and knows nothing of the protocol."""

from __future__ import annotations

import time
from contextlib import contextmanager
from fnmatch import fnmatchcase
from itertools import islice
from typing import TYPE_CHECKING

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.relations import Relations
from openai_sql_shell.catalog.remarks import resource_text
from openai_sql_shell.errors import ApiError, Cancelled, OpenAISqlError, RefusedStatement, Span, counted
from openai_sql_shell.mcp.answers import (
    AnsweredColumn,
    Changed,
    DescribedColumn,
    DescribedMethod,
    DescribedResource,
    Explained,
    Planned,
    PlannedObject,
    QueryRows,
    ResourceLine,
    ResourceList,
)
from openai_sql_shell.mcp.audit import AuditLine
from openai_sql_shell.mcp.caps import CappedRows, Deadline, capped
from openai_sql_shell.mcp.gate import (
    OpenChange,
    Questions,
    check_explained,
    check_query,
    too_slow,
)
from openai_sql_shell.planner.plans import ExplainPlan
from openai_sql_shell.planner.scope import Scope, resource_named
from openai_sql_shell.reference.examples import examples
from openai_sql_shell.reference.facts import column_facts, column_type, sentences
from openai_sql_shell.reference.markdown import markdown
from openai_sql_shell.reference.pages import resource_page
from openai_sql_shell.render.sanitize import sanitize, sanitize_lines
from openai_sql_shell.secrets import mask
from openai_sql_shell.sql.statements import Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.config.config_file import Mode
    from openai_sql_shell.mcp.audit import Audit
    from openai_sql_shell.mcp.caps import Caps
    from openai_sql_shell.mcp.pool import SessionPool
    from openai_sql_shell.session.consent import Preview

SHOWN = 20
"""Objects of a change that are named before it is made."""
TO_TRY = 2
"""Statements that come with a resource."""


class Work:
    """What the tools of one server do; for several threads."""

    def __init__(
        self,
        pool: SessionPool,
        catalog: Catalog,
        mode: Mode,
        caps: Caps,
        audit: Audit | None,
        *,
        billed: bool,
    ) -> None:
        """Begin with no question open; ``billed``: see `check_query`."""
        self.mode = mode
        self._pool = pool
        self._catalog = catalog
        self._relations = Relations(catalog)
        self._caps = caps
        self._audit = audit
        self._billed = billed
        self._questions = Questions()

    # --- what there is: no session ---------------------------------------------------------------------------

    def list_resources(self, service: str | None, like: str | None, _token: CancelToken) -> ResourceList:
        """Names of resources, of one service or like a text.

        Raises:
            UnknownName: there is no such service.
        """
        with self._audited("list_resources", " ".join(filter(None, (service, like)))) as entry:
            of = None if service is None else self._catalog.service(service.rpartition(".")[2])
            found = [
                ResourceLine(name=r.id, about=resource_text(r))
                for r in (self._catalog.resources if of is None else of.resources)
                if like is None or _is_like(like.lower(), r.id, r.description.lower())
            ]
            entry.count = len(found)
            return ResourceList(resources=found)

    def describe_resource(self, name: str, _token: CancelToken) -> DescribedResource:
        """Columns, methods and examples of a resource.

        Raises:
            StatementError: there is none of the name.
        """
        with self._audited("describe_resource", name):
            resource = self._resource(name)
            return DescribedResource(
                name=resource.id,
                about=sentences(resource_text(resource), resource.hint or ""),
                columns=_columns(resource, resource.columns),
                hidden=_columns(resource, resource.hidden),
                methods=[
                    DescribedMethod(
                        name=method.name,
                        statement=method.verb.value,
                        needs=[p.sql_name for p in method.required],
                        about=method.description,
                    )
                    for method in resource.methods
                ],
                examples=[f"{e.sql};" for e in islice(examples(resource, self._relations), TO_TRY)],
            )

    def page(self, name: str, _token: CancelToken) -> str:
        """The page of a resource in the reference, as Markdown.

        Raises:
            StatementError: there is none of the name.
        """
        with self._audited("catalog", name):
            return markdown(resource_page(self._resource(name), self._relations))

    def _resource(self, name: str) -> Resource:
        return resource_named(Name(tuple(name.split(".")), Span(0, 0)), Scope(self._catalog, None, ()))

    # --- reading ---------------------------------------------------------------------------------------------

    def run_query(self, sql: str, max_rows: int | None, token: CancelToken) -> QueryRows:
        """The first rows of a statement that changes nothing.

        Raises:
            OpenAISqlError: it is another, it fails, or it needs more requests or time than a call has.
        """
        deadline = Deadline(self._caps.timeout, token)
        with self._audited("run_query", sql, deadline, token) as entry, self._pool.session(token) as session:
            check_query(session.plan_of(sql), billed=self._billed)
            try:
                result = session.execute(sql, token)
                entry.verb = "read"
                shown = capped(result, max_rows or self._caps.max_rows, self._caps.max_bytes)
            finally:
                entry.requests = session.stats.requests
            entry.count = len(shown.rows)
            return QueryRows(
                columns=_named(shown),
                rows=shown.rows,
                truncated=shown.truncated,
                requests=entry.requests,
                notices=self._told(result.notices, result.summary),
            )

    def explain(self, sql: str, token: CancelToken) -> Explained:
        """What a statement would do; sends nothing.

        Raises:
            OpenAISqlError: it cannot be run.
        """
        deadline = Deadline(self._caps.timeout, token)
        with self._audited("explain", sql, deadline, token), self._pool.session(token) as session:
            plan = session.plan_of(sql)
            check_explained(plan)
            text = sql if isinstance(plan, ExplainPlan) else f"EXPLAIN {sql}"
            result = session.execute(text, token)
            shown = capped(result, self._caps.max_rows, self._caps.max_bytes)
            words = () if result.explanation is None else result.explanation.sentences
            return Explained(
                summary=[sanitize_lines(text) for text in words], columns=_named(shown), rows=shown.rows
            )

    # --- changes ---------------------------------------------------------------------------------------------

    def plan_change(self, sql: str, token: CancelToken) -> Planned:
        """What a change would do; reads, and changes nothing.

        Raises:
            OpenAISqlError: it is no change, or its objects cannot be found.
        """
        with self._audited("plan_change", sql) as entry:
            change = OpenChange(sql, self._pool, self._caps)
            try:
                entry.count = change.found(token)
            finally:
                change.drop()
            about = change.preview
            entry.requests = change.read or _sent(change)
            if about is None:
                return Planned(
                    verb="", resource="", count=0, objects=[], request="", requests=0, read=entry.requests
                )
            entry.verb = about.verb
            return Planned(
                verb=about.verb,
                resource=about.resource,
                count=about.count,
                objects=[
                    PlannedObject(name=sanitize(name), label=sanitize(label))
                    for name, label in about.objects[:SHOWN]
                ],
                request=about.request,
                requests=_to_send(about),
                read=change.read,
            )

    def change(self, sql: str, expected: int, token: CancelToken) -> Changed:
        """Make a change of as many objects as are expected, without a question.

        Raises:
            OpenAISqlError: there are more or fewer, or it failed before anything was changed.
        """
        self.begin_change(sql, expected, token)
        return self.decide(sql, expected, "accepted", token)

    def begin_change(self, sql: str, expected: int, token: CancelToken) -> str:
        """Find the objects of a change and keep the plan; the question to be asked about it.

        Raises:
            OpenAISqlError: it is no change, there are more or fewer objects than expected, or they cannot be found.
        """
        change = OpenChange(sql, self._pool, self._caps)
        try:
            with self._audited("run_change", sql, only_errors=True) as entry:
                entry.count = change.found(token)
                _describe(entry, change)
                _check_count(entry.count, expected)
        except BaseException:
            change.drop()
            raise
        self._questions.put((sql, expected), change)
        if token:  # the client is gone, and nobody will hear the question
            self.forget(sql, expected)
        return self._question(change)

    def question(self, sql: str, expected: int) -> str:
        """The same question again.

        Raises:
            RefusedStatement: the plan was dropped, or is decided.
        """
        change = self._questions.get((sql, expected))
        if change is None:
            raise _closed()
        return self._question(change)

    def refuse(self, sql: str, reason: str) -> RefusedStatement:
        """The error of a change that nobody can be asked about; nothing was planned."""
        with self._audited("run_change", sql, decision="refused") as entry:
            entry.error = reason
        return RefusedStatement(reason)

    def asked(self, sql: str, expected: int) -> None:
        """Write down that a question went to the client, which calls again with the answer."""
        change = self._questions.get((sql, expected))
        with self._audited("run_change", sql, decision="asked") as entry:
            if change is not None:
                _describe(entry, change)

    def forget(self, sql: str, expected: int) -> None:
        """Drop a change whose call has ended before anybody answered."""
        change = self._questions.take((sql, expected))
        if change is not None:
            change.drop()
            with self._audited("run_change", sql, decision="not answered"):
                pass

    def decide(self, sql: str, expected: int, decision: str, token: CancelToken) -> Changed:
        """Carry out the plan that was kept, if the decision is ``accepted``; otherwise drop it.

        Raises:
            RefusedStatement: it is not to be made, or is no longer open. UsageError: the audit cannot be written; nothing was changed.
            OpenAISqlError: it failed, and nothing was changed.
        """
        change = self._questions.take((sql, expected))
        if change is None:
            raise _closed()
        began = time.monotonic()
        entry = self._entry("run_change", sql, decision)
        _describe(entry, change)
        try:
            place = None if self._audit is None else self._audit.reserve(entry)
            change.decide(go_on=decision == "accepted")
            try:
                if decision != "accepted":
                    raise RefusedStatement(f"the person has not confirmed it ({decision}); nothing was sent")
                return self._carried_out(change, token)
            except OpenAISqlError as error:
                entry.error = self.text(error)
                raise
            finally:
                entry.requests, entry.duration = _sent(change), time.monotonic() - began
                if self._audit is not None and place is not None:
                    self._audit.fill(place, entry)
        finally:
            change.drop()

    def _carried_out(self, change: OpenChange, token: CancelToken) -> Changed:
        try:
            change.end(token)
        except OpenAISqlError as error:
            return self._interrupted(change, error)
        result, rows = change.result, change.rows
        account = result and result.account
        return Changed(
            done=_visible(account.done if account else ()),
            failed=[],
            perhaps_done=[],
            not_tried=[],
            summary=self._told((result and result.summary) or "done")[0],
            columns=_named(rows) if rows else [],
            rows=rows.rows if rows else [],
            truncated=bool(rows and rows.truncated),
            requests=_sent(change),
            notices=self._told(result.notices if result else ()),
        )

    def _interrupted(self, change: OpenChange, error: OpenAISqlError) -> Changed:
        """What became of a change that ended early.

        Raises:
            OpenAISqlError: the same, where nothing was or may have been changed.
        """
        account = getattr(error, "account", None)
        if account is None and not error.may_have_acted:
            raise error
        text = self.text(error)
        return Changed(
            done=_visible(account.done if account else ()),
            failed=_visible(account.refused if account else ()),
            perhaps_done=_visible(account.unknown if account else [text]),
            not_tried=_visible(account.untried if account else ()),
            summary=f"stopped: {text}",
            columns=[],
            rows=[],
            truncated=False,
            requests=_sent(change),
            notices=[],
        )

    def _question(self, change: OpenChange) -> str:
        """What a person is asked; other people's text in it is one harmless line each."""
        about, profile = change.preview, self._pool.profile_name
        if about is None:
            return f"Nothing fits this change ({change.name}) of the profile {profile}. Go on?"
        names = [
            f"- {sanitize(name)}{f' ({sanitize(label)})' if label else ''}"
            for name, label in about.objects[:SHOWN]
        ]
        more = len(about.objects) - SHOWN
        return "\n".join(
            [
                f"{about.verb} {counted(about.count, 'object')} of {about.resource}, with the profile {profile}?",
                *names,
                *([f"- and {more} more"] if more > 0 else []),
                f"This sends {counted(_to_send(about), 'request')}: {sanitize(about.request)}.",
                f"(change {change.name})",
            ]
        )

    # --- all of them -----------------------------------------------------------------------------------------

    def close(self) -> None:
        """Drop what is open."""
        self._questions.close()

    def text(self, error: Exception) -> str:
        """An error in words, without keys."""
        if not isinstance(error, OpenAISqlError):
            return self._safe(f"internal error: {type(error).__name__}: {error}")
        details = error.details() if isinstance(error, ApiError) else None
        return self._safe("; ".join(filter(None, (error.message, error.hint, details))))

    def _safe(self, text: str) -> str:
        return sanitize_lines(mask(text, self._pool.secrets))

    def misused(self, tool: str, what: str) -> None:
        """Write down a call that could not be understood."""
        entry = self._entry(tool, "", "refused")
        entry.error = self._safe(what)
        self._write(entry, time.monotonic())

    def _told(self, notices: Iterable[str] | str, summary: str | None = None) -> list[str]:
        told = [notices] if isinstance(notices, str) else [*notices]
        return [self._safe(text) for text in (*told, summary) if text]

    def _entry(self, tool: str, statement: str, decision: str) -> AuditLine:
        return AuditLine(tool, self.mode, mask(statement, self._pool.secrets), decision=decision)

    @contextmanager
    def _audited(
        self,
        tool: str,
        statement: str,
        deadline: Deadline | None = None,
        token: CancelToken | None = None,
        *,
        decision: str = "allowed",
        only_errors: bool = False,
    ) -> Iterator[AuditLine]:
        """Write the line of a call behind it, and end one that takes too long.

        Raises:
            UsageError: it cannot be written. OpenAISqlError: the time was up.
        """
        began, entry = time.monotonic(), self._entry(tool, statement, decision)
        deadline = deadline or Deadline(self._caps.timeout, token or CancelToken())
        try:
            with deadline.running():
                yield entry
        except Exception as problem:  # noqa: BLE001 - raised again behind the line
            error: Exception = problem
            if deadline.passed and isinstance(problem, Cancelled):
                error = too_slow(self._caps, problem)
            refused = isinstance(error, RefusedStatement)
            entry.decision, entry.error = "refused" if refused else decision, self.text(error)
            self._write(entry, began)
            raise error from None
        if not only_errors:
            self._write(entry, began)

    def _write(self, entry: AuditLine, began: float) -> None:
        entry.duration = time.monotonic() - began
        if self._audit is not None:
            self._audit.write(entry)


def _describe(entry: AuditLine, change: OpenChange) -> None:
    """What is known of a change that is planned."""
    if change.preview is not None:
        entry.verb, entry.count = change.preview.verb, change.preview.count
    entry.requests = change.read


def _check_count(found: int, expected: int) -> None:
    """Nothing where the number is the expected one.

    Raises:
        RefusedStatement: it is another.
    """
    if found != expected:
        raise RefusedStatement(
            f"this would change {counted(found, 'object')}, and {expected} were expected; nothing was changed",
            hint="look with plan_change",
        )


def _is_like(like: str, name: str, description: str) -> bool:
    """Whether a resource is meant: by a pattern with %, or by a part of its name or description."""
    if "%" in like:
        return fnmatchcase(name, like.replace("%", "*"))
    return like in name or like in description


def _columns(resource: Resource, columns: Iterable[Column]) -> list[DescribedColumn]:
    return [
        DescribedColumn(name=c.name, type=column_type(c), about=sentences(*column_facts(resource, c)))
        for c in columns
    ]


def _named(shown: CappedRows) -> list[AnsweredColumn]:
    return [AnsweredColumn(name=name, type=kind) for name, kind in shown.columns]


def _visible(names: Iterable[str]) -> list[str]:
    return [sanitize(name) for name in names]


def _sent(change: OpenChange) -> int:
    return 0 if change.stats is None else change.stats.requests


def _to_send(about: Preview) -> int:
    """How many requests a change will send: of what is gathered in files, an upload and what is made of it for each."""
    return len(about.objects) * (1 if about.within is None else 2)


def _closed() -> RefusedStatement:
    return RefusedStatement("the question about this change is no longer open; nothing was sent")
