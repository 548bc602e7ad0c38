"""A value that is made once, by whoever needs it first: a thread behind the prompt, or the statement that cannot wait."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Lazy(Generic[T]):
    """Makes the value at the first call; others wait for it, and everybody gets the same.

    >>> made = []
    >>> value = Lazy(lambda: made.append(1) or len(made))
    >>> value(), value()
    (1, 1)
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []
        self._closed = False

    def __call__(self) -> T:
        """The value. What `make` raises goes to the caller, and the next one tries again.

        Raises:
            RuntimeError: it was closed before anybody asked.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("closed")
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    def close(self) -> None:
        """Make nothing from here on; what another thread is making is finished first."""
        with self._lock:
            self._closed = True
