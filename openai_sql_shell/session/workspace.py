"""What the executor of one statement works with: the session's state and resources, and what belongs to this statement alone.

Made by the session, one for each statement. Nothing is opened before an executor asks for it: a statement about the catalog needs
neither SQLite nor a transport.
"""

from __future__ import annotations

from functools import cache

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import RefusedStatement, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import Any, BinaryIO

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.api.transport import Transport
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.config import Paths, Profile, Settings
    from openai_sql_shell.handlers.base import Call, Context, Server
    from openai_sql_shell.ledger.store import Ledger
    from openai_sql_shell.local_files.paths import Folders
    from openai_sql_shell.planner.plans import Plan
    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.prices.price_list import PriceList
    from openai_sql_shell.result import Progress, RequestStats, Result
    from openai_sql_shell.session.consent import Asking
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.session_database import SessionDatabase
    from openai_sql_shell.session.session_transport import SessionTransport


@frozen
class Executor:
    """What carries out one kind of plan; see `executors`."""

    run: Callable[[Any, Workspace], Result]
    explain: Callable[[Any, Workspace], Sequence[ExplainStep]] | None
    """The steps for EXPLAIN; None: it sends no request."""
    measure: Callable[[Any, Workspace], Result] | None
    """Runs the plan and tells its cost; None: it is not run for that."""
    estimate: Callable[[Any, Workspace], Result] | None
    """Tells what it would cost in money, for EXPLAIN COST; None: that is not known beforehand."""


@frozen
class Workspace:
    """One statement's share of its session."""

    scope: Scope
    """What names mean: the catalog, USE, local objects, variables."""
    profile: Profile
    settings: Settings
    clock: Clock
    cancel: CancelToken
    stats: RequestStats
    """What the statement has cost so far."""
    database: SessionDatabase
    transport: SessionTransport
    executor_of: Callable[[Plan], Executor]
    """What carries out a plan: EXPLAIN asks for that of the explained one."""
    server: Callable[[], Server]
    """What is known of the server."""
    use: Callable[[str | None], None]
    """Choose a service for short names."""
    progress: Callable[[Progress], None]
    """Told about long work."""
    asking: Asking
    """Who is asked about changes."""
    shown_once: set[str]
    """Credentials that answers have held; they are never written down."""
    ledger: Callable[[], Ledger | None]
    """What this program created; None: the person wants it written down nowhere."""
    paths: Paths | None = None
    """Where the person may have written down what models cost."""
    files_below: tuple[Path, ...] | None = None
    """The only directories whose files may be named; None: the working one, and what the settings allow."""

    def context(self, cancel: CancelToken | None = None) -> Context:
        """What the statement's requests have in common, with notices of their own.

        Args:
            cancel: stops them in place of the statement's token.
        """
        from openai_sql_shell.handlers.base import Context, Notices  # noqa: PLC0415 - SHOW sends nothing

        token = self.cancel if cancel is None else cancel  # a token that is not set is false
        return Context(
            cache(self._connected),
            token,
            self.stats,
            Notices(),
            self.clock,
            self.progress,
            self.server(),
            self.transport.downloads,
            self.ledger,
            local_file=self._local_file,
            prices=cache(self._prices),
        )

    def _connected(self) -> Transport:
        """What carries the statement's requests.

        Raises:
            UsageError: a key is not to be had. Cancelled: the person stopped asking for it.
        """
        try:
            return self.transport.opened()
        except UsageError:
            self.cancel.check()  # Ctrl-C reached the command that was asked for the key, too
            raise

    def _prices(self) -> PriceList:
        """What tokens cost.

        Raises:
            UsageError: what the person wrote down about it is wrong.
        """
        from openai_sql_shell.prices.own_prices import read_prices  # noqa: PLC0415 - few statements ask for prices
        from openai_sql_shell.prices.price_list import PriceList  # noqa: PLC0415

        return PriceList(read_prices(None if self.paths is None else self.paths.prices_file))

    def _local_file(self, path: str) -> AbstractContextManager[BinaryIO]:
        """The bytes of a file of this machine.

        Raises:
            LocalFileError: it is not there, may not or cannot be read.
        """
        from openai_sql_shell.local_files.paths import opened_file  # noqa: PLC0415 - few statements read files

        return opened_file(path, self.folders())

    def folders(self) -> Folders:
        """Where files may be read.

        Raises:
            LocalFileError: there is no working directory any more, or no file may be read.
        """
        from openai_sql_shell.local_files.paths import Folders  # noqa: PLC0415 - few statements read files

        return (
            Folders.of(self.settings.allow_path)
            if self.files_below is None
            else Folders.only(self.files_below)
        )

    def check_files(self, call: Call) -> None:
        """See to it that a call names only files that may be named, before it is looked whether they are there.

        Raises:
            LocalFileError: it names another.
        """
        if self.files_below is None:
            return
        from openai_sql_shell.handlers.files import local_paths  # noqa: PLC0415 - SHOW sends nothing

        for path in local_paths(call):
            self.folders().real(str(path))

    def refuse_change(self, verb: str) -> None:
        """Stop a change that this session may not make, before anything is sent.

        Raises:
            RefusedStatement: the profile or the session is read-only, or a transaction is open.
        """
        if self.database.in_transaction:
            raise RefusedStatement(
                f"{verb} changes something at the API, which has no transactions: ROLLBACK could not take it back",
                hint="end the transaction first, with COMMIT or ROLLBACK; --dry-run shows what would be sent",
            )
        if not (self.settings.read_only or self.profile.read_only):
            return
        profile, held = self.profile.read_only, self.settings.held.get("read_only")
        who = f"the profile {self.profile.name!r}" if profile else "this session"
        way = f"start without {held}" if held else r"\set read_only off"
        raise RefusedStatement(
            f"{verb} changes something, and {who} is read-only",
            hint="choose another profile" if profile else way,
        )
