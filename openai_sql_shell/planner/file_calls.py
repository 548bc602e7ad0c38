"""Calls of ``read_csv`` and the like in a statement to `FileCall`s: which file, which options. Reads no file.

A call takes constants only, literals and variables: its columns must be known before the first row is read.
"""

from __future__ import annotations

import json

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.table_functions import COLUMN_TYPES, READERS, FileCall, OptionKind
from openai_sql_shell.classes import define, field
from openai_sql_shell.errors import InvalidValue, Span, StatementSyntaxError, UnknownName
from openai_sql_shell.sql.statements import Variable
from openai_sql_shell.sql.tokens import Token, TokenKind, significant, split_top_level, unquote
from openai_sql_shell.sql.variables import is_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.catalog.model import DataType
    from openai_sql_shell.catalog.table_functions import FunctionOption, OptionValue, TableFunction
    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.sql.statements import Literal
    from openai_sql_shell.sql.table_references import TableReference

_WORDS = {"TRUE": True, "FALSE": False}


@define
class FileCalls:
    """The calls of one statement, collected while its names are replaced."""

    scope: Scope
    found: list[FileCall] = field(default_factory=list)

    def table(self, reference: TableReference) -> str | None:
        """The table that stands for a call; None where the function is SQLite's.

        Raises:
            StatementError: it is no function, or it is not called as it should be.
        """
        name = reference.key[-1]
        function = READERS.get(name) if len(reference.key) == 1 else None
        if function is None:
            if name.startswith("read_"):
                raise UnknownName(
                    "table function",
                    reference.name.parts[-1],
                    nearest(name, READERS),
                    span=reference.name.span,
                )
            return None
        call = self._call(function, reference)
        if call not in self.found:
            self.found.append(call)
        return call.table

    def _call(self, function: TableFunction, reference: TableReference) -> FileCall:
        assert reference.call is not None  # noqa: S101 - who asks has a call
        first, *named = split_top_level(reference.arguments or (), ",")
        path = self._value(first) if len(first) == 1 else None
        if not isinstance(path, str) or not path:
            raise StatementSyntaxError(
                f"{function.name} takes the name of a file first, in single quotes or as a variable",
                hint=f"write {function.example}",
                span=Span(first[0].start, first[-1].end) if first else reference.call,
            )
        options: dict[str, OptionValue] = {}
        for item in named:
            option, value = self._option(function, item, reference.call)
            if option.name in options:
                raise StatementSyntaxError(f"{option.name} is given twice", span=item[0].span)
            options[option.name] = value
        return FileCall(function, path, tuple(options.items()))

    def _option(
        self, function: TableFunction, item: Sequence[Token], call: Span
    ) -> tuple[FunctionOption, OptionValue]:
        """One ``name = value``."""
        if len(item) < 3 or item[0].kind is not TokenKind.NAME or item[1].text != "=":
            raise StatementSyntaxError(
                f"expected name = value behind the file of {function.name}",
                hint=f"it takes {', '.join(option.name for option in function.options) or 'no options'}",
                span=Span(item[0].start, item[-1].end) if item else call,
            )
        option = function.option(item[0].text)
        if option is None:
            known = [option.name for option in function.options]
            raise UnknownName(
                "option",
                item[0].text,
                nearest(item[0].text, known),
                where=function.name,
                span=item[0].span,
                hint=f"it takes {', '.join(known) or 'no options'}",
            )
        span = Span(item[2].start, item[-1].end)
        value = _fitting(option, item[2], self._value(item[2:]), span) if len(item) == 3 else None
        if value is None:
            raise InvalidValue(f"{option.name} takes {option.kind}", span=span)
        return option, value

    def _value(self, tokens: Sequence[Token]) -> Literal:
        """A constant; None where it is none."""
        if len(tokens) != 1:
            return None
        token = tokens[0]
        if is_variable(token):
            return self.scope.literal(Variable(token.text[1:], token.span))
        if token.kind is TokenKind.STRING:
            return unquote(token.text)
        return _WORDS.get(token.word)


def _fitting(option: FunctionOption, token: Token, value: Literal, span: Span) -> OptionValue | None:
    """The value as the option takes it; None where it does not."""
    match option.kind, value:
        case OptionKind.SWITCH, bool(switch):
            return switch
        case OptionKind.TEXT, str(text):
            return text
        case OptionKind.TYPES, None if token.kind is TokenKind.STRUCT:
            return _types(_struct(token), span)
        case OptionKind.TYPES, str(text):
            return _types(_object(text, span), span)
    return None


def _struct(token: Token) -> list[tuple[str, str]]:
    """Names and values of ``{'id': 'varchar'}``; empty where it is something else."""
    inside = [Token(t.kind, t.text, t.start) for t in significant(token.text[1:-1])]
    found = []
    for item in split_top_level(inside, ","):
        match item:
            case [name, colon, value] if colon.text == ":" and value.kind in (
                TokenKind.STRING,
                TokenKind.NAME,
            ):
                found.append((unquote(name.text), unquote(value.text)))
            case _:
                return []
    return found


def _object(text: str, span: Span) -> list[tuple[str, str]]:
    """The same from JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or not all(isinstance(kind, str) for kind in value.values()):
        raise InvalidValue(f"this is no JSON object of names and types, nor {OptionKind.TYPES}", span=span)
    return list(value.items())


def _types(pairs: Sequence[tuple[str, str]], span: Span) -> tuple[tuple[str, DataType], ...] | None:
    """Names with types.

    Raises:
        UnknownName: a type is none. InvalidValue: a column is named twice.
    """
    found: dict[str, DataType] = {}
    for name, kind in pairs:
        if kind.lower() not in COLUMN_TYPES:
            raise UnknownName(
                "column type",
                kind,
                nearest(kind.lower(), COLUMN_TYPES),
                span=span,
                hint="a column is integer, number (double), boolean or text (varchar)",
            )
        if name.lower() in {known.lower() for known in found}:
            raise InvalidValue(f'the column "{name}" is given twice', span=span)
        found[name] = COLUMN_TYPES[kind.lower()]
    return tuple(found.items()) or None
