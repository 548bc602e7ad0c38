"""A ledger in a folder of the test, with a time that the test moves, and a process of its own that uses it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from openai_sql_shell.ledger.runs import PlannedPart, Runs
from openai_sql_shell.ledger.store import Ledger

NOW = 1_800_000_000
ACCOUNT = ("https://api.openai.com/v1", "org-1", "proj-1")
BASE_URL = ACCOUNT[0]
DIGEST = "ab" * 32


@dataclass
class Time:
    seconds: float = NOW

    def __call__(self):
        return self.seconds


@dataclass
class Other:
    """A process that keeps a claim until it is killed, and says what it did."""

    process: subprocess.Popen = field(repr=False)

    @property
    def pid(self):
        return self.process.pid

    def said(self):
        return self.process.stdout.readline().strip()

    def kill(self):
        """As ``kill -9`` does."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def now():
    return Time()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "openai-sql" / "ledger.sqlite"


@pytest.fixture
def make_ledger(path, now):
    made = []

    def make(**facts):
        made.append(Ledger(**{"path": path, "who": lambda: ACCOUNT, "now": now, **facts}))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def ledger(make_ledger):
    return make_ledger()


@pytest.fixture
def runs(ledger):
    return Runs(ledger, BASE_URL)


def parts(*keys):
    """A part to plan for each key."""
    facts = ("/v1/responses", "gpt-5-mini", 10, 2_000, DIGEST)
    return [
        PlannedPart(n, len(keys), key, *facts, f"batch-{n}of{len(keys)}-abababab.jsonl")
        for n, key in enumerate(keys, 1)
    ]


def record(runs, *keys):
    """The id of a new run."""
    return runs.record(
        parts(*keys), resource="openai.batch.batch_requests", origin="insert", statement_sha256=DIGEST
    )


CLAIM = """
import sys, time
from pathlib import Path
from openai_sql_shell.errors import OpenAISqlError
from openai_sql_shell.ledger.runs import PartState, PlannedPart, Runs
from openai_sql_shell.ledger.store import Ledger
path, keys = Path(sys.argv[1]), sys.argv[2:]
runs = Runs(Ledger(path, lambda: {account!r}, lambda: {now}), {base_url!r})
parts = [PlannedPart(n, len(keys), k, "/v1/responses", None, 1, 1, "ab" * 32, "f") for n, k in enumerate(keys, 1)]
print("ready", flush=True)
sys.stdin.readline()
try:
    run = runs.record(parts, resource="r", origin="insert", statement_sha256="ab" * 32)
    runs.advance(run, 1, PartState.UPLOADING)
    print("won", run, flush=True)
except OpenAISqlError as error:
    print("lost", error.message, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def start(path):
    """Processes that claim parts of some keys when they are told to."""
    begun = []

    def begin(*keys):
        text = CLAIM.format(account=ACCOUNT, now=NOW, base_url=BASE_URL)
        other = Other(
            subprocess.Popen(
                [sys.executable, "-c", text, str(path), *keys],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        begun.append(other)
        assert other.said() == "ready"
        return other

    yield begin
    for other in begun:
        other.kill()
        other.process.stdin.close()
        other.process.stdout.close()


def tell(*others):
    """Let them go on."""
    for other in others:
        other.process.stdin.write("\n")
        other.process.stdin.flush()
