"""What agents asked for, a JSON line a call, in a file that its owner alone may read. No rows and no keys.

The line of a change is in the file before the change is made, and is then overwritten in its place: one that cannot be written stops the change.
"""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from openai_sql_shell.classes import define, field
from openai_sql_shell.errors import UsageError, shortened

if TYPE_CHECKING:
    from pathlib import Path

OWNER_ALONE = 0o600
RESERVED = 1_000
"""Bytes kept for what is only known behind a change."""
LONGEST = 400
"""Characters of an error."""


@define
class AuditLine:
    """One call."""

    tool: str
    mode: str
    statement: str
    """Without keys."""
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
    decision: str = "allowed"
    verb: str | None = None
    count: int | None = None
    """Objects that would be, or were changed; of a query the rows that were given back."""
    requests: int = 0
    duration: float | None = None
    """Seconds; None: it is under way, or the program has ended before it."""
    error: str | None = None

    def line(self, length: int = 0) -> bytes:
        """As JSON, with blanks behind it up to a length, and a line feed."""
        error = self.error and shortened(self.error, LONGEST)
        facts = {
            "time": self.time,
            "tool": self.tool,
            "mode": self.mode,
            "decision": self.decision,
            "verb": self.verb,
            "statement": self.statement,
            "count": self.count,
            "requests": self.requests,
            "duration": None if self.duration is None else round(self.duration, 3),
            "error": error,
        }
        text = json.dumps(facts).encode()
        if length and len(text) >= length:
            text = json.dumps({**facts, "error": error and "too long to be written down"}).encode()
        return text.ljust(length - 1 if length else 0) + b"\n"


@define
class ReservedLine:
    """Where the line of a change stands in the file."""

    offset: int
    length: int


class Audit:
    """The file, opened once; for several threads."""

    def __init__(self, path: Path) -> None:
        """Open it, and make it if need be.

        Raises:
            UsageError: it cannot be written.
        """
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._end = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, OWNER_ALONE)
            path.chmod(OWNER_ALONE)
            self._inside = os.open(path, os.O_WRONLY)
        except OSError as problem:
            raise self._failed(problem) from None

    def write(self, entry: AuditLine) -> None:
        """Add the line of a call.

        Raises:
            UsageError: it cannot be written.
        """
        self._append(entry.line())

    def reserve(self, entry: AuditLine) -> ReservedLine:
        """Write the line of a change that is to be made, with room for what becomes of it.

        Raises:
            UsageError: it cannot be written.
        """
        length = len(entry.line()) + RESERVED
        return ReservedLine(self._append(entry.line(length)) - length, length)

    def fill(self, place: ReservedLine, entry: AuditLine) -> None:
        """Say what became of it.

        Raises:
            UsageError: it cannot be written.
        """
        try:
            with self._lock:
                os.lseek(self._inside, place.offset, os.SEEK_SET)
                os.write(self._inside, entry.line(place.length))
        except OSError as problem:
            raise self._failed(problem) from None

    def close(self) -> None:
        """Close the file."""
        os.close(self._end)
        os.close(self._inside)

    def _append(self, line: bytes) -> int:
        """Write a line at the end; where it ends."""
        try:
            with self._lock:
                written = os.write(self._end, line)
                if written != len(line):
                    raise self._failed(OSError(0, "only a part of the line could be written"))
                return os.lseek(self._end, 0, os.SEEK_CUR)
        except OSError as problem:
            raise self._failed(problem) from None

    def _failed(self, problem: OSError) -> UsageError:
        return UsageError(
            f"the audit file {str(self._path)!r} cannot be written: {problem.strerror}",
            hint="name another with --audit",
        )
