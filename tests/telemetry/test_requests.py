"""The spans below that of a statement: HTTP exchanges, also those that fail and are sent again, and waits; from whichever thread they come."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from time import sleep

import pytest
from answering import answering, talking_to
from faults import Fault, FaultKind
from harness import Time, make_session
from opentelemetry import baggage, context, trace
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from telemetry.spans import failed_as

from openai_sql_shell.errors import OpenAISqlError

BATCHES, STORES, FILES = "openai.batch.batches", "openai.vector_stores.vector_stores", "openai.files.files"
ALL_FILES = f"SELECT id FROM {FILES}"

FAULTS = [
    # what befalls the first request; status and error of each request; the wait in between
    (Fault(status=500), [(500, "500"), (200, None)], "retry"),
    (Fault(status=429, retry_after="7"), [(429, "429"), (200, None)], "retry"),
    (Fault(kind=FaultKind.DROP_BEFORE), [(None, "ConnectionProblem"), (200, None)], "retry"),
    (Fault(kind=FaultKind.TRUNCATE), [(None, "ProtocolError"), (200, None)], "retry"),
    (Fault(kind=FaultKind.GARBAGE), [(200, "ProtocolError")], None),
    (Fault(status=403, message="it is forbidden to sk-secret"), [(403, "403")], None),
    (Fault(status=401), [(401, "401")], None),
    (Fault(reply={"error": {"message": "in disguise"}}), [(200, "ApiError")], None),
]


@pytest.mark.parametrize(("fault", "answers", "wait"), FAULTS, ids=lambda v: str(v)[:60])
def test_each_try_of_a_request_is_a_span(harness, kept, fault, answers, wait):
    harness.sandbox.faults.add(fault)
    try:
        harness.rows(ALL_FILES)
        error = None
    except OpenAISqlError as failure:
        error = failure
    told = [(r.attributes.get("http.response.status_code"), failed_as(r)) for r in kept.requests]
    assert told == answers
    assert {r.name for r in kept.requests} == {"GET /files"}
    resent = [r.attributes.get("http.request.resend_count") for r in kept.requests]
    assert resent == [None, *range(1, len(answers))]
    assert [w.attributes["openai_sql.wait.reason"] for w in kept.waits] == [wait] * (wait is not None)
    span = kept.statement
    assert {part.parent.span_id for part in (*kept.requests, *kept.waits)} == {span.context.span_id}
    assert failed_as(span) == (error and type(error).__name__)
    assert span.attributes["openai_sql.retries"] == len(answers) - 1
    assert span.attributes["openai_sql.requests"] == len(answers)


def test_a_used_up_rate_limit_is_a_wait(harness, kept):
    limits = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "20s"}

    def answer(handler):
        handler.send_response(200)
        for name, value in {**limits, "Content-Type": "application/json", "Content-Length": "64"}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(b'{"object": "list", "data": [], "has_more": false}'.ljust(64))

    with answering(lambda *_: answer) as served, talking_to(served) as session:
        session._clock = session._transport._clock = harness.time.clock
        assert [list(session.execute(ALL_FILES).rows) for _ in range(2)] == [[], []]
    assert [wait.name for wait in kept.waits] == ["wait rate_limit"]
    assert kept.waits[0].parent.span_id == kept.statements[1].context.span_id
    assert kept.waits[0].kind is trace.SpanKind.INTERNAL
    assert max(harness.time.waits) > 19


def test_a_job_that_is_awaited_is_one_wait_and_its_looks_are_requests(harness, kept, jsonl):
    input_file = harness.upload(jsonl, "batch")
    kept.clear()
    harness.rows(
        f"INSERT /*+ AWAIT */ INTO {BATCHES} (input_file_id, endpoint, completion_window) "
        f"VALUES ('{input_file}', '/v1/chat/completions', '24h') RETURNING status"
    )
    assert [wait.name for wait in kept.waits] == ["wait job"]
    names = [request.name for request in kept.requests]
    assert names[0] == "POST /batches"
    assert set(names[1:]) == {"GET /batches/{batch_id}"}
    assert failed_as(kept.waits[0]) is None


def test_many_jobs_are_one_wait(harness, kept, jsonl):
    values = ", ".join(
        f"('{harness.upload(jsonl, 'batch')}', '/v1/chat/completions', '24h')" for _ in range(6)
    )
    kept.clear()
    harness.rows(
        f"INSERT /*+ AWAIT */ INTO {BATCHES} (input_file_id, endpoint, completion_window) VALUES {values}"
    )
    assert 1 <= len(kept.waits) <= 3
    assert {wait.name for wait in kept.waits} == {"wait job"}


def test_a_job_that_is_not_done_in_time_is_said_of_wait_and_statement(harness, kept, jsonl):
    input_file = harness.upload(jsonl, "batch")
    kept.clear()
    harness.error(
        f"INSERT /*+ AWAIT TIMEOUT=1s */ INTO {BATCHES} (input_file_id, endpoint, completion_window) "
        f"VALUES ('{input_file}', '/v1/chat/completions', '24h')"
    )
    assert [failed_as(wait) for wait in kept.waits] == ["WaitTimeout"]
    assert failed_as(kept.statement) is not None


def test_requests_of_all_threads_belong_to_their_statement(kept, seeded_sandbox):
    sql = f"SELECT count(s.id), count(f.id) FROM {STORES} s JOIN openai.vector_stores.vector_store_files f ON f.vector_store_id = s.id"

    def run():
        session = make_session(seeded_sandbox, Time(), concurrency=8)
        list(session.execute(sql).rows)
        session.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept.statements) == 3
    for statement in kept.statements:
        below = [r for r in kept.requests if r.parent.span_id == statement.context.span_id]
        assert {r.context.trace_id for r in below} == {statement.context.trace_id}
        assert len(below) == statement.attributes["openai_sql.requests"] > 5
    assert len(kept.requests) == sum(s.attributes["openai_sql.requests"] for s in kept.statements)


def test_a_request_that_nobody_waits_for_any_more_is_told_as_cancelled(kept, harness):
    harness.sandbox.faults.add(Fault("GET /v1/files*", kind=FaultKind.HOLD))
    errors = []
    reader = threading.Thread(target=lambda: errors.append(harness.error(ALL_FILES)))
    reader.start()
    harness.sandbox.faults.held.acquire(timeout=10)
    harness.session.cancel()
    reader.join(10)
    harness.sandbox.faults.released.set()
    for _ in range(10_000):
        if kept.requests:
            break
        sleep(0.001)
    assert [failed_as(span) for span in (kept.statement, *kept.requests)] == ["Cancelled"] * 2


def test_the_request_is_the_current_span_where_it_is_sent(kept, harness, monkeypatch):
    from openai_sql_shell.api.connections import Connections

    seen, send = [], Connections.exchange

    def exchange(self, *arguments):
        seen.append(trace.get_current_span())
        return send(self, *arguments)

    monkeypatch.setattr(Connections, "exchange", exchange)
    harness.rows(ALL_FILES)
    assert [span.get_span_context().span_id for span in seen] == [r.context.span_id for r in kept.requests]
    assert trace.get_current_span() is trace.INVALID_SPAN
    behind = SimpleQueue()
    harness.session._transport.opened()._pool.submit(lambda: behind.put(trace.get_current_span()))
    assert behind.get(timeout=10) is trace.INVALID_SPAN


PAGE = {"object": "list", "data": [], "has_more": False}


def test_nothing_of_a_trace_is_sent_unless_asked(kept):
    with answering(lambda *_: PAGE) as served, talking_to(served) as session, kept.provider.get_tracer("host").start_as_current_span("job"):  # fmt: skip
        list(session.execute(ALL_FILES).rows)
    assert len(kept.requests) == 1
    assert {name.lower() for name in served.seen[0][2]} & {"traceparent", "tracestate", "baggage"} == set()


def test_each_try_is_told_of_its_own_span_and_never_of_baggage(kept, harness):
    answers = iter([(500, {"error": {"message": "broken"}}), PAGE])
    state = trace.TraceState([("vendor", "its-own")])
    host = trace.NonRecordingSpan(
        trace.SpanContext(7, 9, is_remote=True, trace_flags=trace.TraceFlags(1), trace_state=state)
    )
    token = context.attach(baggage.set_baggage("customer", "secret", trace.set_span_in_context(host)))
    try:
        with answering(lambda *_: next(answers)) as served, talking_to(served) as session:
            session._clock = session._transport._clock = harness.time.clock
            session.settings.set("send_traceparent", "on")
            list(session.execute(ALL_FILES).rows)
    finally:
        context.detach(token)
    sent = [{name.lower(): value for name, value in headers.items()} for _, _, headers, _ in served.seen]
    assert [headers["traceparent"] for headers in sent] == [
        f"00-{7:032x}-{request.context.span_id:016x}-01" for request in kept.requests
    ]
    assert not any({"tracestate", "baggage"} & set(headers) for headers in sent)


def test_the_server_is_told_that_a_trace_is_not_kept(kept):
    kept.provider.sampler = ALWAYS_OFF
    with answering(lambda *_: PAGE) as served, talking_to(served, send_traceparent=True) as session:
        list(session.execute(ALL_FILES).rows)
    headers = {name.lower(): value for name, value in served.seen[0][2].items()}
    assert not int(headers["traceparent"].rpartition("-")[2], 16) & trace.TraceFlags.SAMPLED
    assert kept.all == []
