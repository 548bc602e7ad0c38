"""SIGINT, SIGTERM and SIGHUP as a clean end.

While a statement runs, a signal sets its cancel token: the statement ends itself and gives back what it holds. A second one, or
one between statements, ends the program by an exception, so that everything that is open is closed. Signals the parent
chose to ignore (``nohup``, ``&`` in a script) stay ignored.
"""

from __future__ import annotations

import signal
from contextlib import ExitStack, contextmanager

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.classes import define

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

HANDLED = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@define
class Signals:
    """Which signal came, and what it is to stop."""

    received: int | None = None
    running: CancelToken | None = None
    """The token of the statement that runs now."""

    @property
    def exit_code(self) -> int:
        """What a shell reports for a program the signal ended: 130 for SIGINT, 143 for SIGTERM."""
        return 128 + (self.received or signal.SIGINT)

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Handle signals here while the block runs. Only the main thread may."""
        with ExitStack() as previous:
            for number in HANDLED:
                before = signal.getsignal(number)
                if before not in (signal.SIG_IGN, None):
                    signal.signal(number, self._handle)
                    previous.callback(signal.signal, number, before)
            yield

    @contextmanager
    def statement(self) -> Iterator[CancelToken]:
        """The token of one statement; signals set it while the block runs."""
        self.running = CancelToken()
        try:
            yield self.running
        finally:
            self.running = None

    def close(self) -> None:
        """From here on only what is open is closed: the first signal changes nothing any more.

        An exception could come out in the middle of a finalizer, where nobody takes it.
        """
        self.running = CancelToken()

    def _handle(self, number: int, _frame: object) -> None:
        self.received = number
        if self.running is not None and not self.running:
            self.running.set()
        elif number == signal.SIGINT:
            raise KeyboardInterrupt
        else:
            raise SystemExit(self.exit_code)
