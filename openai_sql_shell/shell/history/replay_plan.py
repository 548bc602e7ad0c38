"""The plan of a replay: which entries of a history run again, and why the others do not. Entries in, decisions out; nothing runs here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openai_sql_shell.session.session import Session
    from openai_sql_shell.shell.history.file import HistoryEntry, Numbered

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Selection:
    """What the person asked for; all conditions hold together, ``last`` counts what the others leave."""

    last: int | None = None
    since: datetime | None = None
    grep: str | None = None


@dataclass(frozen=True, slots=True)
class SkipRule:
    """A reason not to run an entry."""

    applies: Callable[[HistoryEntry, Session], bool]
    reason: str


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """One entry and what is decided about it."""

    numbered: Numbered
    changes: bool
    skipped: str | None
    """Why it does not run; None: it runs."""


def changes(entry: HistoryEntry, session: Session) -> bool:
    """Whether it changed something on the server when it ran, or would now; short names mean what they meant then."""
    if entry.is_command or entry.changes:
        return entry.changes
    before, session.service = session.service, entry.service
    try:
        return session.changes(entry.text)
    finally:
        session.service = before


COMMAND = SkipRule(lambda entry, _: entry.is_command, "a command of the shell")
MASKED = SkipRule(lambda entry, _: entry.masked, "a secret was taken out of it; type it again")
CHANGE = SkipRule(changes, "it changes something; --include-changes runs it")
CHANGE_IN_RANGE = SkipRule(changes, "it changes something; \\replay with its number alone runs it")

ALWAYS = (COMMAND, MASKED)
"""What cannot be run again at all."""
READING_ONLY = (*ALWAYS, CHANGE)
RANGE_RULES = (*ALWAYS, CHANGE_IN_RANGE)


def decide(entry: HistoryEntry, session: Session, rules: Sequence[SkipRule] = ALWAYS) -> str | None:
    """The first reason not to run an entry; None where there is none."""
    return next((rule.reason for rule in rules if rule.applies(entry, session)), None)


def select(entries: Sequence[Numbered], selection: Selection) -> list[Numbered]:
    """The statements a person asked for, in order; shell commands are left out."""
    chosen = [n for n in entries if not n.entry.is_command]
    if selection.since is not None:
        chosen = [n for n in chosen if n.entry.time >= selection.since]
    if selection.grep is not None:
        wanted = selection.grep.casefold()
        chosen = [n for n in chosen if wanted in n.entry.text.casefold()]
    return chosen if selection.last is None else chosen[max(0, len(chosen) - selection.last) :]


def plan(chosen: Sequence[Numbered], session: Session, *, include_changes: bool) -> list[ReplayStep]:
    """A decision for each entry."""
    rules = ALWAYS if include_changes else READING_ONLY
    return [ReplayStep(n, changes(n.entry, session), decide(n.entry, session, rules)) for n in chosen]


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
