"""The progress of a replay: a file beside the history, so that ``--continue`` goes on where it stopped, even after a kill.

The first line holds the steps, as decided when the replay began; each line behind it says that a step began or ended. A line is
written before a statement is sent and another after it: what has the first and not the second was being sent.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import UsageError
from openai_sql_shell.shell.history.file import append_privately, entry_from, fields_of
from openai_sql_shell.shell.history.replay_plan import ReplayStep

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SUFFIX = ".replay"


@frozen
class RemainingSteps:
    """What is left of a replay."""

    steps: Sequence[ReplayStep]
    """All of them."""
    position: int = 0
    """Index of the step to begin with."""
    in_flight: bool = False
    """That step had begun when the replay was interrupted."""
    continued: bool = False
    """It was interrupted; its first statement, if it fails again, is passed over the next time."""


@frozen
class ReplayProgress:
    """The progress file of one history."""

    path: Path

    @classmethod
    def beside(cls, history: Path) -> ReplayProgress:
        """The one that belongs to a history file."""
        return cls(history.with_name(history.name + SUFFIX))

    def begin(self, steps: Sequence[ReplayStep]) -> None:
        """Start a new file in place of an older one.

        Raises:
            UsageError: it cannot be written.
        """
        try:
            self.path.unlink(missing_ok=True)
        except OSError as e:
            raise self._unwritable(e) from e
        self._append({"steps": [_fields(step) for step in steps]})

    def began(self, index: int) -> None:
        """A step is about to be sent."""
        self._append({"began": index}, "\n")

    def ended(self, index: int) -> None:
        """A step is over, and is not to be repeated."""
        self._append({"ended": index}, "\n")

    def untouched(self, index: int) -> None:
        """A step failed, and certainly changed nothing."""
        self._append({"untouched": index}, "\n")

    def finish(self) -> None:
        """Everything ran: there is nothing to go on with."""
        self.path.unlink(missing_ok=True)

    def read(self) -> RemainingSteps | None:
        """Where the last replay stopped; None where there is nothing to go on with."""
        try:
            first, *rest = self.path.read_text(encoding="utf-8").split("\n")
            steps = tuple(_step(fields) for fields in json.loads(first)["steps"])
        except (OSError, ValueError, LookupError, TypeError):
            return None
        position, in_flight = 0, False
        for line in rest:
            match _parsed(line):
                case {"began": int(index)}:
                    position, in_flight = index, True
                case {"untouched": int(index)}:
                    position, in_flight = index, False
                case {"ended": int(index)}:
                    position, in_flight = index + 1, False
        left = RemainingSteps(steps, position, in_flight, continued=True)
        return left if position < len(steps) else None

    def _append(self, fields: dict[str, object], before: str = "") -> None:
        """Add a line; ``before`` ends one that was cut off, so that it does not take this one with it."""
        try:
            append_privately(self.path, before + json.dumps(fields) + "\n")
        except OSError as e:
            raise self._unwritable(e) from e

    def _unwritable(self, error: OSError) -> UsageError:
        return UsageError(
            f'cannot keep the position of the replay in "{self.path}": {error.strerror or error}',
            hint="without it an interrupted replay could repeat changes; make the directory writable",
        )


def _fields(step: ReplayStep) -> dict[str, object]:
    entry = step.entry
    return {
        "number": entry.number,
        "entry": fields_of(entry),
        "changes": step.changes,
        "skipped": step.skipped,
    }


def _step(fields: dict[str, object]) -> ReplayStep:
    match fields:
        case {
            "number": int(number),
            "entry": dict(entry),
            "changes": bool(changes),
            "skipped": str() | None as skipped,
        }:
            found = entry_from(entry, number)
            if found is not None:
                return ReplayStep(found, changes, skipped)
    raise ValueError(fields)


def _parsed(line: str) -> object:
    """What a line says; a line that was cut off says nothing."""
    try:
        return json.loads(line)
    except ValueError:
        return None
