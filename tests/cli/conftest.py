from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import program
import pytest

from openai_sql_shell.cli.runner import ScriptRun
from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.config import Settings
from openai_sql_shell.console import Console
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.sql.split import split

ROOT = Path(__file__).parents[2]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@dataclass
class FakeSession:
    """A session that knows its answers by heart; a statement it does not know answers with itself."""

    answers: dict = field(default_factory=dict)
    settings: Settings = field(default_factory=lambda: Settings(output="csv"))
    executed: list = field(default_factory=list)

    def script(self, text):
        return list(split(text))

    def execute(self, text, cancel):
        self.executed.append(text)
        answer = self.answers.get(text, Result((ResultColumn("answer"),), iter([(text,)])))
        answer = answer(cancel) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def console():
    ticks = count()
    return Console(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        environ={},
        clock=lambda: float(next(ticks)),
        width=lambda: 80,
    )


@pytest.fixture
def session():
    return FakeSession()


@pytest.fixture
def run(session, console):
    return ScriptRun(session, console, Signals())


@pytest.fixture
def environment(tmp_path):
    """The environment of someone with a home directory, no key and no configuration."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    return {**kept, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def openai_sql(environment, tmp_path):
    """Run the real program; its streams are pipes."""

    def call(*words, stdin="", **variables):
        given = stdin.encode() if isinstance(stdin, str) else stdin
        return program.run(words, {**environment, **variables}, tmp_path, given)

    return call
