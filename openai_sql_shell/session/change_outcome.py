"""What a change came to: every call in one of four groups, and the error that tells it.

Calls come in as they end; a summary, or an error with the statement that looks at what may have been carried out, goes out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.classes import define, field
from openai_sql_shell.errors import Cancelled, ChangeAccount, ChangesInterrupted, JobFailed
from openai_sql_shell.handlers.looking import look_at, select
from openai_sql_shell.handlers.tokens_used import Tokens
from openai_sql_shell.session.calls import key_of, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openai_sql_shell.errors import OpenAISqlError
    from openai_sql_shell.handlers.base import Call, Object
    from openai_sql_shell.result import Row

SHORTEST_CREDENTIAL = 12
"""Characters; what is shorter would be found inside of other words."""
SUMMARIZED = 5
"""Objects that a summary names before the rest is counted."""


@define
class ChangeOutcome:
    """What a change has achieved so far."""

    objects: list[Object] = field(default_factory=list)
    """What the calls that succeeded were answered with, in order; an awaited job as it was seen last."""
    calls: list[Call] = field(default_factory=list)
    """Those calls."""
    others: list[Sequence[Object] | None] = field(default_factory=list)
    """For each of them the objects behind the first; None: it was answered with no object."""
    tokens: Tokens = field(default_factory=Tokens)
    """What they have used."""
    refused: list[tuple[Call, OpenAISqlError]] = field(default_factory=list)
    unknown: list[tuple[Call, OpenAISqlError]] = field(default_factory=list)
    untried: list[Call] = field(default_factory=list)
    cause: OpenAISqlError | None = None
    """What ended it early, or went wrong first."""
    awaited: bool = False
    """The objects are jobs that were to be followed to their end."""
    failure: OpenAISqlError | None = None
    """What `error` comes to at the end."""

    def add(self, call: Call, objects: Sequence[Object], tokens: Tokens) -> None:
        """One more call succeeded."""
        empty = call.method.returns is Returns.LIST and not objects
        self.calls.append(call)
        self.others.append(None if empty else objects[1:])
        self.tokens += tokens
        self.objects.append(objects[0] if objects else dict(key_of(call)))

    def fail(self, call: Call, error: OpenAISqlError) -> None:
        """One more call was refused, or lost."""
        (self.unknown if error.may_have_acted else self.refused).append((call, error))
        self.cause = self.cause or error

    @property
    def answers(self) -> list[tuple[Object, Mapping[str, Any]]]:
        """All objects, each with the path parameters of the call that it answers: what RETURNING sees."""
        return [
            (found, {name: call.arguments[name] for name in call.method.path_parameters})
            for call, first, others in zip(self.calls, self.objects, self.others, strict=True)
            for found in (() if others is None else (first, *others))
        ]

    @property
    def credentials(self) -> set[str]:
        """What the answers hold that the API shows only once."""
        names = self.calls[0].method.credentials(self.calls[0].resource) if self.calls else ()
        return {text for found, _ in self.answers for name in names for text in _texts(found.get(name))}

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
            str(self.tokens) if self.tokens else "",
        )

    def error(self) -> OpenAISqlError | None:
        """What is to be raised once the answers were shown: the error of the only call, or one that accounts for all of them."""
        cause = self.cause
        if cause is None:
            return None
        cause.hint = self._hint(cause)
        cause.may_have_acted = bool(self.calls or self.unknown)
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
        named = f"{', '.join(shown[:SUMMARIZED])}{more}"
        return " · ".join(filter(None, (f"{verb} {count}", named, self._used)))

    def summary_beside(self, rows: Sequence[Row], verb: str) -> str | None:
        """The summary for whoever sees these rows: without the names that stand there; None: some do not."""
        seen = {value for row in rows for value in row}
        if not self.objects or not seen.issuperset(self._names):
            return None
        states = (found.get("status") for found in self.objects)
        unseen = Counter(state for state in states if isinstance(state, str) and state not in seen)
        told = ", ".join(f"{n} {state}" for state, n in unseen.items())
        return " · ".join(filter(None, (f"{verb} {len(self.objects)}", told, self._used)))

    @property
    def _used(self) -> str:
        """What models were given and have said; empty where none worked."""
        return f"used {self.tokens}" if self.tokens else ""

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
            return _perhaps_carried_out([call for call, _error in self.unknown], cause.hint)
        if not self.awaited or len(self.calls) < 2:
            return cause.hint
        jobs = [
            {**dict(key_of(call)), "id": found["id"]}
            for call, found in zip(self.calls, self.objects, strict=True)
        ]
        looks = f"look again with {select(self.calls[0].resource, jobs)}"
        return f"{looks}; {cause.hint}" if isinstance(cause, JobFailed) else looks


def _texts(value: object) -> Iterator[str]:
    """The texts in a JSON value that may be a credential: the long ones without blanks."""
    if isinstance(value, dict):
        for member in value.values():
            yield from _texts(member)
    elif (
        isinstance(value, str)
        and len(value) >= SHORTEST_CREDENTIAL
        and value.isascii()
        and not value.isspace()
    ):
        yield value


def given_up(call: Call, *, sent: bool) -> Cancelled:
    """The error of a call that nobody waits for any more; ``sent``: something of it may have left."""
    changes = call.method.changes
    error = Cancelled(
        f"cancelled during {call.method.name} ({name_of(call, {})})",
        hint="it was not sent" if changes and not sent else None,
    )
    error.may_have_acted = sent and changes
    return error


def _perhaps_carried_out(calls: Sequence[Call], hint: str | None) -> str:
    """That calls may have been carried out, the statement that looks, or why there is none, and what else there is to say."""
    statement = look_at(calls)
    who, again = ("it", "it") if len(calls) == 1 else (f"these {len(calls)}", "them")
    unseen = calls[0].resource.hint or f"no list of the API shows {again}"
    look = f"before sending {again} again, look with {statement}" if statement else unseen
    return "; ".join(filter(None, (f"{who} may have been carried out", look, hint)))
