"""A journal, the objects of a sandbox on disk: one JSON line for each change, rewritten short at every start.

A line that was cut off by a crash is the last one and is dropped; anything else that cannot be read is an error that
names the line. A lock file keeps a second process out.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

from openai_sql_shell.classes import fields
from openai_sql_shell.errors import UsageError
from openai_sql_shell.sandbox.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE = "objects.jsonl"
LOCK = "lock"
RECORD_FIELDS = tuple(fields(Record))


class Journal:
    """The file of changes of one directory, locked while it is open.

    Raises:
        UsageError: another sandbox uses the directory, or it cannot be written.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = (directory / LOCK).open("a")
        except OSError as error:
            raise UsageError(f"the sandbox directory {directory} cannot be used: {error.strerror}") from error
        if not _locked(self._lock):
            self._lock.close()
            raise UsageError(
                f"another sandbox uses {directory}",
                hint="stop it, or choose another directory",
            )
        self._file: TextIO | None = None

    def read(self) -> tuple[int, list[tuple[str, Record]]]:
        """The highest serial ever given, and every record with its table, in the order of its last change.

        Raises:
            UsageError: a line is not one of ours.
        """
        serial = 0
        found: dict[tuple[str, str], Record] = {}
        for number, line in enumerate(self._lines(), 1):
            try:
                entry = json.loads(line)
                serial = max(serial, entry["serial"])
                if "gone" in entry:
                    found.pop((entry["table"], entry["gone"]), None)
                elif "key" in entry:
                    found[entry["table"], entry["key"]] = Record(*(entry[name] for name in RECORD_FIELDS))
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(
                    f"line {number} of {self._path} cannot be read",
                    hint="restore the file, or choose another directory",
                ) from error
        return serial, [(table, record) for (table, _), record in found.items()]

    def _lines(self) -> list[str]:
        if not self._path.exists():
            return []
        *whole, _cut_off = self._path.read_text("utf-8").split("\n")
        return whole

    def rewrite(self, serial: int, records: Iterable[tuple[str, Record]]) -> None:
        """Replace the file by one line for each record, at once, and go on writing behind them."""
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(_line({"serial": serial}))
            file.writelines(_line(_entry(table, record)) for table, record in records)
            file.flush()
            os.fsync(file.fileno())
        if self._file is not None:
            self._file.close()
        fresh.replace(self._path)
        self._file = self._path.open("a", encoding="utf-8")

    def write(self, table: str, record: Record) -> None:
        """Remember a record as it is now. Before the first `rewrite`, nothing is written."""
        self._append(_entry(table, record))

    def erase(self, table: str, key: str, serial: int) -> None:
        """Remember that a record is gone."""
        self._append({"table": table, "gone": key, "serial": serial})

    def _append(self, entry: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(_line(entry))

    def flush(self) -> None:
        """Hand what was written to the operating system, so that it outlives this process."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Close the file and let others in."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._lock.close()


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, separators=(",", ":")) + "\n"


def _entry(table: str, record: Record) -> dict[str, Any]:
    return {"table": table, **{name: getattr(record, name) for name in RECORD_FIELDS}}


def _locked(file: TextIO) -> bool:
    """Lock an open file for this process alone; the lock ends with the file."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - each platform has one of the two

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
