"""Whether a change of many objects may be made: bounds and consent given beforehand, a person who is asked, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import Cancelled, RefusedStatement
from openai_sql_shell.session.calls import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.config import Settings
    from openai_sql_shell.handlers.base import Call

MANY = 10
"""Objects that may be made, or that a script may change, without consent. A person is asked from the second one on that
is changed or removed, and from the one behind these on that is made."""


class Consent:
    """How many requests a SELECT may make that make a model work: nobody knows beforehand how many it needs."""

    def __init__(self, settings: Settings) -> None:
        """Consent and bounds given beforehand."""
        self._most = settings.max_changes
        if self._most is None and not settings.assume_yes:
            self._most = MANY
        self._count = 0

    def permit(self, _request: object) -> bool:
        """Let one more request through.

        Raises:
            RefusedStatement: it is one more than was agreed to.
        """
        if self._most is not None and self._count >= self._most:
            error = RefusedStatement(
                f"this SELECT makes a model work more than the {self._most} times that are allowed; so many were made",
                hint="say how many there may be with --max-changes N, or consent with --yes; INSERT ... SELECT asks before the first",
            )
            error.may_have_acted = self._count > 0
            raise error
        self._count += 1
        return True


@frozen
class Preview:
    """A change of several objects before it is made: what a person is shown and asked about."""

    verb: str
    resource: str
    objects: tuple[tuple[str, str], ...]
    """The id of each of them, or what it is made of, and what people call it, where that is known."""
    request: str
    """Method and path of each call, without its id."""
    within: int | None = None
    """How many things the objects have in them, where those are what counts: requests of batches."""

    @property
    def count(self) -> int:
        """How many objects, or things in them; what the person types to consent."""
        return len(self.objects) if self.within is None else self.within


def preview(calls: Sequence[Call]) -> Preview:
    """What calls of one method will do."""
    method, resource = calls[0].method, calls[0].resource
    return Preview(
        method.verb.value,
        resource.id,
        tuple((name_of(call, {}), call.label) for call in calls),
        f"{method.http} {method.path}",
    )


def check_bulk_change(
    calls: Sequence[Call],
    settings: Settings,
    confirm: Callable[[Preview], bool] | None,
    *,
    bounded: bool = True,
) -> None:
    """Let a change through, ask the person, or refuse it, before the first call.

    Args:
        calls: what the change comes to, all of one method.
        settings: consent and bounds given beforehand.
        confirm: asks a person; None: nobody can be asked.
        bounded: the statement says which objects are meant.

    Raises:
        RefusedStatement: more objects than the bound, or consent is missing. Cancelled: the person said no.
    """
    if not calls:
        return
    method, verb, resource = calls[0].method, calls[0].method.verb, calls[0].resource.id
    most = settings.max_changes
    if most is not None and len(calls) > most:
        held = settings.is_held("max_changes")
        way = "start with a larger --max-changes" if held else r"raise --max-changes (\set max_changes)"
        raise RefusedStatement(
            f"{len(calls)} calls of {method.name} are more than the {most} allowed: {_named(calls)}",
            hint=f"{way}, or narrow the statement",
        )
    if settings.assume_yes or settings.dry_run:
        return
    if confirm is not None:
        free = MANY if verb is SqlVerb.INSERT else 1
        if (len(calls) > free or not bounded) and not confirm(preview(calls)):
            raise Cancelled("nothing was changed")
        return
    if not bounded:
        raise RefusedStatement(
            f"{verb} without WHERE would change {len(calls)} objects of {resource}: {_named(calls)}",
            hint=r"say which with WHERE, or consent with --yes (\set assume_yes on)",
        )
    if len(calls) > MANY and most is None:
        does = "make" if verb is SqlVerb.INSERT else "change"
        raise RefusedStatement(
            f"{verb} would {does} {len(calls)} objects of {resource}: {_named(calls)}",
            hint=r"consent with --yes, or say how many there may be with --max-changes N",
        )


def _named(calls: Sequence[Call]) -> str:
    shown = ", ".join(
        f"{name_of(call, {})} ({call.label})" if call.label else name_of(call, {}) for call in calls[:MANY]
    )
    return shown + (" ..." if len(calls) > MANY else "")
