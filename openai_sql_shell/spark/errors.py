"""What goes wrong in a source, as Spark shows it: the text alone reaches the person, so it has the machine, what happened and what to do."""

from __future__ import annotations

from contextlib import contextmanager
from platform import node
from typing import TYPE_CHECKING

from openai_sql_shell.errors import OpenAISqlError

if TYPE_CHECKING:
    from collections.abc import Iterator


class SourceError(Exception):
    """A read that failed."""


@contextmanager
def telling(others: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """A block out of which our errors come as one that says all of it.

    Args:
        others: further errors with a ``message`` and a ``hint``.

    Raises:
        SourceError: with the machine, the message and the hint.
    """
    kinds: tuple[type[Exception], ...] = (OpenAISqlError, *others)
    try:
        yield
    except kinds as error:
        raise SourceError(
            told(str(getattr(error, "message", error)), getattr(error, "hint", None))
        ) from error


def told(message: str, hint: str | None) -> str:
    """What a person reads."""
    return f"on {node()}: {message}" + (f"\nhint: {hint}" if hint else "")
