"""A statement that never ends is the worst mismatch of all: it is named, with the place where it stands."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 60.0
"""Seconds; the slowest statement over an account this small takes less than one."""


@contextmanager
def watched(what: str) -> Iterator[None]:
    """End the process, saying what it was doing and where it stands, when the block takes too long.

    The process, because a thread that waits for a lock for ever cannot be ended otherwise.
    """
    dog = threading.Timer(LONGEST, _bite, (what, threading.get_ident()))
    dog.daemon = True
    dog.start()
    try:
        yield
    finally:
        dog.cancel()


def _bite(what: str, thread: int) -> None:
    stack = "".join(traceback.format_stack(sys._current_frames()[thread]))
    print(f"HANGS for {LONGEST:g} seconds: {what}\n{stack}", file=sys.__stderr__, flush=True)
    os._exit(1)
