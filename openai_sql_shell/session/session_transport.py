"""A session's transport: opened with the first request it needs, opened anew when a setting it was made with changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.api.exchange_log import ExchangeLog
    from openai_sql_shell.api.transport import Transport
    from openai_sql_shell.config import Profile, Settings


class SessionTransport:
    """Keeps one transport at a time, and its log."""

    def __init__(
        self, account: Callable[[], Profile], settings: Settings, clock: Clock, given: Transport | None
    ) -> None:
        """Open nothing yet; ``account`` tells the profile with its keys, ``given`` is used as it is."""
        self._account = account
        self._settings = settings
        self._clock = clock
        self._given = given
        self._transport: Transport | None = None
        self._made_with: object = None
        self._log: ExchangeLog | None = None

    def opened(self) -> Transport:
        """What carries the next request.

        Raises:
            UsageError: a key is not to be had, or the base URL or the log cannot be used.
        """
        if self._given is not None:
            return self._given
        settings = self._settings
        facts = (
            settings.connect_timeout,
            settings.read_timeout,
            settings.retries,
            settings.http_log,
            settings.concurrency,
            settings.max_answer,
        )
        if self._transport is None or facts != self._made_with:
            self.close()
            self._transport, self._made_with = self._connect(), facts
        return self._transport

    def _connect(self) -> Transport:
        from openai_sql_shell.api.credentials import Credentials  # noqa: PLC0415 - SHOW sends nothing
        from openai_sql_shell.api.exchange_log import ExchangeLog  # noqa: PLC0415
        from openai_sql_shell.api.transport import Transport  # noqa: PLC0415

        who, settings = self._account(), self._settings
        credentials = Credentials(
            who.api_key,
            who.admin_key,
            who.organization,
            who.project,
            who.api_key_origin,
            who.admin_key_origin,
        )
        if settings.http_log is not None:
            self._log = ExchangeLog(settings.http_log, credentials.mask)
        return Transport(
            who.base_url,
            credentials,
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            retries=settings.retries,
            concurrency=settings.concurrency,
            max_answer=settings.max_answer,
            clock=self._clock,
            log=self._log,
        )

    def close(self) -> None:
        """Close the connections and the log; the next request opens them again.

        Raises:
            UsageError: the log lacks something.
        """
        transport, log = self._transport, self._log
        self._transport = self._log = None
        if transport is not None:
            transport.close()
        if log is not None:
            log.close()
