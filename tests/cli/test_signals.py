from __future__ import annotations

import signal
import sys

import pytest

from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.errors import Cancelled

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals"),
]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
def test_a_signal_cancels_the_running_statement_and_names_the_exit_code(number, code):
    signals = Signals()
    with signals.handled(), signals.statement() as cancel:
        signal.raise_signal(number)
        with pytest.raises(Cancelled):
            cancel.check()
    assert signals.exit_code == code


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)], ids=str
)
def test_between_statements_a_signal_ends_the_program(number, error):
    signals = Signals()
    with signals.handled(), pytest.raises(error):
        signal.raise_signal(number)


def test_a_second_signal_does_not_wait_for_the_statement():
    signals = Signals()
    with signals.handled(), signals.statement():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_each_statement_has_its_own_token():
    signals = Signals()
    with signals.statement() as first:
        first.set()
    with signals.statement() as second:
        assert not second
    assert signals.running is None


def test_handlers_are_put_back():
    before = signal.getsignal(signal.SIGTERM)
    with Signals().handled():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_signal_the_parent_ignores_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Signals().handled():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
