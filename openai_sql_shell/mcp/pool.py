"""Sessions for calls that run at the same time: each has one of its own, all have one transport."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.opening import SessionOpener
    from openai_sql_shell.session.session import Session

SIZE = 4
"""Sessions there may be; a call more waits for one."""
PATIENCE = 5.0
"""Seconds that closing waits for calls to end that were told to."""
SLICE = 0.05


class SessionPool:
    """Opens sessions as they are needed."""

    def __init__(self, opener: SessionOpener, catalog: Catalog, files_below: tuple[Path, ...]) -> None:
        """Open nothing yet.

        Args:
            opener: makes sessions; closed with the pool.
            catalog: what exists for them.
            files_below: the directories whose files statements may name.
        """
        self._opener = opener
        self._catalog = catalog
        self._files_below = files_below
        self._changed = threading.Condition()
        self._made: list[Session] = []
        self._idle: list[Session] = []
        self._running: list[CancelToken] = []
        self._closed = False

    @property
    def profile_name(self) -> str:
        """Whose account is used, in a word."""
        return self._opener.profile.name

    @property
    def secrets(self) -> set[str]:
        """Keys, and credentials that answers have held: nothing that is written down or said has one."""
        profiles = [self._opener.profile, *(session.profile for session in self._made)]
        keys = {key for p in profiles for key in (p.api_key, p.admin_key) if isinstance(key, str)}
        return keys.union(*(session.shown_once for session in self._made))

    @contextmanager
    def session(self, token: CancelToken, *, changes: bool = False) -> Iterator[Session]:
        """A session for a call, which ``token`` stops; one that does not change anything refuses to.

        Raises:
            Cancelled: the token was set while all sessions were in use. UsageError: the server is closing, or a session cannot be opened.
        """
        session = self._taken(token)
        session.settings.read_only = self._opener.read_only or not changes
        session.confirm, session.confirm_each = None, True
        try:
            yield session
        finally:
            with self._changed:
                self._running.remove(token)
                self._idle.append(session)
                self._changed.notify_all()

    def _taken(self, token: CancelToken) -> Session:
        with self._changed:
            while not self._closed and not self._idle and len(self._made) >= SIZE:
                token.check()
                self._changed.wait(SLICE)
            token.check()
            if self._closed:
                raise UsageError("the server is closing")
            session = self._idle.pop() if self._idle else self._opened()
            self._running.append(token)
            return session

    def _opened(self) -> Session:
        session = self._opener.session(self._made[0] if self._made else None)
        session.catalog = self._catalog
        session.files_below = self._files_below
        self._made.append(session)
        return session

    def close(self) -> None:
        """Stop what runs, and close every session."""
        with self._changed:
            self._closed = True
            for token in self._running:
                token.set()
            end = time.monotonic() + PATIENCE
            while self._running and time.monotonic() < end:
                self._changed.wait(SLICE)
        for session in reversed(self._made):
            session.close()
        self._opener.close()
