"""Nothing without a configured SDK: no spans, no wrapped rows, next to no work; and programs that have one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry import trace

from openai_sql_shell.session.result_rows import ResultRows

ROOT = Path(__file__).parents[2]
FILES = "openai.files.files"
QUERY = f"SELECT id, bytes % 7 FROM {FILES}"
MOST_CALLS = 8
"""Of Python, for a statement in a program that has loaded the API of OpenTelemetry and no SDK. `SELECT 1` makes four hundred."""


@pytest.fixture(params=["no SDK", "an SDK that does nothing"])
def without_sdk(request, monkeypatch):
    provider = None if request.param == "no SDK" else trace.NoOpTracerProvider()
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)


@pytest.mark.usefixtures("without_sdk")
def test_rows_are_handed_out_as_ever_where_nobody_sees_spans(harness):
    assert type(harness.run(QUERY).rows) is ResultRows
    assert harness.session.stats.trace is None


def calls(run):
    """How many calls of Python functions it makes, on this thread."""
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.usefixtures("without_sdk")
def test_a_statement_costs_what_it_did_where_nobody_sees_spans(harness, monkeypatch):
    def run():
        list(harness.session.execute("SELECT 1").rows)

    run()
    loaded = min(calls(run) for _ in range(3))
    monkeypatch.delitem(sys.modules, "opentelemetry.trace")
    without = min(calls(run) for _ in range(3))
    assert without > 100
    assert loaded - without <= MOST_CALLS


PROGRAM = """
import sys
{before}
from openai_sql_shell.cli.main import main
sys.argv = ["openai-sql", "--no-init", "--sandbox", "-c", {sql!r}]
code = main()
{after}
sys.exit(code)
"""
SDK = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
kept = InMemorySpanExporter()
trace.set_tracer_provider(TracerProvider())
trace.get_tracer_provider().add_span_processor(SimpleSpanProcessor(kept))
"""
BLOCKED = "sys.modules['opentelemetry'] = sys.modules['opentelemetry.trace'] = None"
TOLD = "print(sorted(span.name for span in kept.get_finished_spans()))"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (BLOCKED, "", []),
        (SDK, TOLD, ["['GET /files', 'SELECT openai.files.files']"]),
    ],
    ids=["not installed", "an SDK"],
)
def test_the_command_line_makes_spans_where_its_process_has_an_sdk(tmp_path, before, after, told):
    sql = f"SELECT count(*) > 0 AS some FROM {FILES}"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before, after=after, sql=sql)],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout.splitlines()) == (0, ["some", "1", *told]), done.stderr
