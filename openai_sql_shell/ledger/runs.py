"""Runs: work that is written down before it is sent, so that it can be interrupted, and repeated without being done twice.

A run is one statement; its parts are what is sent one by one. A part's key says what it is: while one is unfinished, no other part of the
same key can be planned, by whichever process. Whoever works on a run owns it; what a dead owner left can be taken over.
"""

from __future__ import annotations

import re
from enum import StrEnum
from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING

from openai_sql_shell.classes import astuple, fields, frozen
from openai_sql_shell.errors import RefusedStatement
from openai_sql_shell.ledger.owners import is_alive, this_process, told
from openai_sql_shell.ledger.store import prune_runs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from sqlite3 import Connection

    from openai_sql_shell.ledger.store import Ledger


class PartState(StrEnum):
    """Where a part stands. What is done is written behind the answer; what is being done, before the request."""

    PLANNED = "planned"
    UPLOADING = "uploading"
    UPLOADED = "uploaded"
    CREATING = "creating"
    HELD = "held"
    """Its file is there; it is created again when there is room."""
    CREATED = "created"
    FAILED = "failed"
    ABANDONED = "abandoned"


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    STOPPED = "stopped"
    """Nobody works on it, and it is not done."""
    DONE = "done"
    FAILED = "failed"
    """Nothing is left to do, and something failed."""
    ABANDONED = "abandoned"


UNFINISHED = frozenset(
    {PartState.PLANNED, PartState.UPLOADING, PartState.UPLOADED, PartState.CREATING, PartState.HELD}
)
"""The states of a part whose key nobody else may plan; the index ``part_claim`` has the same."""

CAME_FROM = {
    PartState.UPLOADING: {PartState.PLANNED, PartState.UPLOADING, PartState.FAILED},
    PartState.UPLOADED: {PartState.UPLOADING},
    PartState.CREATING: {PartState.UPLOADED, PartState.CREATING, PartState.HELD, PartState.FAILED},
    PartState.CREATED: {PartState.CREATING},
    PartState.HELD: {PartState.CREATING, PartState.CREATED},
    PartState.FAILED: UNFINISHED,
}
"""The states that a part may have before it has each."""

_CODE = re.compile(r"[\w.:-]{1,80}", re.ASCII)


@frozen
class PlannedPart:
    """One part before anything of it is sent."""

    part: int
    """From 1."""
    parts: int
    """How many the run has."""
    key: str
    """See `Runs.key`."""
    url: str
    model: str | None
    requests: int
    bytes: int
    sha256: str
    filename: str
    est_input_tokens: int | None = None
    retry_of: str | None = None
    """The batch whose lines are sent again."""
    given: str | None = ""
    """Names of the columns of the batch that the rows had, with commas; None: nobody knows."""


@frozen
class KnownRun:
    """A run as the ledger has it."""

    id: str
    state: str
    resource: str
    """What it makes."""
    ours: bool
    """It is this session's account's, at its address."""


@frozen
class KnownPart(PlannedPart):
    """A part as the ledger has it."""

    run: str = ""
    state: PartState = PartState.PLANNED
    file_id: str | None = None
    batch_id: str | None = None
    changed_at: int = 0
    """Seconds since 1970."""
    error: str | None = None
    """A code."""

    @property
    def unfinished(self) -> bool:
        """Something is left to do."""
        return self.state in UNFINISHED


class PartClaimed(RefusedStatement):
    """Another process works on the same."""


class ClaimLost(RefusedStatement):
    """A part is not what this process left it as, or is another's by now."""


_PLANNED = list(fields(PlannedPart))
_KNOWN = list(fields(KnownPart))
_SELECT = f"SELECT {', '.join(f'p.{name}' for name in _KNOWN)} FROM part p JOIN run r ON r.id = p.run"
_OPEN = ", ".join(f"'{state}'" for state in sorted(UNFINISHED))


class Runs:
    """The runs of one ledger, for a session's account at one address."""

    def __init__(self, ledger: Ledger, base_url: str, owner: str | None = None) -> None:
        """``owner``: who claims what is planned here; None: this process."""
        self._ledger = ledger
        self._base_url = base_url
        self._owner = this_process() if owner is None else owner

    def key(self, url: str, window: str, content: str) -> str:
        """What a part is known by: where it goes, for whom, and the SHA-256 of its bytes.

        Raises:
            LocalFileError: the ledger cannot be written.
        """
        with self._ledger.write() as database:
            account = self._ledger.account(database)
        return sha256(f"{account}\n{self._base_url}\n{url}\n{window}\n{content}".encode()).hexdigest()

    def find(self, keys: Iterable[str]) -> list[KnownPart]:
        """Every part of these keys, the newest first of each.

        Raises:
            LocalFileError: the ledger cannot be read.
        """
        with self._ledger.read() as database:
            if database is None:
                return []
            newest = "p.key = ? ORDER BY r.made_at DESC, r.rowid DESC"
            return [part for key in keys for part in _parts(database, newest, key)]

    def parts(self, run: str) -> list[KnownPart]:
        """The parts of a run, in order.

        Raises:
            LocalFileError: the ledger cannot be read.
        """
        with self._ledger.read() as database:
            return [] if database is None else _parts(database, "p.run = ? ORDER BY p.part", run)

    def run(self, run: str) -> KnownRun | None:
        """A run; None: there is none of this id.

        Raises:
            LocalFileError: the ledger cannot be read.
        """
        with self._ledger.read() as database:
            if database is None:
                return None
            found = database.execute(
                "SELECT state, resource, account, base_url FROM run WHERE id = ?", (run,)
            )
            for state, resource, *whose in found.fetchall():
                return KnownRun(
                    run, state, resource, whose == [self._ledger.account(database), self._base_url]
                )
        return None

    def taken(self, ids: Collection[str]) -> set[str]:
        """Those of some ids of files and batches that a part has: nobody else may adopt them.

        Raises:
            LocalFileError: the ledger cannot be read.
        """
        with self._ledger.read() as database:
            known = [] if database is None else database.execute("SELECT file_id, batch_id FROM part")
            return {one for pair in known for one in pair} & set(ids)

    def record(
        self, parts: Sequence[PlannedPart], *, resource: str, origin: str, statement_sha256: str
    ) -> str:
        """Plan a run whose parts this process claims, all of them or none; the new run's id, 12 hex digits.

        Args:
            parts: what it will send.
            resource: what the statement changes.
            origin: a word for how it came about.
            statement_sha256: of the statement's text.

        Raises:
            PartClaimed: one of the keys is unfinished elsewhere: tells who has it, and since when.
            LocalFileError: the ledger cannot be written.
        """
        run, now = token_hex(6), self._ledger.now()
        with self._ledger.write() as database:
            prune_runs(database, now)
            for part in parts:
                for other in _parts(database, f"p.key = ? AND p.state IN ({_OPEN})", part.key):
                    raise _claimed(database, other.run)
            facts = (
                run,
                now,
                origin,
                statement_sha256,
                self._ledger.account(database),
                self._base_url,
                resource,
            )
            sums = (sum(p.requests for p in parts), sum(p.bytes for p in parts))
            database.execute(
                """INSERT INTO run(id, made_at, origin, statement_sha256, account, base_url, resource, requests, bytes,
                    state, owner, claimed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (*facts, *sums, RunState.RUNNING, self._owner, now),
            )
            database.executemany(
                f"INSERT INTO part({', '.join(_PLANNED)}, run, state, changed_at)"
                f" VALUES ({', '.join('?' * (len(_PLANNED) + 3))})",
                [(*astuple(part), run, PartState.PLANNED, now) for part in parts],
            )
        return run

    def take_over(self, run: str) -> list[KnownPart]:
        """Claim a run that nobody alive works on; its parts, in order.

        Raises:
            PartClaimed: its owner lives: tells who, and since when.
            LocalFileError: the ledger cannot be written.
        """
        now = self._ledger.now()
        with self._ledger.write() as database:
            self._check_free(database, run, now)
            database.execute(
                "UPDATE run SET owner = ?, claimed_at = ?, state = ?, ended_at = NULL, error = NULL WHERE id = ?",
                (self._owner, now, RunState.RUNNING, run),
            )
            return _parts(database, "p.run = ? ORDER BY p.part", run)

    def advance(
        self,
        run: str,
        part: int,
        state: PartState,
        *,
        file_id: str | None = None,
        batch_id: str | None = None,
        error: str | None = None,
    ) -> None:
        """Write down a part's next state; an id that is not given stays as it is.

        Args:
            run: of this process.
            part: its number.
            state: one that `CAME_FROM` allows.
            file_id: what the upload was answered with, or what was found and is adopted.
            batch_id: the same of the batch.
            error: why it failed, as a code.

        Raises:
            ClaimLost: the run is another's, or the part was not in a state before this one.
            LocalFileError: the ledger cannot be written; what was to be sent must not be.
        """
        before = sorted(CAME_FROM[state])
        with self._ledger.write() as database:
            changed = database.execute(
                f"""UPDATE part SET state = ?, file_id = coalesce(?, file_id), batch_id = coalesce(?, batch_id), error = ?,
                    changed_at = ? WHERE run = ? AND part = ? AND state IN ({", ".join("?" * len(before))})
                    AND (SELECT owner FROM run r WHERE r.id = part.run) IS ? AND NOT EXISTS (
                        SELECT 1 FROM part o WHERE o.key = part.key AND o.run <> part.run AND o.state IN ({_OPEN}))""",
                (state, file_id, batch_id, _code(error), self._ledger.now(), run, part, *before, self._owner),
            ).rowcount
        if not changed:
            raise ClaimLost(
                f"part {part} of run {run} cannot become {state}: another process has changed it",
                hint=f"SELECT * FROM local.parts WHERE run = '{run}' shows how it stands; nothing more was sent for it",
            )

    def leave(self, run: str, error: str | None = None) -> RunState:
        """Work on a run no more, done or not; what is unfinished may be taken over from now on. Its state: what its parts make of it.

        Raises:
            LocalFileError: the ledger cannot be written.
        """
        with self._ledger.write() as database:
            states = {part.state for part in _parts(database, "p.run = ?", run)}
            over = RunState.FAILED if PartState.FAILED in states else RunState.DONE
            state = RunState.STOPPED if states & UNFINISHED else over
            self._end(database, run, state, _code(error))
        return state

    def abandon(self, run: str) -> tuple[list[str], list[str]]:
        """Give up what is unfinished in a run that nobody alive works on.

        What goes out: the ids of files that were uploaded for nothing, and of those of which a batch was perhaps made, as nobody
        knows how that ended.

        Raises:
            PartClaimed: its owner lives. LocalFileError: the ledger cannot be written.
        """
        now = self._ledger.now()
        with self._ledger.write() as database:
            self._check_free(database, run, now)
            given_up = (*UNFINISHED, PartState.FAILED)
            lost = [p for p in _parts(database, "p.run = ? ORDER BY p.part", run) if p.state in given_up]
            database.execute(
                f"UPDATE part SET state = ?, changed_at = ? WHERE run = ? AND state IN ({_OPEN}, '{PartState.FAILED}')",
                (PartState.ABANDONED, now, run),
            )
            database.execute("UPDATE run SET owner = ? WHERE id = ?", (self._owner, run))
            self._end(database, run, RunState.ABANDONED, None)
        files = [
            (part.state is PartState.CREATING, part.file_id) for part in lost if part.file_id is not None
        ]
        return [file for doubt, file in files if not doubt], [file for doubt, file in files if doubt]

    def _end(self, database: Connection, run: str, state: RunState, error: str | None) -> None:
        ended = None if state is RunState.STOPPED else self._ledger.now()
        database.execute(
            "UPDATE run SET owner = NULL, state = ?, ended_at = ?, error = ? WHERE id = ? AND owner IS ?",
            (state, ended, error, run, self._owner),
        )

    def _check_free(self, database: Connection, run: str, now: int) -> None:
        """Raise PartClaimed where somebody else alive owns a run."""
        (owner, last) = database.execute(
            "SELECT owner, max(claimed_at, coalesce((SELECT max(changed_at) FROM part WHERE run = id), 0)) FROM run WHERE id = ?",
            (run,),
        ).fetchone() or (None, 0)
        if owner is not None and is_alive(owner, now - last):
            raise _claimed(database, run)


def _parts(database: Connection, where: str, value: str) -> list[KnownPart]:
    rows = database.execute(f"{_SELECT} WHERE {where}", (value,)).fetchall()
    known = (dict(zip(_KNOWN, row, strict=True)) for row in rows)
    return [KnownPart(**{**facts, "state": PartState(facts["state"])}) for facts in known]


def _claimed(database: Connection, run: str) -> PartClaimed:
    owner, since = database.execute(
        "SELECT owner, datetime(claimed_at, 'unixepoch') FROM run WHERE id = ?", (run,)
    ).fetchone()
    if owner is None:
        return PartClaimed(
            f"the same work was begun before, and is not done: run {run}",
            hint=f"SELECT * FROM local.parts WHERE run = '{run}' shows how it stands",
        )
    return PartClaimed(
        f"{told(owner)} is at work on the same since {since} UTC: run {run}",
        hint="wait for it; what it leaves undone when it has ended, the same statement goes on with",
    )


def _code(error: str | None) -> str | None:
    """What is kept of an error: a word, never a sentence, which may quote what was sent."""
    return error if error is None or _CODE.fullmatch(error) else "error"
