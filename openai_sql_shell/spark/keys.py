"""The key of this machine: in a variable, on the driver and on workers alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


def key_of(variable: str, environ: Mapping[str, str]) -> str:
    """The key in a variable.

    Raises:
        UsageError: there is none.
    """
    if key := environ.get(variable):
        return key
    raise UsageError(
        f"there is no key: {variable} is not set",
        hint=f"set {variable} on the driver and on every worker before Spark starts, or name another variable by key_env",
    )
