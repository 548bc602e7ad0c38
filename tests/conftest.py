"""Harnesses to run statements on: an empty one for each test, one full of objects that all tests read from."""

from __future__ import annotations

import json
import signal

import hypothesis
import pytest
from faults import FaultySandbox
from garbage import kept
from harness import Harness, Time, make_session

hypothesis.settings.register_profile(
    "without clock", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("without clock")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    with kept():
        return (yield)


FOREGROUND = {"SIGINT": signal.default_int_handler, "SIGHUP": signal.SIG_DFL}


@pytest.fixture(scope="session", autouse=True)
def foreground():
    """Signals as a shell at a terminal leaves them: in the background (``&``, ``nohup``) they are ignored, which every child inherits."""
    numbers = {getattr(signal, name): usual for name, usual in FOREGROUND.items() if hasattr(signal, name)}
    ignored = [number for number in numbers if signal.getsignal(number) == signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, numbers[number])
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def sandbox(time):
    """An empty one for each test."""
    with FaultySandbox(clock=time, seed=1, seed_data=False) as sandbox:
        yield sandbox


@pytest.fixture
def harness(sandbox, time):
    session = make_session(sandbox, time)
    yield Harness(session, sandbox, time)
    session.close()


@pytest.fixture(scope="session")
def seeded_sandbox():
    """One with a few hundred objects, for tests that change nothing."""
    with FaultySandbox(clock=Time(), seed=1) as sandbox:
        yield sandbox


@pytest.fixture
def seeded(seeded_sandbox):
    """A harness on the seeded sandbox: for reading only."""
    time = Time()
    session = make_session(seeded_sandbox, time)
    yield Harness(session, seeded_sandbox, time)
    session.close()
    seeded_sandbox.faults.clear()


@pytest.fixture
def jsonl(tmp_path):
    """A file with one good request for a batch."""
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say hello."}]}
    line = {"custom_id": "one", "method": "POST", "url": "/v1/chat/completions", "body": body}
    path = tmp_path / "requests.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path
