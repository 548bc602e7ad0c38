"""A session's SQL engine: opened by the first statement that needs SQLite, so that a question to the catalog loads none."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.engine.database import Database, LocalObject


class SessionDatabase:
    """Keeps one database."""

    def __init__(self, catalog: Callable[[], Catalog], monotonic: Callable[[], float]) -> None:
        """Open nothing yet; ``catalog`` tells what its tables are, ``monotonic`` is the clock of its cache."""
        self._catalog = catalog
        self._monotonic = monotonic
        self._database: Database | None = None

    def opened(self) -> Database:
        """The database."""
        if self._database is None:
            from openai_sql_shell.engine.database import Database  # noqa: PLC0415 - SHOW needs no SQLite

            self._database = Database(self._catalog(), self._monotonic)
        return self._database

    @property
    def in_transaction(self) -> bool:
        """BEGIN or SAVEPOINT was said, and not its end."""
        return self._database is not None and self._database.in_transaction

    def local_objects(self) -> tuple[LocalObject, ...]:
        """Tables and views made in this session."""
        return () if self._database is None else self._database.local_objects()

    def local_names(self) -> list[str]:
        """Their names, in lower case."""
        return [found.name.lower() for found in self.local_objects()]

    def forget_answers(self) -> None:
        """Answer nothing from the cache that an earlier statement filled."""
        if self._database is not None:
            self._database.cache.clear()

    def close(self) -> None:
        """Close its connections."""
        if self._database is not None:
            self._database.close()
