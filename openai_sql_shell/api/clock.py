"""Time, passed in so that tests need not wait."""

from __future__ import annotations

import time

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.classes import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


@frozen
class Clock:
    """What the transport knows of time."""

    now: Callable[[], float] = time.time
    """Seconds since 1970."""
    monotonic: Callable[[], float] = time.monotonic
    wait: Callable[[CancelToken, float], None] = CancelToken.wait
    """Sleep for some seconds, or until the token is set: then raise `Cancelled`."""


SYSTEM_CLOCK = Clock()
"""The real one."""
