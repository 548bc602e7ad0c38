"""``?`` in a statement: marks for values that come beside it, one after the other.

Each becomes a variable with a name of its own, and goes the way of variables from there on (see `variables`); errors and names of columns
are brought back to what was written. A mark inside a string, a comment or a quoted name is text.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import OpenAISqlError, StatementError, counted
from openai_sql_shell.sql.edits import replace
from openai_sql_shell.sql.tokens import TokenKind, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openai_sql_shell.errors import Span
    from openai_sql_shell.sql.edits import EditedText
    from openai_sql_shell.sql.variables import Value

MARK = "?"
_NAME = "__value_"
_VARIABLE = re.compile(rf":{_NAME}\d+")
_GOES_ON = re.compile(r"[\w$]")
"""What would belong to the name of a variable, and stands apart behind a mark: ``?IS NULL``."""


@frozen
class MarkedText:
    """A statement whose marks are variables, and the values of those."""

    edited: EditedText
    values: Mapping[str, Value]

    @property
    def text(self) -> str:
        """The statement to be run."""
        return self.edited.text

    def written(self, text: str) -> str:
        """A piece of that statement as it was written."""
        return _VARIABLE.sub(MARK, text)

    @contextmanager
    def as_written(self) -> Iterator[None]:
        """What is raised in the block speaks of the statement as it was written."""
        try:
            yield
        except OpenAISqlError as error:
            error.span = error.span and self.edited.original_span(error.span)
            error.message = self.written(error.message)
            error.hint = error.hint and self.written(error.hint)
            error.args = (error.message,)
            raise


def marks(text: str) -> list[Span]:
    """Where the marks of a statement stand.

    >>> [span.start for span in marks("SELECT ?, '?', [?] -- ?")]
    [7]
    """
    if MARK not in text:
        return []
    return [t.span for t in tokenize(text) if t.kind is TokenKind.VARIABLE and t.text == MARK]


def marked(text: str, values: Sequence[Value]) -> MarkedText:
    """A statement with a value for each of its marks.

    Raises:
        StatementError: there are more or fewer values than marks.
    """
    places = marks(text)
    if len(places) != len(values):
        raise StatementError(
            f"{counted(len(places), 'mark')} in the statement, and {counted(len(values), 'value')} given",
            hint="give one value for each ?" if places else "write ? where a value is to stand",
            span=places[len(values)] if len(places) > len(values) else None,
        )
    names = [f"{_NAME}{number}" for number in range(1, len(places) + 1)]
    edited = replace(
        text,
        (
            (span, f":{name} " if _GOES_ON.match(text, span.end) else f":{name}")
            for span, name in zip(places, names, strict=True)
        ),
    )
    return MarkedText(edited, dict(zip(names, values, strict=True)))
