"""Spans of OpenTelemetry: one for each statement, below it one for each HTTP exchange and one for each wait.

Alone knows the library ``opentelemetry``, of which only the API is needed. Imported by the first statement of a program that has loaded
that library, which `Session` looks at; spans are made where it has configured an SDK. Whoever has no span is told None, and does nothing.

A statement's span travels in its `RequestStats`, to every thread that sends something for it: no context of a thread is relied on.
Names and attributes are those of OpenTelemetry's semantic conventions (`SCHEMA`), our own begin with ``openai_sql.``. None of them holds
an id, a value or a text of a statement, an answer or an error, unless the setting ``telemetry_text`` is on.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from opentelemetry.context import attach, detach
from opentelemetry.trace import (
    NoOpTracerProvider,
    ProxyTracerProvider,
    SpanKind,
    StatusCode,
    get_tracer_provider,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from openai_sql_shell.errors import ApiError, OpenAISqlError
from openai_sql_shell.secrets import mask
from openai_sql_shell.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from opentelemetry.trace import Span, Tracer

SCOPE = "openai_sql_shell"
SCHEMA = "https://opentelemetry.io/schemas/1.33.0"
"""The first with stable names for databases."""


_UNSEEN = (ProxyTracerProvider, NoOpTracerProvider)
"""What there is where no SDK was configured."""


def spans() -> Callable[..., StatementSpan] | None:
    """What makes `StatementSpan` of all but its tracer; None: no SDK is configured, so nobody would see them."""
    provider = get_tracer_provider()
    if isinstance(provider, _UNSEEN):
        return None
    return partial(StatementSpan, provider.get_tracer(SCOPE, __version__, SCHEMA))


class StatementSpan:
    """The span of one statement, and what makes those below it; safe for use by several threads."""

    def __init__(
        self,
        tracer: Tracer,
        name: str,
        attributes: Mapping[str, Any],
        *,
        server: Mapping[str, Any],
        began: int,
        tells_text: bool,
        sends_traceparent: bool,
    ) -> None:
        """Begin it, below the span that is the thread's current one.

        Args:
            tracer: makes spans.
            name: of few different values.
            attributes: what is known before it runs; those whose value is None are left out.
            server: attributes of whom its requests go to.
            began: nanoseconds since 1970.
            tells_text: messages of errors may be told.
            sends_traceparent: servers are told to which trace their requests belong.
        """
        self._tracer = tracer
        self._tells_text = tells_text
        self.sends_traceparent = sends_traceparent
        self._lock = threading.Lock()
        self._ended = False
        self._server = server
        self._span = self._made(name, SpanKind.CLIENT, {**attributes, **server}, began)
        self._below = set_span_in_context(self._span)

    @property
    def is_silent(self) -> bool:
        """Nobody will see it, or hear of it: it was not chosen to be kept."""
        return not (self._span.is_recording() or self.sends_traceparent)

    def request(self, http: str, template: str, resent: int) -> RequestSpan:
        """The span of one HTTP exchange.

        Args:
            http: its method.
            template: its path with ``{names}`` in place of values; empty: it is not known.
            resent: how often it was sent before.
        """
        attributes = {
            "http.request.method": http,
            "url.template": template or None,
            "http.request.resend_count": resent or None,
            **self._server,
        }
        return RequestSpan(self, f"{http} {template}".strip(), SpanKind.CLIENT, attributes)

    def wait(self, reason: str) -> SpanBelow:
        """The span of one wait: ``retry``, ``rate_limit``, ``job`` and the like."""
        wait = SpanBelow(self, f"wait {reason}", SpanKind.INTERNAL, {"openai_sql.wait.reason": reason})
        wait.begin()
        return wait

    def end(self, attributes: Mapping[str, Any], error: BaseException | None = None) -> None:
        """End it, once: with what it came to, and what went wrong."""
        with self._lock:
            ended, self._ended = self._ended, True
        if not ended:
            self._span.set_attributes(_known(attributes))
            if error is not None:
                self.tell(self._span, error)
            self._span.end()

    def begin_below(self, name: str, kind: SpanKind, attributes: Mapping[str, Any]) -> Span:
        """A span below this one, whichever thread it is of."""
        return self._made(name, kind, attributes, None, self._below)

    def tell(self, span: Span, error: BaseException, error_type: str = "") -> None:
        """Say of a span what went wrong: the kind of error and, where that is wanted, its message."""
        status = str(error.status) if isinstance(error, ApiError) else None
        code = {"db.response.status_code": status} if span is self._span else {}
        span.set_attributes(_known({"error.type": error_type or type(error).__name__, **code}))
        told = self._tells_text and isinstance(error, OpenAISqlError)
        span.set_status(StatusCode.ERROR, mask(str(error)) if told else None)

    def _made(
        self, name: str, kind: SpanKind, attributes: Mapping[str, Any], began: int | None, context: Any = None
    ) -> Span:
        return self._tracer.start_span(
            name,
            context,
            kind,
            _known(attributes),
            start_time=began,
            record_exception=False,
            set_status_on_exception=False,
        )


class SpanBelow:
    """A span below that of a statement, which ends with a block; what the block raises, it tells."""

    def __init__(
        self, statement: StatementSpan, name: str, kind: SpanKind, attributes: Mapping[str, Any]
    ) -> None:
        self._statement = statement
        self._begins_with = (name, kind, attributes)
        self._span: Span | None = None

    def begin(self) -> None:
        """From here on it lasts."""
        self._span = self._statement.begin_below(*self._begins_with)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is not None:
            self.failed(error)
        if self._span is not None:
            self._span.end()

    def failed(self, error: BaseException, error_type: str = "") -> None:
        """It came to an error."""
        if self._span is not None:
            self._statement.tell(self._span, error, error_type)


class RequestSpan(SpanBelow):
    """That of one HTTP exchange, for the thread that makes it; it begins once the request may leave."""

    _status: int | None = None
    _token: Any = None

    def begun(self) -> Mapping[str, str]:
        """Begin, and be the current span of the thread; the headers that tell the server of it."""
        self.begin()
        assert self._span is not None  # noqa: S101 - it has just begun
        context = set_span_in_context(self._span)
        self._token = attach(context)
        if not self._statement.sends_traceparent:
            return {}

        headers: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(headers, context)
        return {name: value for name, value in headers.items() if name == "traceparent"}

    def answered(self, status: int | None) -> None:
        """The server has answered with a status; None: it has not."""
        self._status = status
        if self._span is not None and status is not None:
            self._span.set_attribute("http.response.status_code", status)

    def failed(self, error: BaseException, error_type: str = "") -> None:
        """The conventions call a request that was refused by its status."""
        refused = self._status is not None and self._status >= 400
        super().failed(error, error_type or (str(self._status) if refused else ""))

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        super().__exit__(kind, error, trace)
        if self._token is not None:
            detach(self._token)


def _known(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}
