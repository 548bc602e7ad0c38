"""The plan of a replay: which entries of a history run again, and why the others do not. Entries in, decisions out; nothing runs here."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import StatementError, UsageError
from openai_sql_shell.shell.state import restored
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.parser import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.history.file import HistoryEntry

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@frozen
class ReplayStep:
    """One entry and what is decided about it."""

    entry: HistoryEntry
    changes: bool
    skipped: str | None
    """Why it does not run; None: it runs."""


def changes(entry: HistoryEntry, session: Session) -> bool:
    """Whether it changed something on the server when it ran, or would now; short names mean what they meant then."""
    if entry.is_command or entry.changes or entry.local:
        return entry.changes
    return _changes_now(entry, session)


def _changes_now(entry: HistoryEntry, session: Session) -> bool:
    with restored(session, "service"):
        session.service = entry.service
        return session.changes(entry.text)


def became_remote(entry: HistoryEntry, session: Session) -> str | None:
    """Why a statement about a table of its session is not run in this one: it would change something on the server here."""
    if not entry.local or not _changes_now(entry, session):
        return None
    return "it was about a table of its session, which this one does not have; here it would change the API's objects"


def skip_reason(entry: HistoryEntry, session: Session, way_to_change: str | None = None) -> str | None:
    """Why an entry does not run again; None: it runs.

    Args:
        entry: what was typed.
        session: where it would run.
        way_to_change: how a person gets a change to run; None: changes run as well.
    """
    if entry.is_command:
        return "a command of the shell"
    if entry.masked:
        return "a secret was taken out of it; type it again"
    if way_to_change is not None and changes(entry, session):
        return f"it changes something; {way_to_change}"
    if _is_forced(entry.text):
        return "FORCE submits what was submitted, which nobody may do unasked; type it again"
    return became_remote(entry, session)


def _is_forced(text: str) -> bool:
    """Whether a statement submits again what was submitted before."""
    try:
        statement = parse(text)
    except StatementError:
        return False
    return isinstance(statement, ast.Insert | ast.Exec) and statement.force


def select(
    entries: Sequence[HistoryEntry],
    *,
    last: int | None = None,
    since: datetime | None = None,
    grep: str | None = None,
) -> list[HistoryEntry]:
    """The statements for which all conditions hold, in order, and the ``last`` of them; shell commands are left out."""
    wanted = (grep or "").casefold()
    chosen = [
        entry
        for entry in entries
        if not entry.is_command and (since is None or entry.time >= since) and wanted in entry.text.casefold()
    ]
    return chosen if last is None else chosen[max(0, len(chosen) - last) :]


def plan(chosen: Sequence[HistoryEntry], session: Session, *, include_changes: bool) -> list[ReplayStep]:
    """A decision for each entry; of one about a table of its session when it is its turn, and the table is made."""
    way = None if include_changes else "--include-changes runs it"

    return [
        ReplayStep(
            entry,
            changes(entry, session),
            None if entry.local and not entry.masked else skip_reason(entry, session, way),
        )
        for entry in chosen
    ]


def point_in_time(text: str, now: datetime) -> datetime:
    """A date, a date with time, or an age such as ``2h``, counted back from ``now``.

    >>> noon = datetime.fromisoformat("2026-08-21T12:00:00+00:00")
    >>> str(point_in_time("2h", noon)), str(point_in_time("2026-08-20T09:30Z", noon))
    ('2026-08-21 10:00:00+00:00', '2026-08-20 09:30:00+00:00')

    Raises:
        UsageError: it is neither.
    """
    age = re.fullmatch(r"(\d+(?:\.\d+)?)([smhdw])", text.strip().lower(), re.ASCII)
    try:
        if age:
            return now - timedelta(**{UNITS[age[2]]: float(age[1])})
        named = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise UsageError(
            f'"{text}" is no point in time',
            hint="write 2026-08-21, 2026-08-21T09:00, or an age such as 2h or 3d",
        ) from None
    return named if named.tzinfo else named.replace(tzinfo=now.tzinfo)
