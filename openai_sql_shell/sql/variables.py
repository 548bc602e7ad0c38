"""``:name`` variables: values of the session, bound where a statement has a value of its own.

The statement is parsed as it was written; a variable becomes a literal only in the SQL that SQLite is given. It is no parameter
of SQLite's, because that does not show a virtual table the value of one while it plans: a filter the server knows would not be
sent, and an id that does not exist would be no row instead of an error.
"""

from __future__ import annotations

import json
import re

from openai_sql_shell.errors import InvalidValue, Span, StatementError
from openai_sql_shell.sql.edits import replace
from openai_sql_shell.sql.tokens import TokenKind, quote_string, tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openai_sql_shell.sql.edits import EditedText
    from openai_sql_shell.sql.tokens import Token

Value = None | bool | int | float | str | bytes | list["Value"] | dict[str, "Value"]
"""What a variable can be: everything JSON has, and bytes."""

_BEGINNING = re.compile(r"(?<!:):[A-Za-z_]")
"""How a variable begins; ``::`` is another dialect's cast."""
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)
_LARGEST = 2**63 - 1
"""Beyond it, and below its negative by more than one, SQLite has no whole numbers."""
_APART = frozenset(" \t\r\n(),;=")
"""Characters next to which a literal stays a token of its own."""


def typed(text: str) -> Value:
    """What a person means who gives a value without quotes: a number written the usual way is one, and so are true and false.

    >>> [typed(text) for text in ("5", "-2.5", "true", "007", "1e5", "batch_1", "9223372036854775808")]
    [5, -2.5, True, '007', '1e5', 'batch_1', '9223372036854775808']
    """
    if text in ("true", "false"):
        return text == "true"
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text) if "." in text else int(text)
    exact = text == str(number) and abs(number) <= _LARGEST
    return number if exact else text


def text_of(value: Value) -> str:
    """A value as a text: itself, or its JSON.

    >>> text_of("a"), text_of(5), text_of(True), text_of(["a"])
    ('a', '5', 'true', '["a"]')
    """
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def scalar(value: Value, name: str, span: Span) -> bool | int | float | str | None:
    """A value as one that SQL has: lists and objects as their JSON text, whole numbers that SQLite would round as a text.

    Raises:
        InvalidValue: a number that neither SQL nor JSON can write, a text that SQL cannot, or bytes.
    """
    if isinstance(value, bytes):
        raise InvalidValue(f"the value of {name} is bytes, and a text or a number belongs here", span=span)
    if isinstance(value, str) and "\0" in value:
        raise InvalidValue(
            f"the value of {name} contains a NUL character, where SQLite would stop reading", span=span
        )
    try:
        json.dumps(value, allow_nan=False)
    except ValueError as error:
        raise InvalidValue(f"the value of {name} is no finite number", span=span) from error
    rounded = isinstance(value, int) and not -_LARGEST - 1 <= value <= _LARGEST
    return text_of(value) if rounded or isinstance(value, list | dict) else value


def literal(value: Value, name: str, span: Span) -> str:
    """The same as a literal of SQL.

    Raises:
        InvalidValue: a number that neither SQL nor JSON can write, a text that SQL cannot.
    """
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    found = scalar(value, name, span)
    if found is None:
        return "NULL"
    return quote_string(found) if isinstance(found, str) else text_of(found)


def variables(text: str) -> Iterator[Token]:
    """The variables of a statement, in order.

    >>> [token.text for token in variables("SELECT :a, ':b', c::int, @d -- :e")]
    [':a']
    """
    if _BEGINNING.search(text) is None:
        return
    for token in tokenize(text):
        if is_variable(token) and _BEGINNING.match(text, token.start):
            yield token


def is_variable(token: Token) -> bool:
    """Whether a token is ``:name``."""
    return token.kind is TokenKind.VARIABLE and token.text[0] == ":"


def bind(text: str, values: Mapping[str, Value]) -> EditedText:
    """The text with the values of its variables as literals.

    Raises:
        StatementError: some have no value. InvalidValue: one has no literal.
    """
    found = [(token.text[1:], token.span) for token in variables(text)]
    missing = [(f":{name}", span) for name, span in found if name not in values]
    if missing:
        raise no_value([written for written, _ in missing], missing[0][1])
    return replace(
        text, ((span, apart(text, span, literal(values[name], name, span))) for name, span in found)
    )


def apart(text: str, span: Span, new: str) -> str:
    """A literal with blanks where it would run into the characters beside it: ``x{{ a }}`` must not become a blob."""
    return _gap(text, span.start - 1) + new + _gap(text, span.end)


def _gap(text: str, at: int) -> str:
    return "" if not 0 <= at < len(text) or text[at] in _APART else " "


def no_value(written: Sequence[str], span: Span) -> StatementError:
    """The error for variables and placeholders, as they were written, that have no value."""
    first = written[0].strip("{}: ")
    return StatementError(
        f"no value for {', '.join(dict.fromkeys(written))}",
        hint=f"give it with -v {first}=..., --vars FILE or \\set {first} ...",
        span=span,
    )
