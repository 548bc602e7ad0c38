"""A stream: an answer whose body is read as it arrives, and never held whole.

The request travels on its own thread, as every other; pieces go from there to whoever reads, a bounded number of them ahead.
A reader that rests holds up the network: see `lines` for one that does not.
"""

from __future__ import annotations

from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Self

from openai_sql_shell.cancel import SLICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openai_sql_shell.api.messages import Head, Response
    from openai_sql_shell.api.pending import PendingResponse

AHEAD = 16
"""Pieces (of `decoding.PIECE` bytes at most) that wait for their reader."""


class Stream:
    """The body of one answer, for one thread; `close` may be called from any.

    ``head`` is that of the body which is being read, believed so far as a head can be.
    """

    head: Head

    def __init__(self, pending: PendingResponse, restart: Callable[[], object] | None) -> None:
        """Take the body of a request that is not under way yet.

        Args:
            pending: the request.
            restart: called by the reading thread in front of each body: forgets what came of one that broke off. None: a body
                that has begun is not asked for again.
        """
        self._pending = pending
        self._restart = restart
        self._arrived: Queue[Head | bytes] = Queue(AHEAD)
        self._first = b""
        pending.sink = self

    def begin(self) -> Self:
        """Wait for the head; with it come the first bytes, which may be those of an error.

        Raises:
            OpenAISqlError: as ``read``.
        """
        self._first = self._next()
        return self

    def read(self) -> bytes:
        """The next piece of the body; empty at its end, once it is known to be whole.

        Raises:
            Cancelled: at most 100 ms after the context's token was set. WaitTimeout: its deadline is over.
            OpenAISqlError: whatever befell the request, and by the reading thread what ``restart`` raises.
        """
        piece, self._first = self._first or self._next(), b""
        return piece

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.read, b"")

    @property
    def response(self) -> Response:
        """The whole answer without its body, after the last piece."""
        return self._pending.result(self._pending.context.cancel)

    def close(self) -> None:
        """Give up the rest: the socket is shut down, nothing more is sent."""
        self._pending.abandon()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self) -> bytes:
        cancel = self._pending.context.cancel
        while True:
            cancel.check()
            over = self._pending.done  # before the look: nothing comes behind it
            try:
                found = self._arrived.get(timeout=0 if over else SLICE)
            except Empty:
                if over:
                    return self.response.body  # empty, or there was none to hand on
                self._pending.look(cancel)
                continue
            if isinstance(found, bytes):
                return found
            self.head = found
            if self._restart is not None:
                self._restart()

    # --- the request's thread -----------------------------------------------------------------------------------

    @property
    def restarts(self) -> bool:
        """A body that broke off may begin anew."""
        return self._restart is not None

    def put(self, what: Head | bytes) -> None:
        """Hand on a head or a piece, once there is room for it.

        Raises:
            Cancelled: nobody wants it any more.
        """
        while True:
            self._pending.token.check()
            try:
                self._arrived.put(what, timeout=SLICE)
            except Full:
                continue
            return
