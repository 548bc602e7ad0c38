r"""``\history`` and ``\replay``: earlier statements, to see and to run again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.errors import RefusedStatement, UnknownName, UsageError
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.sgr import DIM, styled
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.history.replay_plan import skip_reason
from openai_sql_shell.shell.output.paging import show_lines
from openai_sql_shell.shell.output.statement_run import as_prose, show_table
from openai_sql_shell.shell.run_input import run_statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.shell.history.file import HistoryEntry
    from openai_sql_shell.shell.state import ShellState

SHOWN = 20
r"""Entries that ``\history`` lists when nobody says how many."""


def history(shell: ShellState, words: Sequence[str]) -> None:
    """The last entries, or those that contain a text; or keep no more of them, or again."""
    if words and words[0].lower() in ("on", "off"):
        shell.session.settings.set("history", words[0])
        kept = shell.session.settings.history
        shell.say("what is typed is kept" if kept else "nothing is kept until \\history on")
        return
    entries = shell.history.read()
    if words and not words[0].isdecimal():
        wanted = words[0].casefold()
        chosen = [entry for entry in entries if wanted in entry.text.casefold()]
    else:
        most = int(words[0]) if words else SHOWN
        chosen = entries[-most:] if most else []
    if as_prose(shell):
        show_lines(shell, [line for entry in chosen for line in _told(shell, entry)])
    else:
        show_table(shell, ("number", "time", "profile", "outcome", "text"), (entry.row for entry in chosen))


def _told(shell: ShellState, entry: HistoryEntry) -> Iterator[str]:
    """One entry on a screen: what is known of it in one line, the whole statement below."""
    number, *facts, text = entry.row
    stream = shell.console.stdout
    head = sanitize(f"{number:>4}  {' · '.join(facts)}")
    yield styled(head, DIM, color=shell.colored(stream))
    yield from (f"      {line}" for line in shell.sql(text, stream).splitlines())


def replay(shell: ShellState, words: Sequence[str]) -> None:
    """Run one entry of the history again, or a range of them without those that change something.

    Raises:
        UsageError: the words are no number and no range. UnknownName: there is no such entry.
        RefusedStatement: the entry cannot be run again.
    """
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", words[0]) if words else None
    if found is None:
        raise UsageError(
            "\\replay needs the number of an entry", hint="\\history lists them; \\replay 3-7 runs several"
        )
    first, last = int(found[1]), int(found[2] or found[1])
    chosen = [entry for entry in shell.history.read() if first <= entry.number <= last]
    if not chosen:
        raise UnknownName("history entry", words[0], hint="\\history lists them")
    if found[2] is None:
        _run_one(shell, chosen[0])
    else:
        _run_several(shell, chosen)


def _run_one(shell: ShellState, entry: HistoryEntry) -> None:
    """Naming one entry is consent to what it changes."""
    reason = skip_reason(entry, shell.session)
    if reason is not None:
        raise RefusedStatement(f"entry {entry.number} cannot be run again: {reason}")
    shell.say_sql(entry.text)
    run_statement(shell, entry.text)


def _run_several(shell: ShellState, chosen: Sequence[HistoryEntry]) -> None:
    for entry in chosen:
        reason = skip_reason(entry, shell.session, "\\replay with its number alone runs it")
        if reason is not None:
            shell.say(f"{entry.number} skipped: {reason}")
            continue
        shell.say(f"{entry.number} {shell.sql(entry.text, shell.console.stderr)}")
        if not run_statement(shell, entry.text).ok:
            break


RECALL_COMMANDS = (
    Command(
        "history",
        "[N | TEXT | on | off]",
        f"list the last N ({SHOWN}) entries, or those with TEXT in them; off: keep what is typed no longer",
        "\\history 5",
        history,
        raw=True,
    ),
    Command(
        "replay",
        "N | N-M",
        "run an entry of the history again; in a range, changes are skipped",
        "\\replay 1",
        replay,
    ),
)
