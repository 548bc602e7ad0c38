"""What completion may know beyond the text: the catalog and what this session has seen. Values only, no way to ask for more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.classes import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.catalog.summary import ResourceSummary
    from openai_sql_shell.engine.database import LocalObject

Described = tuple[tuple[str, str], ...]
"""Names, each with a line of help or any other remark."""

FileColumns = Callable[[str, str], "Sequence[Column]"]


@frozen
class Snapshot:
    """A moment's knowledge; a new one is made when something changes."""

    catalog: Catalog = field(default_factory=Catalog)
    local: tuple[LocalObject, ...] = ()
    """Tables and views of this session."""
    service: str | None = None
    """What USE chose."""
    variables: Described = ()
    """Names of ``{{ variables }}`` with their values."""
    settings: Described = ()
    """Names for SET and ``\\set``."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a setting can be, where that is a few words."""
    commands: Described = ()
    r"""Backslash commands, each with its ``\``."""
    endings: Described = ()
    """Those that may stand in place of a statement's semicolon."""
    queries: Described = ()
    """Named queries with their texts."""
    last_columns: Described = ()
    """Columns of the last result."""
    ids: Described = ()
    """Identifiers seen in results, newest first, with their status."""
    id_resources: Mapping[str, str] = field(default_factory=dict)
    """The full names of the resources they belong to, where those are known."""
    usage: Mapping[str, int] = field(default_factory=dict)
    """How often this person used a name; names in small letters."""
    files: Callable[[str], Iterable[str]] | None = None
    """Paths that begin with what is typed; None where the disk must not be asked."""
    file_columns: FileColumns | None = None
    """The columns of a file, by the table function and the path; none of a file that cannot be read."""

    def resource(self, parts: Sequence[str]) -> Resource | None:
        """The resource a dotted name means, after USE also a short one; None where it means none, or several."""
        found = self.catalog.resolve(parts, self.service)
        return self.catalog.declaration(found[0]) if len(found) == 1 else None

    def shortest_name(self, resource: Resource | ResourceSummary) -> str:
        """The name a resource needs: after USE of its service the last part alone."""
        return resource.name if resource.service == self.service else resource.id
