"""The sandbox of an engine: all its connections see the same objects, which end with the engine and the last of them."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openai_sql_shell.classes import fields
from openai_sql_shell.dbapi.connection import Connection
from openai_sql_shell.dbapi.errors import TRANSLATING
from openai_sql_shell.opening import Choices, SessionOpener

if TYPE_CHECKING:
    from openai_sql_shell.session.session import Session

CHOICES = fields(Choices).keys() - {"settings", "at_most"}


class SharedOpener(SessionOpener):
    """An opener that is closed once nobody needs it any more: who made it, and each connection."""

    _users = 1

    def session(self, beside: Session | None = None) -> Session:
        """One more session, and user. Raises what `SessionOpener.session` raises."""
        with self._lock:
            self._users += 1
        try:
            return super().session(beside)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """One user less; the last one stops the sandbox."""
        with self._lock:
            self._users -= 1
            is_over = not self._users
        if is_over:
            super().close()


class SharedSandboxes:
    """Connections to sandboxes; those with the same choices share one. Safe for several threads."""

    def __init__(self) -> None:
        self._openers: list[tuple[object, SharedOpener]] = []
        self._lock = threading.Lock()

    def connect(self, *, times: Any = "unix", confirm: Any = None, **given: Any) -> Connection:
        """What `connect` of the driver does, with its arguments and errors."""
        chosen = {name: given.pop(name) for name in CHOICES & given.keys()}
        if isinstance(chosen["sandbox"], str):
            chosen["sandbox"] = Path(chosen["sandbox"])
        with TRANSLATING, self._lock:
            wanted = Choices(**chosen, settings=given), confirm
            opener = next((opener for known, opener in self._openers if known == wanted), None)
            if opener is None:
                opener = SharedOpener(wanted[0], os.environ, confirm)
                self._openers.append((wanted, opener))
            return Connection(opener, times)

    def close(self) -> None:
        """Need none of them any more; each ends with the last of its connections."""
        with self._lock:
            openers, self._openers = self._openers, []
        for _, opener in openers:
            opener.close()
