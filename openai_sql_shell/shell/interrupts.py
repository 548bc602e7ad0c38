"""Interrupts: Ctrl-C while something runs sets a cancel token, and the program goes on.

Only the main thread may use this; at the prompt itself Ctrl-C belongs to the line editor.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.cancel import CancelToken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType


@contextmanager
def interruptible() -> Iterator[CancelToken]:
    """A token that Ctrl-C sets while the block runs; a second Ctrl-C sets it again, which changes nothing."""
    token = CancelToken()
    with on_ctrl_c(lambda *_: token.set()):
        yield token


@contextmanager
def on_ctrl_c(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """What Ctrl-C does while the block runs."""
    previous = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous or signal.SIG_DFL)
