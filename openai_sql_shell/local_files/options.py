"""The options of a call by their kinds; None, or nothing, where one is not given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import InvalidValue

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import DataType
    from openai_sql_shell.catalog.table_functions import FileCall


class CallOptions:
    """Those of one call."""

    def __init__(self, call: FileCall, *alternatives: str) -> None:
        """Take them.

        Args:
            call: which has them.
            alternatives: names of options, of which one may be given.

        Raises:
            InvalidValue: several of these are.
        """
        self._values = dict(call.options)
        given = [name for name in self._values if name in alternatives]
        if len(given) > 1:
            raise InvalidValue(f"{given[0]} and {given[1]} exclude each other", hint="keep one of them")

    def switch(self, name: str) -> bool | None:
        """One that is true or false."""
        value = self._values.get(name)
        return value if isinstance(value, bool) else None

    def text(self, name: str) -> str | None:
        """One that is a text."""
        value = self._values.get(name)
        return value if isinstance(value, str) else None

    def types(self, name: str) -> tuple[tuple[str, DataType], ...]:
        """One that names columns and types."""
        value = self._values.get(name)
        return value if isinstance(value, tuple) else ()
