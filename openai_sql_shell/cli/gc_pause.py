"""Python's garbage collector while a program loads: it looks through every new module again and again, and finds nothing."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def paused_collector() -> Iterator[None]:
    """Collect nothing while the block runs, or until `resume_collector` is called."""
    gc.disable()
    try:
        yield
    finally:
        resume_collector()


def resume_collector() -> None:
    """Everything is loaded: collect again, and never look at what is there by now. May be called more than once."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
