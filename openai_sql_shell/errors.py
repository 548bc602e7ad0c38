r"""Everything that can go wrong, as one tree.

::

    OpenAISqlError                    message, hint, span, exit code
    ├── UsageError                    2    wrong options or configuration, a script that cannot be read
    ├── StatementError                1    what the person wrote cannot be run
    │   ├── StatementSyntaxError           the text is no statement
    │   ├── UnknownName                    no such service, resource, column, method, parameter, variable
    │   ├── AmbiguousName                  a short name that several services have
    │   ├── MissingParameters              a resource needs values that were not given
    │   ├── InvalidValue                   a value that does not fit its property
    │   ├── UnsupportedStatement           understood, and not possible here; says what is
    │   ├── RefusedStatement               possible, but this session may not (read-only, guard)
    │   ├── EngineError                    SQLite refused it
    │   └── LocalFileError                 a file to read, to send or to write
    ├── ApiError                      1    the API answered with an error
    │   └── KeyRefused                5    ... namely 401
    ├── ProtocolError                 1    the API's answer cannot be believed (no JSON, cut off, another kind of answer)
    ├── ConnectionProblem             5    no answer: refused, unknown host, timed out, no key
    ├── ChangesInterrupted            1    a change of several objects ended early; says what became of each
    ├── AssertionFailed               3    what \assert asked for is not so
    ├── JobFailed                     1    an awaited job ended otherwise than hoped
    ├── WaitTimeout                   4    an awaited job did not end in time
    └── Cancelled                     130  the person pressed Ctrl-C

Nothing here imports anything of ours. An error is raised where it is known and shown by a front end.
"""

from __future__ import annotations

from enum import IntEnum

from openai_sql_shell.classes import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


NAMED = 10
"""Objects that an error names before the rest is counted."""


class ExitCode(IntEnum):
    """What the process tells its caller."""

    OK = 0
    """All statements succeeded."""
    FAILED = 1
    """A statement failed: syntax, unknown name, missing parameter, API error."""
    USAGE = 2
    """Wrong options or configuration, a file that cannot be read."""
    ASSERTION = 3
    """An assertion was false."""
    TIMEOUT = 4
    """A wait ran out of time."""
    CONNECTION = 5
    """The API could not be reached or refused the key."""
    INTERRUPTED = 130
    """Ctrl-C."""


@frozen
class Span:
    """A stretch of the text the person wrote, as offsets in characters: ``text[start:end]``."""

    start: int
    end: int

    def shifted(self, by: int) -> Span:
        """The same stretch in a text that has ``by`` more characters in front."""
        return Span(self.start + by, self.end + by)


class OpenAISqlError(Exception):
    """The root: one sentence for the person, what to do next, and where in their text it is."""

    exit_code = ExitCode.FAILED
    title = "error"
    may_have_acted: bool = False
    """The server may have changed something, or has, although the request or the statement failed."""
    near: tuple[str, ...] = ()
    """What was probably meant by the text at the span, best first."""
    last: Mapping[str, object] | None = None
    """The object of an awaited job as it was seen last, where the wait ended with this error."""

    def __init__(self, message: str, *, hint: str | None = None, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.span = span


class UsageError(OpenAISqlError):
    """Wrong options or configuration."""

    exit_code = ExitCode.USAGE
    title = "usage error"


class StatementError(OpenAISqlError):
    """What the person wrote cannot be run."""

    table: str | None = None
    """The table of a local file that it is about, where nothing else tells the place."""


class StatementSyntaxError(StatementError):
    """The text is no statement of the dialect."""

    title = "syntax error"


class UnknownName(StatementError):
    """A name the catalog (or the session) does not have; names the nearest known ones.

    >>> UnknownName("column", "stauts", ["status"], where="openai.batch.batches").message
    'no column "stauts" in openai.batch.batches'
    """

    title = "unknown name"

    def __init__(
        self,
        kind: str,
        name: str,
        near: Sequence[str] = (),
        *,
        where: str | None = None,
        span: Span | None = None,
        hint: str | None = None,
    ) -> None:
        place = f" in {where}" if where else ""
        super().__init__(f'no {kind} "{name}"{place}', hint=did_you_mean(near) or hint, span=span)
        self.kind = kind
        self.name = name
        self.near = tuple(near)


class AmbiguousName(StatementError):
    """A short name that several services have."""

    def __init__(self, name: str, choices: Iterable[str], span: Span | None = None) -> None:
        choices = sorted(choices)
        super().__init__(
            f'"{name}" is a resource of several services',
            hint=f"write one of {', '.join(choices)}, or choose a service with USE",
            span=span,
        )


class MissingParameters(StatementError):
    """A resource or method needs values that were not given. No request was sent."""

    title = "missing parameter"

    def __init__(
        self,
        target: str,
        names: Sequence[str],
        how: str,
        *,
        hint: str | None = None,
        span: Span | None = None,
    ) -> None:
        wanted = " and ".join(names) or "values that are not known yet when it is read,"
        super().__init__(f"{target} needs {wanted} {how}".rstrip(), hint=hint, span=span)
        self.names = tuple(names)


class InvalidValue(StatementError):
    """A value that does not fit the property it was given for."""

    title = "invalid value"


class UnsupportedStatement(StatementError):
    """Understood, and not possible here."""

    title = "not supported"


class RefusedStatement(StatementError):
    """Possible, but not in this session."""

    title = "refused"


class EngineError(StatementError):
    """SQLite refused the statement; the message is SQLite's own."""

    title = "SQL error"


class LocalFileError(StatementError):
    """A file on this machine that cannot be read, sent or written."""

    title = "file error"


class ApiError(OpenAISqlError):
    """The API answered with an error.

    Attributes:
        status: the HTTP status.
        code, kind, param: ``code``, ``type`` and ``param`` of the API's envelope, where it sent them.
        request_id: the ``x-request-id`` header, to be quoted to OpenAI's support.
        request: method and path of the request, such as ``GET /batches/batch_1``.
        retry_after: seconds the API asked to wait, where it did.
    """

    title = "API error"

    def __init__(  # noqa: PLR0913 - the fields of one answer
        self,
        message: str,
        *,
        status: int,
        request: str,
        code: str | None = None,
        kind: str | None = None,
        param: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.request = request
        self.code = code
        self.kind = kind
        self.param = param
        self.request_id = request_id
        self.retry_after = retry_after

    def details(self) -> str:
        """Status, code, param and request id on one line, for below the message."""
        facts = [f"HTTP {self.status}", self.request]
        facts += [
            f"{name} {value}"
            for name, value in (
                ("type", self.kind),
                ("code", self.code),
                ("param", self.param),
                ("request id", self.request_id),
            )
            if value
        ]
        return " · ".join(facts)


class KeyRefused(ApiError):
    """HTTP 401: the API refused the key."""

    exit_code = ExitCode.CONNECTION
    title = "key refused"


class ProtocolError(OpenAISqlError):
    """The API's answer contradicts itself, is cut off, or is no answer to what was asked; rows already shown are right."""

    title = "protocol error"


class ConnectionProblem(OpenAISqlError):
    """No answer from the API, or no key to ask it with."""

    exit_code = ExitCode.CONNECTION
    title = "connection error"


@frozen
class ChangeAccount:
    """What became of the calls of one change: each is in one group, under the name of its object.

    >>> print(ChangeAccount(done=("a", "b"), refused=("c",), unknown=("d",), untried=("e", "f")))
    2 done (a, b); 1 refused (c); 1 perhaps carried out (d); 2 not tried (e, f)
    >>> print(ChangeAccount(refused=("c",)))
    none done; 1 refused (c)
    """

    done: Sequence[str] = ()
    """Carried out; a job with its last state, as far as it was looked at."""
    refused: Sequence[str] = ()
    """Certainly not carried out: the server said no, or it could not be sent."""
    unknown: Sequence[str] = ()
    """Under way when the answer was lost, or not waited for: perhaps carried out."""
    untried: Sequence[str] = ()
    """Never sent."""
    awaited: bool = False
    """What was done are jobs that were to be awaited: every one is named, however many there are."""
    used: str = ""
    """What it has used, in words."""

    def __str__(self) -> str:
        groups = (
            (self.done, "done"),
            (self.refused, "refused"),
            (self.unknown, "perhaps carried out"),
            (self.untried, "not tried"),
        )
        most = len(self.done) if self.awaited else NAMED
        told = [f"{len(names)} {what} ({listed(names, most)})" for names, what in groups if names]
        return "; ".join(
            [*(() if self.done else ("none done",)), *told, *([f"used {self.used}"] if self.used else [])]
        )


class ChangesInterrupted(OpenAISqlError):
    """A change of several objects, or the wait for them, ended early. What was done stays done and is said.

    Attributes:
        cause: what ended it. account: what became of each call.
    """

    title = "stopped"

    def __init__(self, cause: OpenAISqlError, account: ChangeAccount) -> None:
        super().__init__(f"{cause.message} [{account}]", hint=cause.hint, span=cause.span)
        self.cause = cause
        self.account = account
        self.may_have_acted = bool(account.done or account.unknown)
        self.exit_code = cause.exit_code
        self.title = cause.title


class AssertionFailed(OpenAISqlError):
    """The value of an assertion is not true; its rows were shown."""

    exit_code = ExitCode.ASSERTION
    title = "assertion failed"


class JobFailed(OpenAISqlError):
    """An awaited job reached an end other than the hoped one; the job's last state was shown."""

    title = "job failed"


class WaitTimeout(OpenAISqlError):
    """An awaited job did not end in time; it goes on remotely."""

    exit_code = ExitCode.TIMEOUT
    title = "timeout"


class Cancelled(OpenAISqlError):
    """The person stopped the statement."""

    exit_code = ExitCode.INTERRUPTED
    title = "cancelled"

    def __init__(self, message: str = "cancelled", *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)


def listed(names: Sequence[str], most: int = NAMED) -> str:
    """Names in a sentence: the first ones, and how many more there are.

    >>> listed(["a", "b"])
    'a, b'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def counted(number: int, noun: str) -> str:
    """A number of things in a sentence.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def shortened(text: str, longest: int) -> str:
    """The beginning of a text of more than so many characters; cells of a terminal are counted by `render/width`.

    >>> shortened("completed", 5)
    'comp…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def did_you_mean(near: Sequence[str]) -> str | None:
    """The hint for a misspelt name.

    >>> did_you_mean(["status", "object"])
    'did you mean status or object?'
    """
    if not near:
        return None
    *head, last = near
    return f"did you mean {', '.join(head)} or {last}?" if head else f"did you mean {last}?"
