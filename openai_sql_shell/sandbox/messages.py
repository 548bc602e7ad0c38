"""What travels between the HTTP side and the resources: a call that has been checked, and its answer.

Nothing here reads sockets or keeps state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.sandbox.faults import Trouble
    from openai_sql_shell.sandbox.store import Store

Json: TypeAlias = dict[str, Any]
"""A JSON object, as the API sends and takes it."""

POLL_AFTER_MS = 500
"""What a still running store file or file batch advises between two looks, at the usual speed."""


@dataclass(frozen=True, slots=True)
class OperationCall:
    """One operation of the catalog with its arguments, already checked against the declaration."""

    method: Method
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    """Properties of a JSON body, or the parts of a form; a file part is a `FormFile`."""

    @property
    def cursor(self) -> str | None:
        """The id of the object behind which the list goes on."""
        return self.query.get(self.method.paging.cursor or "")


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes of a file. Whoever sends the answer closes the stream."""

    stream: BinaryIO
    size: int


@dataclass(frozen=True, slots=True)
class ServerResponse:
    """A successful answer."""

    content: Json | Download
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EncodedResponse:
    """An answer ready to be sent."""

    content: bytes | Download
    """JSON text, or a file."""
    headers: tuple[tuple[str, str], ...]
    trouble: Trouble | None
    """What shall go wrong while it is sent."""


def pollable(shown: Json, speed: float) -> ServerResponse:
    """The answer for an object that clients poll: while it runs, it says when to look again."""
    running = shown["status"] == "in_progress"
    wait = max(1, int(POLL_AFTER_MS / speed))
    return ServerResponse(shown, (("openai-poll-after-ms", str(wait)),) if running else ())


Operation: TypeAlias = "Callable[[Store, OperationCall], ServerResponse]"
