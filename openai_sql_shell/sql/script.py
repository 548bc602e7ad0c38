"""A whole text to its statements: checked, placeholders filled, cut. Nothing of it is understood, and nothing runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import StatementSyntaxError
from openai_sql_shell.sql.split import refuse_long, split, unterminated
from openai_sql_shell.sql.template import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.sql.split import ScriptStatement
    from openai_sql_shell.sql.variables import Value


def statements(text: str, values: Mapping[str, Value]) -> list[ScriptStatement]:
    """The statements of a text, with ``values`` in place of its placeholders.

    Raises:
        StatementError: a placeholder or variable without a value, an unterminated string or comment, a statement too long.
    """
    refuse_long(max(map(len, text.split(";"))))
    open_token = unterminated(text)
    if open_token is not None:
        line = text.count("\n", 0, open_token.start) + 1
        raise StatementSyntaxError(
            f"the {open_token.kind} opened in line {line} is never closed",
            hint=f"close it with {'*/' if open_token.text.startswith('/*') else open_token.text[0]}",
            span=open_token.span,
        )
    return list(split(fill(text, values).text))
