"""Owners: which process works on a run, told so that another one can see whether it still lives."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from socket import gethostname

STALE_AFTER = 3600
"""Seconds after which an owner is taken for dead that cannot be asked: it runs on another machine."""

_OWNER = re.compile(r"(?P<pid>\d+)@(?P<host>[^#]+)#(?P<begun>\d*)")
_STATE, _BEGUN_AT = 0, 19
"""Where a process's state and its start stand in its ``stat``, behind its name."""


def this_process() -> str:
    """The owner that this process is: ``4711@host#8123``; the last is when it began, in the system's own unit, where it can be told."""
    return f"{os.getpid()}@{gethostname()}#{_begun(os.getpid())}"


def is_alive(owner: str, idle: float) -> bool:
    """Whether an owner, who last did something ``idle`` seconds ago, may still work."""
    told = _OWNER.fullmatch(owner)
    if told is None:
        return False
    if told["host"] != gethostname() or sys.platform == "win32":
        return idle < STALE_AFTER
    pid = int(told["pid"])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's
        pass
    return told["begun"] == _begun(pid)


def told(owner: str) -> str:
    """An owner in a sentence.

    >>> told("4711@host#8123")
    'process 4711 on host'
    """
    found = _OWNER.fullmatch(owner)
    return f"process {found['pid']} on {found['host']}" if found else "another process"


def _begun(pid: int) -> str:
    """When a process began, so that a number that was given anew is told from the one before; empty where nobody knows, or it has ended."""
    with suppress(OSError, IndexError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        facts = stat.rpartition(")")[2].split()
        return "" if facts[_STATE] in "ZX" else facts[_BEGUN_AT]
    return ""
