"""A program that is ended at any request: what it said was done is done, and nothing is sent a second time.

The server ends it: it knows when request n is there, was carried out, is half answered, or answered.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from program import INHERITED, ROOT, Program, start
from promises.cell import KEY, UNSURE, groups_of, name_of
from promises.stub import Stub

from openai_sql_shell.shell.history.file import OK, HistoryEntry, HistoryFile
from openai_sql_shell.shell.history.replay_progress import ReplayProgress

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
    pytest.mark.slow,
]

LONGEST = 60
"""Seconds until a program that does not end is ended."""
POINTS = ("before it acts", "before it answers", "while it answers", "behind the answer")
REQUESTS = 4
"""Of each statement."""
EVERY = range(1, REQUESTS + 1)
STATEMENTS = {
    "insert": "INSERT INTO openai.vector_stores.vector_stores (name)"
    " VALUES ('a'), ('b'), ('c'), ('d') RETURNING id",
    "update": "UPDATE openai.vector_stores.vector_stores SET name = 'new'"
    " WHERE id IN ('vs_1', 'vs_2', 'vs_3', 'vs_4') RETURNING id",
    "delete": "DELETE FROM openai.files.files WHERE id IN ('file-1', 'file-2', 'file-3', 'file-4') RETURNING id",
    "upload": "INSERT INTO openai.files.files (file, purpose) VALUES"
    " ('a.jsonl', 'batch'), ('b.jsonl', 'batch'), ('c.jsonl', 'batch'), ('d.jsonl', 'batch') RETURNING id",
    "one insert": "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a') RETURNING id",
}
REPLAYED = (
    "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a')",
    "UPDATE openai.vector_stores.vector_stores SET name = 'new' WHERE id = 'vs_1'",
    "DELETE FROM openai.files.files WHERE id = 'file-1'",
    "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('b')",
)
CHANGED = ("made a", "renamed vs_1 to new", "deleted file-1", "made b")
"""What each of them does."""


@dataclass(repr=False)
class Victim:
    """A program, and the server that ends it at one of its requests."""

    home: Path
    stub: Stub
    number: int
    signal: int
    point: str
    process: Program | None = None
    started: threading.Event = field(default_factory=threading.Event)
    out: str = ""
    said: str = ""

    def start(self, *words, cold=False):
        kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environ = {
            **kept,
            "HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            "OPENAI_BASE_URL": self.stub.url,
            "OPENAI_API_KEY": KEY,
        }
        with (
            Path(os.devnull).open("rb") as nothing,
            self.path("out").open("wb") as out,
            self.path("said").open("wb") as said,
        ):
            streams = [stream.fileno() for stream in (nothing, out, said)]
            self.process = start(words, environ, self.home, streams, cold=cold)
        self.started.set()

    def path(self, stream):
        """Where a stream of the program goes."""
        return self.home.with_name(f"{self.home.name}.{stream}")

    def finish(self):
        try:
            self.process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            self.put_down()
            pytest.fail(f"does not end: {self}")
        self.out, self.said = (self.path(stream).read_text("utf-8") for stream in ("out", "said"))

    def put_down(self):
        """End what a failed test leaves behind."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def strike(self, x):
        if x.struck + 1 != self.number:
            x.send(x.right())
            return
        if self.point != "before it acts":
            right = x.right()
            whole = x.head(right) + right.body
            x.raw({"while it answers": whole[:-9], "behind the answer": whole}.get(self.point, b""))
        self.started.wait(LONGEST)
        os.kill(self.process.pid, self.signal)
        x.hang_up()
        with suppress(OSError):
            select.select([x.handler.connection], [], [], LONGEST)

    @property
    def acted(self):
        return self.stub.account.done

    @property
    def was_too_quick(self):
        """It had its last answer, and ended by itself before the signal came."""
        return self.point == "behind the answer" and self.process.returncode == 0

    def sent_twice(self):
        """Requests that change something and arrived more than once."""
        sent = Counter(x.identity for x in self.stub.requests if x.verb != "GET")
        return [line for line, times in sent.items() if times > 1]

    def __repr__(self):
        return f"request {self.number} {self.point}: did {self.acted}, said {self.out!r} {self.said!r}"


@pytest.fixture
def victims(tmp_path):
    """One program for each request it can be ended at, all at once."""
    with ExitStack() as opened:

        def make(numbers, ending, point):
            made = []
            for number in numbers:
                home = tmp_path / str(number)
                home.mkdir()
                for name in "abcd":
                    (home / f"{name}.jsonl").write_text(f'{{"name": "{name}"}}\n')
                stub = Stub()
                opened.callback(stub.close)
                victim = Victim(home, stub, number, ending, point)
                opened.callback(victim.put_down)
                stub.switch(lambda x: x.verb != "GET", victim.strike)
                stub.account.stores["vs_4"] = stub.account.stores["vs_3"] | {"id": "vs_4", "name": "store-4"}
                made.append(victim)
            return made

        yield make


def check(victim, total, *, ended=True):
    """What was said agrees with what was done; a replay that is to go on may tell the rest then."""
    groups = groups_of(victim.said)
    claimed = groups["done"] | set(victim.out.split()[1:])
    real = {name_of(done) for done in victim.acted}
    assert "Traceback" not in victim.said, victim
    assert "internal error" not in victim.said, victim
    assert KEY not in victim.said + victim.out, victim
    assert claimed <= real, victim
    assert not (groups["refused"] | groups["not tried"]) & real, victim
    assert victim.sent_twice() == [], victim
    if victim.signal == signal.SIGKILL and victim.was_too_quick:
        assert len(real) == total, victim
    elif victim.signal == signal.SIGKILL:
        assert victim.process.returncode == -signal.SIGKILL, victim
        return
    all_said = real == claimed or f"{total} run" in victim.said
    at_its_end = (-victim.signal,) if all_said else ()  # the interpreter was leaving
    assert victim.process.returncode in (0, 128 + victim.signal, *at_its_end), victim
    if real - claimed and ended:
        assert UNSURE in victim.said, victim
    if any(groups.values()) and ended:
        assert real - claimed <= groups["perhaps carried out"], victim
        assert len(set().union(*groups.values())) == total, victim


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("what", STATEMENTS)
def test_a_program_that_is_told_to_end_says_what_it_did(victims, what, point):
    running = victims((1,) if what == "one insert" else EVERY, signal.SIGTERM, point)
    for victim in running:
        cold = what == "one insert"
        victim.start("-y", "-o", "csv", "--concurrency", "3", "-c", STATEMENTS[what], cold=cold)
    for victim in running:
        victim.finish()
    for victim in running:
        check(victim, REQUESTS)


@pytest.mark.parametrize("point", ["before it answers", "behind the answer"])
@pytest.mark.parametrize("what", ["insert", "update", "delete", "upload"])
def test_a_program_that_is_killed_has_shown_nothing_that_was_not_done(victims, what, point):
    running = victims(EVERY, signal.SIGKILL, point)
    for victim in running:
        victim.start("-y", "-o", "csv", "-c", STATEMENTS[what])
    for victim in running:
        victim.finish()
    for victim in running:
        check(victim, REQUESTS)


@pytest.mark.parametrize("point", ["before it acts", "before it answers", "behind the answer"])
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL], ids=lambda ending: ending.name)
def test_a_replay_that_was_ended_goes_on_and_sends_nothing_twice(victims, ending, point):
    running = victims(EVERY, ending, point)
    for victim in running:
        history = HistoryFile(victim.home / "history")
        for text in REPLAYED:
            history.append(HistoryEntry(datetime.now(UTC), "default", text, OK, changes=True))
        victim.start("replay", "--include-changes", "-y", "history")
    for victim in running:
        victim.finish()
        check(victim, len(REPLAYED), ended=False)
        before = victim.said
        left = ReplayProgress.beside(victim.home / "history").read()
        told = ending is not signal.SIGKILL and left is not None
        assert ("stopped, " in before) is told, victim
        victim.number = 0  # ended once only
        victim.start("replay", "--continue", "-y", "history")
        victim.finish()
        victim.said = before + victim.said
    for number, victim in zip(EVERY, running, strict=True):
        assert victim.sent_twice() == [], victim
        assert not (victim.home / "history.replay").exists(), victim
        # behind its answer the next statement may have begun, and nobody could know how far it came
        lost = {
            "before it acts": CHANGED[number - 1 : number],
            "behind the answer": CHANGED[number : number + 1],
        }
        missing = [change for change in CHANGED if change not in victim.acted]
        assert victim.acted == [change for change in CHANGED if change not in missing], victim
        assert set(missing) <= set(lost.get(point, ())), victim
        if missing:
            assert UNSURE in victim.said, victim
