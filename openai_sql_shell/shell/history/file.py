"""The history file: what was typed, when, under which profile, and how it ended. One JSON object a line, oldest first.

Statements come in after they ran. It must never hold a key of the API, never be readable by others, and never be the reason
that a session ends: a damaged line is passed over, and what cannot be written is the caller's to mention once. Several shells
append to the same file at the same time; each entry is one write.
"""

from __future__ import annotations

import errno
import os
from datetime import datetime
from typing import TYPE_CHECKING

from openai_sql_shell.classes import asdict, frozen, replace
from openai_sql_shell.errors import Cancelled, UsageError
from openai_sql_shell.secrets import mask

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from openai_sql_shell.errors import OpenAISqlError

OK = "ok"
CANCELLED = "cancelled"
"""Outcomes besides ``error: ...``."""


@frozen
class HistoryEntry:
    """One statement or shell command."""

    time: datetime
    """When it was started, with its zone."""
    profile: str
    text: str
    """As it ran, placeholders filled in, without the semicolon."""
    outcome: str
    changes: bool = False
    """It changed something on the server, or tried to."""
    local: bool = False
    """It was about the session's own tables and views."""
    seconds: float = 0.0
    service: str | None = None
    """What USE had chosen when it ran: short names mean the same again."""
    masked: bool = False
    """A secret was taken out of the text: it cannot be run again."""
    number: int = 0
    """Its place in the file, from 1; 0: it was not read from one."""

    @property
    def is_command(self) -> bool:
        """A backslash command, which only the shell understands."""
        return self.text.startswith("\\")

    @property
    def failed(self) -> bool:
        """It ended in an error."""
        return self.outcome not in (OK, CANCELLED)

    @property
    def row(self) -> tuple[int, str, str, str, str]:
        """Number, time, profile, outcome and text, as the lists show it."""
        return self.number, f"{self.time:%Y-%m-%d %H:%M:%S}", self.profile, self.outcome, self.text


@frozen
class HistoryFile:
    """A history on disk; the file need not exist."""

    path: Path

    def append(self, entry: HistoryEntry, secrets: Iterable[str] = ()) -> None:
        """Add an entry, with the ``secrets`` and everything that looks like a key taken out.

        Raises:
            OSError: the file cannot be written.
        """
        import json  # noqa: PLC0415 - the first prompt comes first

        hidden = tuple(secrets)
        text = mask(entry.text, hidden)
        kept = replace(
            entry,
            text=text,
            outcome=mask(entry.outcome, hidden),
            seconds=round(entry.seconds, 3),
            masked=entry.masked or text != entry.text,
        )
        append_privately(self.path, json.dumps(fields_of(kept), ensure_ascii=False) + "\n")

    def read(self) -> list[HistoryEntry]:
        """Every entry that can be read, oldest first; none where there is no file."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return []
        entries: list[HistoryEntry] = []
        for line in content.split(b"\n"):
            entry = parse(line, len(entries) + 1)
            if entry is not None:
                entries.append(entry)
        return entries

    def read_existing(self) -> list[HistoryEntry]:
        """The same for a file somebody named.

        Raises:
            UsageError: it is not there or cannot be read.
        """
        try:
            with self.path.open("rb"):
                pass
        except OSError as e:
            raise UsageError(f'cannot read the history "{self.path}": {e.strerror or e}') from e
        return self.read()


def outcome_text(error: OpenAISqlError | None) -> str:
    """How a statement ended, as an entry keeps it.

    >>> outcome_text(None), outcome_text(UsageError("no such batch"))
    ('ok', 'error: no such batch')
    """
    if error is None:
        return OK
    return CANCELLED if isinstance(error, Cancelled) else f"error: {error.message}"


def append_privately(path: Path, line: str) -> None:
    """Add a line in one write to a file that only its owner may read, made if need be.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        content = line.encode("utf-8", "backslashreplace")
        if os.write(handle, content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(handle)


def parse(line: bytes | str, number: int = 0) -> HistoryEntry | None:
    """The entry on a line; None for a line that is damaged or holds something else."""
    import json  # noqa: PLC0415 - as above

    try:
        return entry_from(json.loads(line), number)
    except (ValueError, OverflowError, RecursionError):
        return None


def fields_of(entry: HistoryEntry) -> dict[str, object]:
    """What is written down of an entry: everything but its number, which is its place."""
    fields = asdict(entry) | {"time": entry.time.isoformat(timespec="milliseconds")}
    del fields["number"]
    return fields


def entry_from(fields: object, number: int) -> HistoryEntry | None:
    """The entry a JSON object stands for; None where it stands for none."""
    match fields:
        case {"time": str(time), "profile": str(profile), "text": str(text), "outcome": str(outcome), **more}:
            seconds, service = more.get("seconds"), more.get("service")
            return HistoryEntry(
                datetime.fromisoformat(time).astimezone(),
                profile,
                text,
                outcome,
                changes=more.get("changes") is True,
                local=more.get("local") is True,
                seconds=float(seconds) if isinstance(seconds, int | float) else 0.0,
                service=service if isinstance(service, str) else None,
                masked=more.get("masked") is True,
                number=number,
            )
    return None
