"""What the tables of one connection know of the statement that it runs."""

from __future__ import annotations

from openai_sql_shell.classes import define, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.engine.execution import Execution
    from openai_sql_shell.engine.prefetch import Prefetcher


@define
class Current:
    """The statement that a connection is running right now, and what its tables lack."""

    statement: Execution | None = None
    prefetcher: Prefetcher | None = None
    """The connection runs ahead of the statement instead of running it."""
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Parameters a resource still needed when SQLite asked for a plan, by the resource's id."""

    enters_once: bool = False
    """Lists are not entered with values of other tables: those are copies."""

    @property
    def execution(self) -> Execution:
        """The running statement, for the tables, which are asked only while there is one."""
        assert self.statement is not None, "a virtual table was asked outside of a statement"  # noqa: S101
        return self.statement
