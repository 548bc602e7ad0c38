"""What a billed call has used: an answer in, its tokens out, under whichever names the API counts them."""

from __future__ import annotations

from openai_sql_shell.classes import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from openai_sql_shell.catalog.model import Method

READ, WRITTEN, TOTAL = (
    ("input_tokens", "prompt_tokens"),
    ("output_tokens", "completion_tokens"),
    ("total_tokens",),
)
"""The API's names for each number."""


@frozen
class Tokens:
    """How many tokens were read and written by models.

    >>> str(Tokens(1200, 34, 1234)), str(Tokens(12, 0, 12))
    ('1,234 tokens (1,200 in, 34 out)', '12 tokens (12 in, 0 out)')
    """

    read: int = 0
    written: int = 0
    total: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(self.read + other.read, self.written + other.written, self.total + other.total)

    def __bool__(self) -> bool:
        return self.total > 0

    def __str__(self) -> str:
        return f"{self.total:,} tokens ({self.read:,} in, {self.written:,} out)"


def tokens_used(method: Method, payload: Any) -> Tokens:
    """What an answer says of its tokens; none where the call is not billed, or is billed by something else."""
    if not method.billable or method.usage is None or not isinstance(payload, dict):
        return Tokens()
    usage = payload.get(method.usage)
    if not isinstance(usage, dict):
        return Tokens()
    read, written, total = (_number(usage, names) for names in (READ, WRITTEN, TOTAL))
    return Tokens(read, written, max(total, read + written))


def _number(usage: Mapping[str, Any], names: tuple[str, ...]) -> int:
    return next((n for name in names if isinstance(n := usage.get(name), int)), 0)
