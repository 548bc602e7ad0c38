"""What stays to the end is not looked through for garbage: full collections over a million objects take a second each."""

from __future__ import annotations

import gc
from contextlib import contextmanager


@contextmanager
def kept():
    """Everything that is made in the block stays: no collection runs meanwhile, and later ones leave it out."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
