"""Spans that are kept in memory."""

from __future__ import annotations

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


class Kept:
    """The spans that have ended."""

    def __init__(self):
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))

    @property
    def all(self):
        return sorted(self.exporter.get_finished_spans(), key=lambda span: span.start_time)

    @property
    def statements(self):
        return [span for span in self.all if "db.system.name" in span.attributes]

    @property
    def statement(self):
        """The only one."""
        [span] = self.statements
        return span

    @property
    def requests(self):
        return [span for span in self.all if "http.request.method" in span.attributes]

    @property
    def waits(self):
        return [span for span in self.all if "openai_sql.wait.reason" in span.attributes]

    def clear(self):
        self.exporter.clear()

    def everything(self):
        """All that is told of them, as one text."""
        return "\n".join(span.to_json() for span in self.all)


def failed_as(span):
    """The kind of error that a span tells of, where it tells of one at all."""
    is_error = span.status.status_code is trace.StatusCode.ERROR
    assert is_error == ("error.type" in span.attributes)
    return span.attributes.get("error.type")
