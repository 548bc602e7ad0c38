"""The modules of local files on one connection: SQLite finds the table of a file by the module of its name, which lives for a statement."""

from __future__ import annotations

from types import SimpleNamespace

from openai_sql_shell.sql.tokens import quote_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import apsw

    from openai_sql_shell.engine.current import Current
    from openai_sql_shell.engine.file_table import FileScan, FileTable
    from openai_sql_shell.local_files.source import LocalFile


class FileTables:
    """The tables of files that one connection knows."""

    def __init__(self, sqlite: apsw.Connection, current: Current) -> None:
        self._sqlite = sqlite
        self._current = current
        self._tables: dict[str, FileTable] = {}
        """By the names of the modules, which are those of the tables."""

    def mount(self, files: Mapping[str, LocalFile]) -> None:
        """Know exactly these files."""
        for name in self._tables.keys() - files.keys():
            self._sqlite.create_module(name, None)
            del self._tables[name]
        if not files:
            return
        from openai_sql_shell.engine.file_table import FileTable  # noqa: PLC0415 - few statements read files

        for name, file in files.items():
            table = self._tables.get(name)
            if table is None or table.file is not file:
                table = self._tables[name] = FileTable(name, file, self._current)
                module: Any = SimpleNamespace(Create=table.connect, Connect=table.connect)  # APSW's names
                self._sqlite.create_module(
                    name,
                    module,
                    use_bestindex_object=True,
                    eponymous_only=True,
                    read_only=True,
                )

    def planned(self) -> list[FileTable]:
        """The tables that a statement reads."""
        return [table for table in self._tables.values() if table.scans]

    def scan(self, key: str) -> FileScan | None:
        """The scan that SQLite's plan names by a key."""
        return next((t.scans[key] for t in self._tables.values() if key in t.scans), None)

    def named_in(self, sql: str) -> list[LocalFile]:
        """The files that a statement for SQLite names."""
        return [table.file for name, table in self._tables.items() if quote_name(name) in sql]

    def release(self) -> None:
        """The statement has ended: let go of what was kept for it."""
        for table in self._tables.values():
            for scan in table.scans.values():
                if scan.copy is not None:
                    scan.copy.close()
            table.scans.clear()
