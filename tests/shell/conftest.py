"""A shell in memory: a session that answers by a small table, and streams that remember."""

from __future__ import annotations

import io
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from harness import paths_in

from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.console import Console
from openai_sql_shell.engine.database import LocalObject
from openai_sql_shell.errors import EngineError, Span
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session.session import Session
from openai_sql_shell.shell.commands.registry import load_commands
from openai_sql_shell.shell.history.file import HistoryFile
from openai_sql_shell.shell.state import ShellState

CHANGING = ("INSERT", "UPDATE", "DELETE", "EXEC")


class StubSession(Session):
    """A session without an API: answers `SELECT n` with n, fails at `boom`, waits for a cancel at `wait`; remembers what it was asked."""

    def __init__(self, profile=None, settings=None):
        super().__init__(profile or Profile("test", api_key="hunter22"), settings or Settings())
        self.asked = []
        self.services = []

    def execute(self, text, cancel):
        self.asked.append(text)
        self.services.append(self.service)
        if "boom" in text:
            at = text.index("boom")
            raise EngineError("no such column: boom", span=Span(at, at + 4))
        if "wait" in text:
            cancel.wait(30)
        if text.startswith("USE"):
            self.service = text.partition(".")[2] or None
            return Result()
        if self.changes(text):
            return Result(summary="1 object changed")
        value = text.split()[-1]
        return Result(columns=(ResultColumn("id"), ResultColumn("status")), rows=iter([(value, "ok")]))

    def changes(self, text):
        return text.upper().startswith(CHANGING)

    def is_local(self, text):
        return "notes" in text

    def local_objects(self):
        return (LocalObject("notes", "table", ("id", "remark")),)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@dataclass
class Ticks:
    """A clock that moves a quarter of a second whenever somebody looks."""

    seconds: float = 0.0

    def __call__(self):
        self.seconds += 0.25
        return self.seconds


def make_console(stdout=None, stderr=None, environ=None):
    moments = iter(datetime(2026, 8, 21, 9, tzinfo=UTC) + timedelta(minutes=n) for n in range(1000))
    return Console(
        stdin=io.StringIO(),
        stdout=stdout or io.StringIO(),
        stderr=stderr or io.StringIO(),
        environ=environ or {},
        clock=Ticks(),
        width=lambda: 100,
        height=lambda: 24,
        now=lambda: next(moments),
    )


@pytest.fixture
def session():
    stub = StubSession()
    stub.settings.output = "csv"
    return stub


@pytest.fixture
def ctrl_c_at(session):
    """Presses Ctrl-C as soon as a statement with this word runs."""

    def press_at(word):
        execute = session.execute

        def pressed(text, cancel):
            if word in text:
                signal.raise_signal(signal.SIGINT)
            return execute(text, cancel)

        session.execute = pressed

    return press_at


@pytest.fixture
def console():
    return make_console()


@pytest.fixture
def console_on_screen():
    return make_console(stdout=Terminal(), stderr=Terminal())


@pytest.fixture
def paths(tmp_path):
    return paths_in(tmp_path)


@pytest.fixture
def shell(session, console, paths):
    shell = ShellState(session, console, HistoryFile(paths.history_file), paths)
    load_commands(shell)
    yield shell
    if shell.row_file:
        shell.row_file.stream.close()


@pytest.fixture
def rows(console):
    """Everything written to stdout so far."""
    return console.stdout.getvalue


@pytest.fixture
def said(console):
    """Everything written to stderr so far."""
    return console.stderr.getvalue


@pytest.fixture
def start(tmp_path):
    """Fork the shell on the sandbox in a real terminal; it is ended after the test. Another language is a start from nothing."""
    from shell.screen import PROMPT, Screen, environ_of

    screens = []

    def start(*arguments, columns=100, **more):
        screen = Screen(
            "--sandbox", *arguments, environ=environ_of(tmp_path) | more, columns=columns, cold="LANG" in more
        )
        screens.append(screen)
        screen.wait_for(rf"^{PROMPT}")  # behind it may already stand what is suggested first
        return screen

    yield start
    for screen in screens:
        screen.close()


@pytest.fixture
def screen(start):
    return start()
