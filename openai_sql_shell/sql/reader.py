"""Reading one statement token by token: what every rule of the parser is written with.

Comes in: the text of one statement. Goes out: tokens, names, literals and fragments, in the order the rules ask for them, or a
`StatementSyntaxError` that says what was expected and where. Looks a few tokens ahead and never back, so that a statement of many
megabytes needs no list of its tokens. A string that is never closed, a parenthesis without its partner and characters that mean
nothing are found here, whichever rule comes across them.
"""

from __future__ import annotations

import math
import re
from collections import deque

from openai_sql_shell.errors import Span, StatementSyntaxError
from openai_sql_shell.sql.statements import Fragment, Name, Variable
from openai_sql_shell.sql.tokens import RESERVED, Token, TokenKind, significant, unquote, with_structs
from openai_sql_shell.sql.variables import is_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from openai_sql_shell.sql.statements import Literal

_END = frozenset({"", ";"})
_CONSTANTS: dict[str, Literal] = {"NULL": None, "TRUE": True, "FALSE": False}
_UNCLOSED = {
    TokenKind.STRING: "this string is never closed",
    TokenKind.BLOB: "this blob is never closed",
    TokenKind.QUOTED: "this quoted name is never closed",
    TokenKind.COMMENT: "this comment is never closed",
    TokenKind.HINT: "this hint is never closed",
}
_MEASURED = re.compile(r"\s*(\d[\d_.]*\s*[A-Za-z]+)\b", re.ASCII)
_STRAY = {
    "#": "a comment begins with -- or stands between /* and */",
    "{": "a placeholder is written {{ name }}, with letters, digits and _ in its name",
    "}": "a placeholder is written {{ name }}, with letters, digits and _ in its name",
    ":": "a variable is written :name, or '{{ name }}' where it is to be a text; a type is changed with CAST(value AS type)",
    "!": "negation is written NOT",
    "\\": "backslash commands work at the start of a line of the interactive shell",
}


class Reader:
    """The tokens of one statement, read from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 0
        """Offset behind the last token taken."""
        self._tokens = with_structs(significant(text))
        self._ahead: deque[Token] = deque()

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or one further on; at the end of the text a token whose text is empty."""
        while len(self._ahead) <= ahead:
            before = self._ahead[-1].end if self._ahead else self.end
            token = next(self._tokens, None)
            self._ahead.append(_sound(token) if token else Token(TokenKind.SPACE, "", before))
        return self._ahead[ahead]

    def take(self) -> Token:
        """The next token, read."""
        token = self.peek()
        self._ahead.popleft()
        self.end = token.end
        return token

    def at(self, *words: str) -> bool:
        """Whether these words or signs come next, in this order."""
        return all(_key(self.peek(ahead)) == word for ahead, word in enumerate(words))

    def at_end(self) -> bool:
        """Whether nothing more, or only the semicolon, comes."""
        return self.peek().text in _END

    def accept(self, *words: str) -> bool:
        """Read these words if they come next."""
        if not self.at(*words):
            return False
        for _ in words:
            self.take()
        return True

    def accept_any(self, words: Collection[str]) -> bool:
        """Read one word if it is one of these."""
        if _key(self.peek()) not in words:
            return False
        self.take()
        return True

    def expect(self, word: str, after: str) -> Token:
        """Read this word or sign, or complain that it is missing after what came before."""
        if not self.at(word):
            raise self.expected(word, after)
        return self.take()

    def finish(self) -> str:
        """Nothing more may come but a semicolon; returns the statement's text from its very beginning, without that."""
        text = self.text[: self.end]
        if self.accept(";") and self.peek().text:
            raise self.error("one statement at a time", hint="put each into its own line of a script")
        if self.peek().text:
            raise self.error(f'unexpected "{self.peek().text}"')
        return text

    def rest(self) -> str:
        """Read to the end of the statement; returns its text from its very beginning."""
        self.skip(())
        return self.finish()

    def expected(self, what: str, after: str, hint: str | None = None) -> StatementSyntaxError:
        """The error for a next token that is not what it should be."""
        if self.peek().kind is TokenKind.HINT:
            hint = "a hint stands in front of the statement or behind its first word"
        return self.error(f"expected {what} after {after}", hint=hint)

    def error(
        self, message: str, *, hint: str | None = None, span: Span | None = None
    ) -> StatementSyntaxError:
        """An error at the next token, or elsewhere."""
        return StatementSyntaxError(message, hint=hint, span=span or self.peek().span)

    def identifier(self, what: str, after: str) -> Name:
        """A name of one part, quoted or not; a keyword will do."""
        token = self.peek()
        if token.kind not in {TokenKind.NAME, TokenKind.QUOTED}:
            raise self.expected(what, after)
        self.take()
        return Name((unquote(token.text),), token.span)

    def name(self, what: str, after: str, most: int = 3) -> Name:
        """A dotted name of one to ``most`` parts. Its first part is no reserved word; the others may be any word."""
        first = self.peek()
        if first.word in RESERVED:
            raise self.expected(what, after)
        parts = list(self.identifier(what, after).parts)
        while self.at("."):
            if len(parts) == most:
                raise self.error(f"{what} has at most {most} parts")
            self.take()
            parts += self.identifier("a name", "the dot").parts
        return Name(tuple(parts), Span(first.start, self.end))

    def string(self, after: str) -> str | Variable:
        """A string in single quotes, or a variable that holds one."""
        token = self.peek()
        if token.kind is not TokenKind.STRING and not is_variable(token):
            raise self.expected("a text in single quotes", after)
        self.take()
        return Variable(token.text[1:], token.span) if is_variable(token) else unquote(token.text)

    def literal(self, after: str) -> Literal | Variable:
        """A string, number, true, false or NULL; or a variable."""
        token = self.peek()
        if token.kind is TokenKind.STRING or is_variable(token):
            return self.string(after)
        if token.kind is TokenKind.NUMBER or token.text in {"+", "-"}:
            return self._number(after)
        if token.word in _CONSTANTS:
            self.take()
            return _CONSTANTS[token.word]
        hint = "write a text in single quotes" if token.kind in {TokenKind.NAME, TokenKind.QUOTED} else None
        raise self.expected("a text, number, true, false or NULL", after, hint)

    def measured(self) -> str | None:
        """A number with its unit, such as ``2GB``; None: something else comes. Nothing was looked at behind the last token."""
        match = None if self._ahead else _MEASURED.match(self.text, self.end)
        if match is None:
            return None
        while self.end < match.end():
            self.end = next(self._tokens).end
        return match[1]

    def fragment(self, what: str, after: str, stops: Collection[str] = ()) -> Fragment:
        """SQL up to one of the stop words (or signs) outside parentheses, or to the end."""
        start = self.peek().start
        if self.at_end() or _key(self.peek()) in stops:
            raise self.expected(what, after)
        self.skip(stops)
        return Fragment(self.text[start : self.end], Span(start, self.end))

    def group(self, after: str) -> None:
        """Read what stands in parentheses, and those."""
        opening = self.expect("(", after)
        self.skip({")"})
        if not self.accept(")"):
            raise self.error("this parenthesis is never closed", span=opening.span)

    def skip(self, stops: Collection[str]) -> None:
        """Read to one of the stop words outside parentheses, or to the end; every parenthesis must have its partner."""
        opened: list[Token] = []
        before = ""
        while (token := self.peek()).text not in _END:
            if not opened:
                key = _key(token)
                # After a dot a keyword is a column; IS DISTINCT FROM has no table behind it.
                if key in stops and before != "." and (before, key) != ("DISTINCT", "FROM"):
                    return
                before = key
            if token.text == "(":
                opened.append(token)
            elif token.text == ")":
                if not opened:
                    raise self.error("this parenthesis closes nothing")
                opened.pop()
            self.take()
        if opened:
            raise self.error("this parenthesis is never closed", span=opened[-1].span)

    def _number(self, after: str) -> int | float:
        sign = -1 if self.at("-") else 1
        start = self.peek().start
        if self.accept_any({"+", "-"}) and self.peek().kind is not TokenKind.NUMBER:
            raise self.expected("a number", after)
        text = self.take().text.replace("_", "").lower()
        value = sign * _number(text)
        if not math.isfinite(value):
            raise self.error("this number is too large", span=Span(start, self.end))
        return value


def _number(text: str) -> int | float:
    """As SQLite reads it: a whole number beyond 64 bits is a floating-point one."""
    if text.startswith("0x"):
        return int(text, 16)
    if text.isdigit() and len(text) < 20 and int(text) < 2**63:
        return int(text)
    return float(text)


def _key(token: Token) -> str:
    """What rules compare: the word in capitals, or the sign."""
    return token.word or token.text


def _sound(token: Token) -> Token:
    """The token itself, unless nothing can begin or end with it."""
    if token.kind in _UNCLOSED and token.unterminated:
        hint = "a quote inside a string is doubled: 'it''s'" if token.kind is TokenKind.STRING else None
        raise StatementSyntaxError(_UNCLOSED[token.kind], hint=hint, span=Span(token.start, token.start + 1))
    if token.kind is TokenKind.OTHER:
        message = (
            f'"{token.text}" is neither a number nor a name'
            if token.text[-1].isalnum()
            else f'"{token.text}" has no meaning here'
        )
        raise StatementSyntaxError(message, hint=_STRAY.get(token.text), span=token.span)
    return token
