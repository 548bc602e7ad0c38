"""A statement laid out over several lines. sqlparse does it, off the keystroke path, and we check that nothing was lost."""

from __future__ import annotations

from openai_sql_shell.errors import UnsupportedStatement
from openai_sql_shell.sql.tokens import significant


def laid_out(text: str) -> str:
    """The same statement with line breaks and indentation.

    Raises:
        UnsupportedStatement: it cannot be laid out without changing what it says.
    """
    import sqlparse  # noqa: PLC0415 - only who asks for it pays for it
    from sqlparse.exceptions import SQLParseError  # noqa: PLC0415

    try:
        pretty = str(sqlparse.format(text, reindent=True)).strip()
    except SQLParseError as e:
        raise UnsupportedStatement(f"the statement is too large to lay out ({e})") from e
    if [t.text for t in significant(pretty)] != [t.text for t in significant(text)]:
        raise UnsupportedStatement("the statement cannot be laid out without changing it")
    return pretty
