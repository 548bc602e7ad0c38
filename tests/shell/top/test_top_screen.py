r"""``\\top`` at a real terminal, while a server says nothing: the screen is there, keys are answered, and it is left at once."""

from __future__ import annotations

import time
from contextlib import closing

import pytest
from faults import Fault, FaultKind, FaultySandbox
from shell.screen import Screen, environ_of

PROMPT = r"openai>"
WAITING = rf"{PROMPT}$"
AT_ONCE = 0.5
"""Seconds until the screen is another, where nothing has to be waited for."""


@pytest.fixture
def server():
    with FaultySandbox(seed=1) as sandbox:
        yield sandbox


@pytest.fixture
def top(server, tmp_path):
    r"""Open ``\\top`` on the server."""
    environ = environ_of(tmp_path) | {"OPENAI_API_KEY": server.key, "OPENAI_BASE_URL": server.url}
    with closing(Screen(environ=environ, columns=80, cold=False)) as screen:
        screen.wait_for(PROMPT)

        def opened():
            screen.type("\\top\r")
            return screen

        yield opened


def hold(server, match="GET *", **more):
    server.faults.add(Fault(match, kind=FaultKind.HOLD, times=None, **more))


def test_the_screen_is_there_and_is_left_at_once_while_the_first_look_hangs(server, top):
    hold(server)
    screen = top()
    screen.wait_for(r"looking \.\.\.")
    assert server.faults.held.acquire(timeout=10)
    began = time.monotonic()
    screen.type("q")
    screen.wait_for(WAITING)
    assert time.monotonic() - began < AT_ONCE


def test_why_is_answered_while_a_look_hangs(server, top):
    screen = top()
    screen.wait_for(r"jobs run")
    screen.wait_for(r"job 1 of")
    hold(server, "GET */batches")
    hold(server, "GET */fine_tuning/jobs")
    screen.type("r")
    assert server.faults.held.acquire(timeout=10)
    began = time.monotonic()
    screen.type("\r")
    screen.wait_for(r"lines 1-")
    assert time.monotonic() - began < 4 * AT_ONCE
    screen.type("q")
    screen.type("q")
    screen.wait_for(WAITING)


def test_why_fits_the_screen_and_says_times_as_everywhere(top):
    screen = top()
    screen.wait_for(r"job 1 of")
    for _ in range(4):
        screen.type("\r")
        screen.wait_for(r"lines 1-")
        shown = screen.lines
        assert {line.rstrip()[-1] for line in shown if line.startswith("╭")} == {"╮"}
        assert any(" ago " in line for line in shown)
        screen.type("q")
        screen.wait_for(r"job \d+ of")
        screen.type("j")
