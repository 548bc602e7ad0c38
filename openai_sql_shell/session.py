"""A session: what one person, script or program talks to. All front ends use it, none adds logic to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.api.messages import Transport
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.config import Profile, Settings
    from openai_sql_shell.result import Result
    from openai_sql_shell.sql.split import Piece


@dataclass(frozen=True, slots=True)
class LocalObject:
    """A table or view of this session, for completion and SHOW."""

    name: str
    kind: str
    """``table`` or ``view``."""
    columns: tuple[str, ...]


class Session:
    """Settings, catalog, engine and transport together.

    Not safe for use by several threads at once; a cancel token may be set from anywhere.
    """

    catalog: Catalog
    profile: Profile
    settings: Settings
    variables: dict[str, str]
    """Values of ``{{ name }}``."""
    service: str | None
    """What USE chose."""

    def __init__(self, profile: Profile, settings: Settings, *, transport: Transport | None = None) -> None: ...

    def script(self, text: str) -> list[Piece]:
        """Fill the placeholders of a whole text and split it into statements; sends nothing.

        Raises:
            StatementError: a placeholder without a value, an unterminated string or comment.
        """

    def execute(self, text: str, cancel: CancelToken) -> Result:
        """Run one statement (no placeholders left in it). Rows are fetched while the result is read.

        Raises:
            OpenAISqlError: any of ours; spans count from the beginning of ``text``.
        """

    def changes(self, text: str) -> bool:
        """Whether the statement would change something on the server; False for text that does not parse."""

    def local_objects(self) -> tuple[LocalObject, ...]:
        """Tables and views made in this session."""

    def close(self) -> None:
        """Close connections; the session cannot be used afterwards."""
