"""Python's garbage collector while a program loads: it looks through every new module again and again, and finds nothing."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def paused_collector() -> Iterator[Callable[[], None]]:
    """Collect nothing while the block runs, or until what this yields is called; that may happen more than once.

    What was loaded until then is never looked at again.
    """
    if not gc.isenabled():
        yield _nothing
        return

    def resume() -> None:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    gc.disable()
    try:
        yield resume
    finally:
        resume()


def _nothing() -> None:
    """Somebody else keeps the collector off."""
