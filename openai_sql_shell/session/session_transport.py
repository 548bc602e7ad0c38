"""A session's transport, and the downloads over it: opened with the first request, opened anew when a setting they were made with changes."""

from __future__ import annotations

import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.api.exchange_log import ExchangeLog
    from openai_sql_shell.api.transport import Transport
    from openai_sql_shell.config import Paths, Profile, Settings
    from openai_sql_shell.lines.downloads import Downloads
    from openai_sql_shell.lines.store import FileCache

USUAL_ROOM = 2 * 1024**3
"""Bytes of the file cache, unless a setting says otherwise; a server on this machine may use its ids again, and gets none."""


class SessionTransport:
    """Keeps one transport at a time, and its log."""

    def __init__(
        self,
        account: Callable[[], Profile],
        settings: Settings,
        clock: Clock,
        given: Transport | None,
        paths: Paths | None,
    ) -> None:
        """Open nothing yet.

        Args:
            account: tells the profile with its keys.
            settings: read anew for every statement.
            clock: tells the time and waits.
            given: is used as it is.
            paths: where the file cache is; None: in a temporary folder.
        """
        self._account = account
        self._settings = settings
        self._clock = clock
        self._given = given
        self._transport: Transport | None = None
        self._made_with: object = None
        self._log: ExchangeLog | None = None
        self._paths = paths
        self._temporary: Path | None = None
        self._lock = threading.RLock()
        self._downloads: Downloads | None = None
        self._downloads_made_with: object = None

    def opened(self) -> Transport:
        """What carries the next request; may be asked by any thread.

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
        with self._lock:
            if self._transport is None or facts != self._made_with:
                self.close()
                self._transport, self._made_with = self._connect(), facts
            return self._transport

    def downloads(self) -> Downloads:
        """What is read of large files, by everybody in the session; may be asked by any thread.

        Raises:
            UsageError: as ``opened``.
        """
        from openai_sql_shell.lines.downloads import Downloads  # noqa: PLC0415 - few statements read files

        with self._lock:
            transport, settings = self.opened(), self._settings
            facts = (transport, settings.file_cache, settings.max_download)
            if self._downloads is None or facts != self._downloads_made_with:
                self._give_up_downloads()
                cache = self.file_cache(is_local=transport.is_local)
                self._downloads = Downloads(transport, cache, settings.max_download)
                self._downloads_made_with = facts
            return self._downloads

    def file_cache(self, *, is_local: bool) -> FileCache:
        """Where files are kept for a server, which ``is_local`` where it runs on this machine."""
        from openai_sql_shell.lines.store import FileCache  # noqa: PLC0415 - as above

        chosen = self._settings.file_cache
        usual = 0 if is_local else USUAL_ROOM
        return FileCache(self._files_folder(), usual if chosen is None else chosen, self._clock.now)

    def _files_folder(self) -> Path:
        """Where downloads go; a temporary folder is made with the first of them."""
        from pathlib import Path  # noqa: PLC0415 - as above
        from secrets import token_hex  # noqa: PLC0415
        from tempfile import gettempdir  # noqa: PLC0415

        if self._paths is not None:
            return self._paths.files_folder
        if self._temporary is None:
            self._temporary = Path(gettempdir()) / f"openai-sql-{token_hex(8)}"
        return self._temporary / "files"

    def _give_up_downloads(self) -> None:
        downloads, self._downloads = self._downloads, None
        if downloads is not None:
            downloads.close()

    def _connect(self) -> Transport:
        from openai_sql_shell.api.credentials import Credentials  # noqa: PLC0415 - SHOW sends nothing
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
            from openai_sql_shell.api.exchange_log import ExchangeLog  # noqa: PLC0415 - few sessions have a log

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
        self._give_up_downloads()
        transport, log, temporary = self._transport, self._log, self._temporary
        self._transport = self._log = self._temporary = None
        if temporary is not None:
            from shutil import rmtree  # noqa: PLC0415 - as above

            rmtree(temporary, ignore_errors=True)
        if transport is not None:
            transport.close()
        if log is not None:
            log.close()
