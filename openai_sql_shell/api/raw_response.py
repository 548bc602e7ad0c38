"""What one attempt came to, as values: an answer, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.errors import OpenAISqlError


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A whole answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(default=b"", repr=False)
    """Empty where the body was handed on piece by piece."""
    size: int = 0
    """Bytes of the body, handed on or not."""


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """No answer, or not a whole one."""

    error: OpenAISqlError
    may_have_acted: bool
    """The request, or a part of it, had left."""
    size: int = 0
    """Bytes of the body that came."""
    final: bool = False
    """No other attempt is to be made: it would end the same way, or a part of the body was handed on already."""
