"""The errors of PEP 249, and which of them each of ours is.

::

    Warning                      a notice, in the messages of a cursor
    Error                        message, hint, span; of the API's refusals status, code, request_id
    ├── InterfaceError           the driver is used in a way that cannot be: unknown choices, something closed
    └── DatabaseError
        ├── DataError            a value that does not fit
        ├── OperationalError     the API, the network or the person stopped it
        ├── IntegrityError       a constraint of a local table, a conflict at the API
        ├── InternalError        an answer that cannot be believed, a fault of ours
        ├── ProgrammingError     the statement or its parameters are wrong, or refused here
        └── NotSupportedError    understood, and not possible

Ours is the cause of what is raised.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from openai_sql_shell import errors as ours

if TYPE_CHECKING:
    from openai_sql_shell.errors import Span


class Warning(Exception):  # noqa: A001 - PEP 249's name
    """A notice: what is to be known beside the rows."""


class Error(Exception):
    """The root of what the driver raises; as a text its message and what to do next."""

    may_have_acted = False
    """Something may have been changed although this was raised."""
    status: int | None = None
    """The HTTP status, where the API answered with an error."""
    code: str | None = None
    """The code of the API's error."""
    request_id: str | None = None
    """What OpenAI's support asks for."""
    span: Span | None = None
    """Which part of the statement it is about, where there is one."""

    def __init__(self, message: str = "", hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        """What to do next."""

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message}\nhint: {self.hint}"


class InterfaceError(Error):
    """The driver is used in a way that cannot be."""


class DatabaseError(Error):
    """Whatever befalls a statement."""


class DataError(DatabaseError):
    """A value that does not fit."""


class OperationalError(DatabaseError):
    """The API, the network or the person stopped it."""


class IntegrityError(DatabaseError):
    """A constraint of a local table, or a conflict at the API."""


class InternalError(DatabaseError):
    """An answer that cannot be believed, or a fault of this program."""


class ProgrammingError(DatabaseError):
    """The statement or its parameters are wrong, or refused in this mode."""


class NotSupportedError(DatabaseError):
    """Understood, and not possible."""


KINDS: dict[type[ours.OpenAISqlError], type[Error]] = {
    ours.UsageError: InterfaceError,
    ours.InvalidValue: DataError,
    ours.UnsupportedStatement: NotSupportedError,
    ours.StatementError: ProgrammingError,
    ours.ProtocolError: InternalError,
    ours.ApiError: OperationalError,
    ours.ConnectionProblem: OperationalError,
    ours.ChangesInterrupted: OperationalError,
    ours.AssertionFailed: OperationalError,
    ours.JobFailed: OperationalError,
    ours.WaitTimeout: OperationalError,
    ours.Cancelled: OperationalError,
}
"""What each branch of our tree is, its leaves with it."""
CONSTRAINT = "constraint failed"
"""How SQLite says that a row breaks a rule of its table."""


class Translating:
    """A block out of which the errors of PEP 249 come, each raised from ours. An object, since a generator costs more than a row."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, Error):
            raise translated(error) from error


TRANSLATING = Translating()


def translated(error: Exception) -> Error:
    """The error of PEP 249 for one of ours, to be raised from it; any other exception is an `InternalError`."""
    if not isinstance(error, ours.OpenAISqlError):
        return InternalError(
            f"{type(error).__name__}: {error}", "this is a fault of the driver; its cause tells where"
        )
    made = _kind(error)(error.message, error.hint)
    made.span, made.may_have_acted = error.span, error.may_have_acted
    answer = error.cause if isinstance(error, ours.ChangesInterrupted) else error
    if isinstance(answer, ours.ApiError):
        made.status, made.code, made.request_id = answer.status, answer.code, answer.request_id
    return made


def _kind(error: ours.OpenAISqlError) -> type[Error]:
    conflict = isinstance(error, ours.ApiError) and error.status == HTTPStatus.CONFLICT
    if conflict or (isinstance(error, ours.EngineError) and CONSTRAINT in error.message):
        return IntegrityError
    return next((KINDS[kind] for kind in type(error).__mro__ if kind in KINDS), InternalError)
