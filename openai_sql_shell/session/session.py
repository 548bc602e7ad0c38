"""A session: what one person, script or program talks to. All front ends use it, none adds logic to it.

It holds what a person changes (profile, settings, variables, USE, their own tables), makes a plan of each statement and hands it to
the executor of its kind (see `executors`). The interface of a front end, with or without a terminal:

    session = Session.open(os.environ)              # or Session(profile, settings)
    session.progress, session.confirm = show, ask   # both optional
    for piece in session.script(text):              # one text, many statements
        result = session.execute(piece.text)        # columns at once, rows while they are read
    session.cancel()                                # from any thread, or a signal handler
    session.close()
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cached_property, partial

from openai_sql_shell.api.clock import SYSTEM_CLOCK
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.config import Account, Paths, Settings, read_config
from openai_sql_shell.config.paths import ledger_in
from openai_sql_shell.errors import OpenAISqlError
from openai_sql_shell.session.session_database import SessionDatabase
from openai_sql_shell.session.session_transport import SessionTransport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Self

    from openai_sql_shell.api.clock import Clock
    from openai_sql_shell.api.transport import Transport
    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.config import Profile
    from openai_sql_shell.engine.database import LocalObject
    from openai_sql_shell.handlers.base import Server
    from openai_sql_shell.ledger.store import Ledger
    from openai_sql_shell.lines.store import FileCache
    from openai_sql_shell.planner.plans import Plan
    from openai_sql_shell.result import Progress, RequestStats, Result
    from openai_sql_shell.session.consent import Preview
    from openai_sql_shell.session.workspace import Workspace
    from openai_sql_shell.sql.split import ScriptStatement
    from openai_sql_shell.sql.variables import Value as Variable


class Session:
    """Profile, settings, variables and tables of one person, and the statements run with them.

    Opens nothing before a statement needs it: neither planner, engine nor connections are even imported.
    Not safe for use by several threads at once, but for `cancel`.
    """

    def __init__(
        self,
        profile: Profile,
        settings: Settings,
        *,
        transport: Transport | None = None,
        clock: Clock = SYSTEM_CLOCK,
        paths: Paths | None = None,
        ledger_folder: str | Path | None = None,
        beside: Session | None = None,
    ) -> None:
        """Begin a session.

        Args:
            profile: whose account, and where.
            settings: read anew by every statement.
            transport: carries requests; None: HTTP, as profile and settings say.
            clock: tells the time and waits.
            paths: where files that are downloaded to be read are kept, and where a person wrote down what models cost; None: nowhere.
            ledger_folder: where it is written down what is created; None: in memory, for the session alone.
            beside: a session of the same choices, whose transport and keys this one shares, and which is closed after it.
        """
        self.profile = profile
        self.settings = settings
        self.variables: dict[str, Variable] = {}
        """Values of ``{{ name }}`` and ``:name``."""
        self.service: str | None = None
        """What USE chose."""
        self.progress: Callable[[Progress], None] = lambda _progress: None
        """Told about long work."""
        self.confirm: Callable[[Preview], bool] | None = None
        """Asks a person whether a change of several objects shall be made; None: nobody can be asked."""
        self.confirm_each = False
        """Every change is asked about, of one object too, whatever was consented to beforehand."""
        self.shown_once: set[str] = set()
        """Credentials that statements of this session were answered with; who writes something down leaves them out."""
        self.files_below: tuple[Path, ...] | None = None
        """The only directories whose files statements may name, the first in place of the working one; None: as ever; empty: no file may be."""
        self._clock = clock
        self._beside = beside
        own = SessionTransport(self._account, settings, clock, transport, paths)
        self._transport: SessionTransport = own if beside is None else beside._transport  # noqa: SLF001 - of its own kind
        self._paths = paths
        self._ledger_folder = ledger_folder
        self._database = SessionDatabase(lambda: self.catalog, clock.monotonic)
        self._servers: dict[str, Server] = {}
        """What is known of each, by its address."""
        self._active: Result | None = None
        self._running = CancelToken()

    @classmethod
    def open(cls, environ: Mapping[str, str], profile: str | None = None, **settings: str) -> Self:
        """The session that a run of the program would have in this environment, with its configuration file.

        Args:
            environ: variables, such as OPENAI_API_KEY.
            profile: a profile of the file; None: the usual one.
            settings: as SET takes them; they win over the file's.

        Raises:
            UsageError: the file cannot be read, or has no such profile. UnknownName, InvalidValue: a setting that cannot be.
        """
        paths = Paths.of(environ)
        file = read_config(paths.existing_config_file)
        account = Account(environ, file, profile).resolve(ask=False)
        chosen = Settings.of({**file.settings, **settings})
        return cls(account, chosen, paths=paths, ledger_folder=paths.state_folder)

    @cached_property
    def catalog(self) -> Catalog:
        """What exists."""
        from openai_sql_shell.catalog.lookup import Catalog  # noqa: PLC0415 - an empty prompt needs none

        return Catalog()

    @cached_property
    def stats(self) -> RequestStats:
        """What the statement that was started last has cost so far; another thread may look at it."""
        from openai_sql_shell.result import RequestStats  # noqa: PLC0415 - as above

        return RequestStats()

    def script(self, text: str) -> list[ScriptStatement]:
        """Fill the placeholders of a whole text and split it into statements; sends nothing.

        Raises:
            StatementError: a placeholder or variable without a value, an unterminated string or comment.
        """
        from openai_sql_shell.sql.template import statements  # noqa: PLC0415 - loaded behind the prompt

        return statements(text, self.variables)

    def execute(
        self,
        text: str,
        cancel: CancelToken | None = None,
        values: Sequence[Variable] | Mapping[str, Variable] = (),
    ) -> Result:
        """Run one statement (no placeholders left in it; variables are bound), which `cancel`, or the given token, stops.

        Rows are fetched while the result is read. The result before is closed: reading on in it is an error.

        Args:
            text: the statement.
            cancel: stops it.
            values: of this statement alone: for each ``?`` one, or by the names of its variables, before those of the session.

        Raises:
            OpenAISqlError: any of ours; spans count from the beginning of ``text``.
        """
        from openai_sql_shell.result import RequestStats  # noqa: PLC0415 - loaded behind the prompt

        if self._active is not None:
            self._active.close()
        self._running = CancelToken() if cancel is None else cancel
        self.stats = RequestStats(most=self.settings.max_requests)
        if not values:
            self._active = self._run(text, {})
        elif isinstance(values, Mapping):
            self._active = self._run(text, values)
        else:
            from openai_sql_shell.session.marked_rows import run_marked  # noqa: PLC0415 - programs give values

            self._active = run_marked(self._run, text, values)
        return self._active

    def _run(self, text: str, values: Mapping[str, Variable]) -> Result:
        """Run a statement with values of its variables beside those of the session."""
        workspace = self._workspace(values)
        if sys.modules.get("opentelemetry.trace") is not None:  # who has configured spans has loaded it
            result = self._run_traced(_carried_out, text, workspace)
        else:
            result = _carried_out(text, workspace)
        result.stats = workspace.stats
        return result

    @cached_property
    def _run_traced(self) -> Callable[..., Result]:
        """Runs a statement below a span."""
        from openai_sql_shell.session.traced import run_traced  # noqa: PLC0415 - few programs have spans

        return run_traced

    def cancel(self) -> None:
        """Stop the statement that runs: reading its rows raises Cancelled. From any thread or a signal handler."""
        self._running.set()

    def bound(self, text: str) -> str:
        """A statement with the values of its variables in their place, which says the same without them.

        Raises:
            StatementError: a variable without a value.
        """
        from openai_sql_shell.sql.variables import bind  # noqa: PLC0415 - loaded behind the prompt

        return bind(text, self.variables).text

    def plan_of(self, text: str) -> Plan:
        """What the statement comes to; sends nothing.

        Raises:
            StatementError: it cannot be run.
        """
        from openai_sql_shell.planner.planner import plan_text  # noqa: PLC0415 - loaded behind the prompt

        return plan_text(text, self._workspace().scope)

    def changes(self, text: str) -> bool:
        """Whether the statement would change something on the server; False for text that does not run."""
        try:
            return self.plan_of(text).changes
        except OpenAISqlError:
            return False

    def is_local(self, text: str) -> bool:
        """Whether the statement is about tables and views of this session alone; False for text that does not run."""
        from openai_sql_shell.planner.plans import LocalPlan  # noqa: PLC0415 - loaded behind the prompt

        try:
            return isinstance(self.plan_of(text), LocalPlan)
        except OpenAISqlError:
            return False

    def local_objects(self) -> tuple[LocalObject, ...]:
        """Tables and views made in this session."""
        return self._database.local_objects()

    def refresh(self) -> None:
        """Forget the answers of earlier statements."""
        self._database.forget_answers()

    def file_cache(self) -> FileCache:
        """Files that were downloaded to be read, and are kept.

        Raises:
            UsageError: the profile's address is none.
        """
        from openai_sql_shell.api.endpoint import Endpoint, is_loopback  # noqa: PLC0415 - loaded with the transport

        is_local = is_loopback(Endpoint.parse(self.profile.base_url).host)
        return self._transport.file_cache(is_local=is_local)

    def ledger(self) -> Ledger | None:
        """What this program created, and what was seen of it; None: the person wants none."""
        return self._ledger if self.settings.ledger else None

    @cached_property
    def _ledger(self) -> Ledger:
        from openai_sql_shell.ledger.store import Ledger  # noqa: PLC0415 - few statements create something

        file = None if self._ledger_folder is None else ledger_in(self._ledger_folder)
        return Ledger(file, self._who, self._clock.now)

    def _who(self) -> tuple[str, ...]:
        """What tells the account from others."""
        return self._account().identity

    def close(self) -> None:
        """Close connections; the session cannot be used afterwards.

        Raises:
            UsageError: the HTTP log lacks something.
        """
        if self._active is not None:
            self._active.close()
        try:
            if self._beside is None:
                self._transport.close()
        finally:
            self._database.close()
            if "_ledger" in vars(self):
                self._ledger.close()

    def _workspace(self, values: Mapping[str, Variable] | None = None) -> Workspace:
        from openai_sql_shell.planner.scope import Scope  # noqa: PLC0415 - loaded behind the prompt
        from openai_sql_shell.session.consent import Asking  # noqa: PLC0415
        from openai_sql_shell.session.executors import executor_of  # noqa: PLC0415
        from openai_sql_shell.session.workspace import Workspace  # noqa: PLC0415

        variables = {**self.variables, **values} if values else self.variables
        return Workspace(
            Scope(self.catalog, self.service, self._database.local_names(), variables),
            self.profile,
            self.settings,
            self._clock,
            self._running,
            self.stats,
            self._database,
            self._transport,
            executor_of,
            self._server,
            use=partial(setattr, self, "service"),
            progress=self.progress,
            asking=Asking(self.confirm, always=self.confirm_each),
            shown_once=self.shown_once,
            ledger=self.ledger,
            paths=self._paths,
            files_below=self.files_below,
        )

    def _server(self) -> Server:
        """What is known of the server, as long as the session lasts."""
        from openai_sql_shell.handlers.base import Server  # noqa: PLC0415 - SHOW sends nothing

        return self._servers.setdefault(self.profile.base_url, Server(self.profile.conforming))

    def _account(self) -> Profile:
        """The profile with its keys, asked for once."""
        if self._beside is not None:
            self.profile = self._beside._account()  # noqa: SLF001 - of its own kind
        self.profile = self.profile.complete()
        return self.profile


def _carried_out(text: str, workspace: Workspace, planned: Callable[[Plan], None] | None = None) -> Result:
    """Plan a statement and carry the plan out, which ``planned`` is told of in between."""
    from openai_sql_shell.planner.planner import plan_text  # noqa: PLC0415 - loaded behind the prompt

    plan = plan_text(text, workspace.scope)
    if planned is not None:
        planned(plan)
    return workspace.executor_of(plan).run(plan, workspace)
