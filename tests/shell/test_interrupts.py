"""Signals while a statement of the shell runs."""

from __future__ import annotations

import signal
import sys

import pytest

from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.shell.interrupts import interruptible

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=str)
def test_a_signal_that_ends_the_program_lets_the_statement_tell_what_it_did(number):
    told = []

    def run():
        with interruptible() as cancel:
            signal.raise_signal(number)
            told.append(bool(cancel))

    with Signals().handled(), pytest.raises(SystemExit) as ended:
        run()
    assert told == [True]
    assert ended.value.code == 128 + number


def test_ctrl_c_ends_the_statement_alone():
    with Signals().handled(), interruptible() as cancel:
        signal.raise_signal(signal.SIGINT)
        assert cancel


def test_a_signal_the_parent_ignores_stays_ignored_while_a_statement_runs():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptible() as cancel:
            signal.raise_signal(signal.SIGHUP)
            assert not cancel
    finally:
        signal.signal(signal.SIGHUP, before)
