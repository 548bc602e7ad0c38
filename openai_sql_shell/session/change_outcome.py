"""What a change came to: every call in one of four groups, and the error that tells it.

Calls come in as they end; a summary, or an error with the statement that looks at what may have been carried out, goes out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openai_sql_shell.api.api_errors import LOOK_FIRST
from openai_sql_shell.catalog.model import Place, Returns, SqlVerb
from openai_sql_shell.errors import Cancelled, ChangeAccount, ChangesInterrupted
from openai_sql_shell.session.calls import key_of, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.errors import OpenAISqlError
    from openai_sql_shell.handlers.base import Call, Object

SUMMARIZED = 5
"""Objects that a summary names before the rest is counted."""
LATEST = 10
"""Rows of the newest objects that are looked at where nothing names the one in question."""


@dataclass(slots=True)
class ChangeOutcome:
    """What a change has achieved so far."""

    objects: list[Object] = field(default_factory=list)
    """What the calls that succeeded were answered with, in order; an awaited job as it was seen last."""
    calls: list[Call] = field(default_factory=list)
    """Those calls."""
    refused: list[tuple[Call, OpenAISqlError]] = field(default_factory=list)
    unknown: list[tuple[Call, OpenAISqlError]] = field(default_factory=list)
    untried: list[Call] = field(default_factory=list)
    cause: OpenAISqlError | None = None
    """What ended it early, or went wrong first."""
    awaited: bool = False
    """The objects are jobs that were to be followed to their end."""
    failure: OpenAISqlError | None = None
    """What `error` comes to at the end."""

    def add(self, call: Call, objects: Sequence[Object]) -> None:
        """One more call succeeded."""
        self.calls.append(call)
        self.objects.append(objects[0] if objects else dict(key_of(call)))

    def fail(self, call: Call, error: OpenAISqlError) -> None:
        """One more call was refused, or lost."""
        (self.unknown if error.may_have_acted else self.refused).append((call, error))
        self.cause = self.cause or error

    @property
    def stopped(self) -> bool:
        """Something went wrong."""
        return self.cause is not None

    @property
    def account(self) -> ChangeAccount:
        """The four groups, by name."""
        return ChangeAccount(
            self._states if self.awaited else self._names,
            tuple(self._with_reason(call, error) for call, error in self.refused),
            tuple(name_of(call, {}) for call, _error in self.unknown),
            tuple(name_of(call, {}) for call in self.untried),
            self.awaited,
        )

    def error(self) -> OpenAISqlError | None:
        """What is to be raised once the answers were shown: the error of the only call, or one that accounts for all of them."""
        cause = self.cause
        if cause is None:
            return None
        cause.hint = self._hint(cause)
        alone = len(self.calls) + len(self.refused) + len(self.unknown) + len(self.untried) == 1
        if not alone:
            return ChangesInterrupted(cause, self.account)
        if not all(name in cause.message for name in self._names):
            cause.message = f"{cause.message} [{self.account}]"
        return cause

    def summary(self, verb: str) -> str:
        """One line such as ``INSERT 1 · batch_abc (validating)``."""
        shown, count = self._states, len(self.objects)
        more = f" and {count - SUMMARIZED} more" if count > SUMMARIZED else ""
        return f"{verb} {count}" + (f" · {', '.join(shown[:SUMMARIZED])}{more}" if shown else "")

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(name_of(call, found) for call, found in zip(self.calls, self.objects, strict=True))

    @property
    def _states(self) -> tuple[str, ...]:
        states = [found.get("status") for found in self.objects]
        return tuple(
            f"{name} ({state})" if isinstance(state, str) else name
            for name, state in zip(self._names, states, strict=True)
        )

    def _with_reason(self, call: Call, error: OpenAISqlError) -> str:
        name = name_of(call, {})
        told = self.cause is None or error.message == self.cause.message
        return name if told else f"{name}: {error.message}"

    def _hint(self, cause: OpenAISqlError) -> str | None:
        """What to do next: look at what may have been carried out, or at the jobs that go on."""
        if self.unknown:
            calls = [call for call, _error in self.unknown]
            return _perhaps_carried_out(calls, cause.hint)
        if not self.awaited or (len(self.calls) == 1 and "SELECT" in (cause.hint or "")):
            return cause.hint
        rest = [] if cause.hint is None or "SELECT" in cause.hint else [cause.hint]
        keys = [
            {**dict(key_of(call)), **({"id": found["id"]} if found.get("id") else {})}
            for call, found in zip(self.calls, self.objects, strict=True)
        ]
        looks = [f"look again with {_select(self.calls[0].resource, keys)}"] if keys else []
        return "; ".join([*looks, *rest]) or None


def given_up(call: Call, *, sent: bool) -> Cancelled:
    """The error of a call that nobody waits for any more; ``sent``: something of it may have left."""
    hint = LOOK_FIRST if sent else "it was not sent"
    error = Cancelled(
        f"cancelled during {call.method.name} ({name_of(call, {})})",
        hint=hint if call.method.changes else None,
    )
    error.may_have_acted = sent and call.method.changes
    return error


def _perhaps_carried_out(calls: Sequence[Call], hint: str | None) -> str | None:
    """That calls may have been carried out, the statement that looks, and what else there is to say."""
    if len(calls) == 1 and "look with SELECT" in (hint or ""):
        return hint  # the request's own
    statement = look_at(calls)
    way = f"look with {statement}" if statement else calls[0].resource.hint or "look before sending it again"
    rest = (hint or "").rpartition("before sending it again")[2].removeprefix(";").strip()
    who = "it" if len(calls) == 1 else f"these {len(calls)}"
    return f"{who} may have been carried out: {way}" + (f"; {rest}" if rest else "")


def look_at(calls: Sequence[Call]) -> str | None:
    """The SELECT that shows what became of calls of one method; None where the API has no way to look."""
    resource, method = calls[0].resource, calls[0].method
    keys = [
        {p.column or p.name: call.arguments[p.name] for p in method.parameters if _names_object(call, p)}
        for call in calls
    ]
    reads = resource.for_verb(SqlVerb.SELECT)
    known = {name for key in keys for name in key}
    if not any(_answers(read, known) for read in reads):
        return None
    return _select(resource, keys)


def _names_object(call: Call, parameter: Any) -> bool:
    """A part of the path, or a property of the body that becomes the object's id."""
    return parameter.name in call.arguments and (
        parameter.place is Place.PATH or (parameter.place is Place.BODY and parameter.column == "id")
    )


def _answers(read: Any, known: Iterable[str]) -> bool:
    """Whether a SELECT method can be used with these columns alone."""
    given = set(known)
    needed = {p.column or p.name for p in read.parameters if p.place is Place.PATH}
    return needed <= given and (read.returns is Returns.LIST or bool(needed))


def _select(resource: Resource, keys: Sequence[Mapping[str, Any]]) -> str:
    terms = []
    for name in keys[0]:
        values = list(dict.fromkeys(str(key[name]) for key in keys if name in key))
        quoted = ["'" + value.replace("'", "''") + "'" for value in values]
        terms.append(f"{name} = {quoted[0]}" if len(quoted) == 1 else f"{name} IN ({', '.join(quoted)})")
    where = f" WHERE {' AND '.join(terms)}" if terms else ""
    newest = next((c for c in ("created_at", "created") if resource.column(c)), None)
    if "id" in keys[0] or newest is None:
        return f"SELECT * FROM {resource.id}{where}"
    return f"SELECT * FROM {resource.id}{where} ORDER BY {newest} DESC LIMIT {max(LATEST, 2 * len(keys))}"
