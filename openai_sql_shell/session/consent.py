"""Whether a change of many objects may be made: bounds and consent given beforehand, a person who is asked, or a refusal."""

from __future__ import annotations

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import Cancelled, RefusedStatement, counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.config import Settings
    from openai_sql_shell.handlers.base import Call
    from openai_sql_shell.result import RequestStats

MANY = 10
"""Objects that may be made, or that a script may change, without consent. A person is asked from the second one on that
is changed or removed, and from the one behind these on that is made."""


class Consent:
    """How many requests a SELECT may make that make a model work: nobody knows beforehand how many it needs."""

    def __init__(self, settings: Settings, asking: Asking) -> None:
        """Consent and bounds given beforehand, and who is asked."""
        self._asking = asking
        self._most = settings.max_changes
        if self._most is None and not settings.assume_yes:
            self._most = MANY
        self._count = 0

    def permit(self, request: Request) -> bool:
        """Let one more request through.

        Raises:
            RefusedStatement: it is one more than was agreed to, or nobody can be asked. Cancelled: the person said no to the first.
        """
        if self._asking.always and not self._count:
            sent = f"{request.http} {request.path}"
            self._asking.ask(Preview("SELECT", request.path.strip("/"), ((sent, "and what follows"),), sent))
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


@frozen
class Asking:
    """Who is asked about changes."""

    confirm: Callable[[Preview], bool] | None
    """Asks a person; None: nobody can be asked."""
    always: bool = False
    """About every change, whatever was consented to beforehand; not only about those of several objects."""

    def ask(self, about: Preview) -> None:
        """Ask the person.

        Raises:
            RefusedStatement: there is nobody to be asked. Cancelled: the person said no.
        """
        if self.confirm is None:
            raise RefusedStatement(
                f"{about.verb} would change {counted(about.count, 'object')} of {about.resource}, and nobody can be asked",
                hint="every change has to be confirmed here: give confirm=, a function that is shown what would be done",
            )
        if not self.confirm(about):
            raise Cancelled("nothing was changed")


def preview(calls: Sequence[Call]) -> Preview:
    """What calls of one method will do."""
    from openai_sql_shell.session.calls import name_of  # noqa: PLC0415 - `Asking` is made for statements that change nothing, too

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
    asking: Asking,
    stats: RequestStats,
    *,
    bounded: bool = True,
) -> None:
    """Let a change through, ask the person, or refuse it, before the first call.

    Args:
        calls: what the change comes to, all of one method.
        settings: consent and bounds given beforehand.
        asking: who is asked.
        stats: what the statement has sent, and may send.
        bounded: the statement says which objects are meant.

    Raises:
        RefusedStatement: more objects than the bound, or than requests are left, or consent is missing. Cancelled: the person said no.
    """
    if not calls:
        return
    method, verb, resource = calls[0].method, calls[0].method.verb, calls[0].resource.id
    most = settings.max_changes
    if most is not None and len(calls) > most:
        held = settings.is_held("max_changes")
        way = (
            "start with a larger max_changes (--max-changes)"
            if held
            else r"raise --max-changes (\set max_changes)"
        )
        raise RefusedStatement(
            f"{len(calls)} calls of {method.name} are more than the {most} allowed: {_named(calls)}",
            hint=f"{way}, or narrow the statement",
        )
    if settings.dry_run:
        return
    if stats.most is not None and stats.started + len(calls) > stats.most:
        raise RefusedStatement(
            f"{counted(len(calls), 'call')} of {method.name} need more requests than the {stats.most:,} allowed ({stats.started:,} sent so far); nothing was changed",
            hint=r"raise max_requests (\set max_requests), or narrow the statement",
        )
    if settings.assume_yes and not asking.always:
        return
    if asking.confirm is not None or asking.always:
        free = 0 if asking.always else MANY if verb is SqlVerb.INSERT else 1
        if len(calls) > free or not bounded:
            asking.ask(preview(calls))
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
    from openai_sql_shell.session.calls import name_of  # noqa: PLC0415 - as above

    shown = ", ".join(
        f"{name_of(call, {})} ({call.label})" if call.label else name_of(call, {}) for call in calls[:MANY]
    )
    return shown + (" ..." if len(calls) > MANY else "")
