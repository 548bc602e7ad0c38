"""Interrupts: Ctrl-C while something runs sets a cancel token, and the program goes on.

Only the main thread may use this; at the prompt itself Ctrl-C belongs to the line editor.
"""

from __future__ import annotations

import signal
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.cancel import CancelToken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType


ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals that end the program."""


@contextmanager
def interruptible() -> Iterator[CancelToken]:
    """A token that Ctrl-C sets while the block runs; a second Ctrl-C sets it again, which changes nothing.

    A signal that ends the program sets it, too, and does its work behind the block: what the block achieved is told before.
    """
    token, received = CancelToken(), list[int]()

    def end(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        token.set()

    try:
        with on_ctrl_c(lambda *_: token.set()), ExitStack() as previous:
            for number in ENDINGS:
                before = signal.getsignal(number)
                if before not in (signal.SIG_IGN, None):
                    signal.signal(number, end)
                    previous.callback(signal.signal, number, before)
            yield token
    finally:
        if received:
            signal.raise_signal(received[0])


@contextmanager
def on_ctrl_c(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """What Ctrl-C does while the block runs."""
    previous = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous or signal.SIG_DFL)
