"""The look at a statement that came from elsewhere, before a person sees it: it parses, and it plans. A text in, the same text or an error out.

It is planned in a session of its own, which has the profile's catalog and nothing of the person's: whatever an error says may go back to the model.
Nothing is sent, and no file is opened.
"""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.table_functions import READERS
from openai_sql_shell.classes import frozen
from openai_sql_shell.config import Settings
from openai_sql_shell.errors import StatementSyntaxError, UnsupportedStatement
from openai_sql_shell.render.sanitize import unsafe
from openai_sql_shell.session.session import Session
from openai_sql_shell.shell.ask.exchange import MOST_STATEMENT
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.tokens import significant

if TYPE_CHECKING:
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.config import Profile

TOLD = (ast.Show, ast.ShowInsert, ast.Describe, ast.DescribeMethod)
"""Statements that are answered without a request."""
PLANNED = (ast.Query, ast.Insert, ast.Update, ast.Delete, ast.Exec)
"""Those that EXPLAIN plans."""


@frozen
class CheckedStatement:
    """One statement that parses and plans."""

    text: str
    """Without a semicolon."""
    verb: str
    changes: bool
    """It changes something at the server, or makes a model work."""


def checked(text: str, profile: Profile, cancel: CancelToken) -> CheckedStatement:
    """The statement that a text is; ``cancel`` stops a look that takes long, as where literal rows are endless.

    Raises:
        StatementError: it is none, or more than one, or it has what no statement from elsewhere may have.
        Cancelled: the person stopped it.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MOST_STATEMENT:
        raise UnsupportedStatement(f"the statement is longer than {MOST_STATEMENT:,} characters")
    if unsafe().search(text.replace("\n", "").replace("\t", "")):
        raise StatementSyntaxError("the statement has control or invisible characters")
    with closing(Session(profile, Settings())) as session:
        pieces = session.script(text)
        if len(pieces) != 1:
            raise StatementSyntaxError(f"there are {len(pieces)} statements instead of one")
        statement = pieces[0].text.strip()
        words = [token.text.lower() for token in significant(statement)]
        if "\\" in words:
            raise StatementSyntaxError("a backslash command is no part of a statement")
        for name in READERS.keys() & {word for word, behind in pairwise(words) if behind == "("}:
            raise UnsupportedStatement(
                f"{name} reads files of this machine", hint="write it yourself where it is meant"
            )
        parsed = parse(statement)
        if not isinstance(parsed, TOLD + PLANNED):
            raise UnsupportedStatement(
                f"{words[0].upper()} is not for questions",
                hint="write one SELECT, INSERT, UPDATE, DELETE, EXEC or SHOW",
            )
        session.execute(statement if isinstance(parsed, TOLD) else f"EXPLAIN {statement}", cancel).close()
        return CheckedStatement(statement, words[0].upper(), session.changes(statement))
