"""Syntax highlighting while typing: a text in coloured pieces, in the style classes that prompt_toolkit gives pygments' tokens.

The highlighter stands on the one tokenizer of `sql.tokens`; it only says what kind of thing each token is, and remembers it: what a
text and the one before both begin with is not looked at again. Loses no character and never raises. Imported by the interactive
shell only.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from prompt_toolkit.lexers import Lexer
from prompt_toolkit.styles import pygments_token_to_classname
from pygments import token as pygments_token

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer, same_beginning
from openai_sql_shell.sql.tokens import (
    DIALECT_KEYWORDS,
    KEYWORDS,
    OPENED,
    RESERVED,
    Token,
    TokenKind,
    unquote,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from prompt_toolkit.document import Document
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from pygments.token import _TokenType

    from openai_sql_shell.catalog.lookup import Catalog

_PLACEHOLDER = re.compile(r"(\{\{[^{}]*\}\})")
_COMMAND = re.compile(r"\s*\\\S*")
_TRANSPARENT = ("EXPLAIN", "ANALYZE", "COST")
"""Words behind which a statement begins anew."""
_BLANK = frozenset({TokenKind.SPACE, TokenKind.COMMENT, TokenKind.HINT})
_NAMES = frozenset({TokenKind.NAME, TokenKind.QUOTED})


def _style(kind: _TokenType) -> str:
    return f"class:{pygments_token_to_classname(kind)}"


SPACE = _style(pygments_token.Whitespace)
NAME = _style(pygments_token.Name)
KEYWORD = _style(pygments_token.Keyword)
COMMAND = _style(pygments_token.Keyword.Pseudo)
PROVIDER = _style(pygments_token.Name.Namespace)
RESOURCE = _style(pygments_token.Name.Class)
METHOD = _style(pygments_token.Name.Function.Magic)
FUNCTION = _style(pygments_token.Name.Function)
ARGUMENT = _style(pygments_token.Name.Variable)
PLACEHOLDER = _style(pygments_token.String.Interpol)
STRING = _style(pygments_token.String.Single)
HINT = _style(pygments_token.Comment.Preproc)
ERROR = _style(pygments_token.Error)

_PLAIN: dict[TokenKind, str] = {
    TokenKind.SPACE: SPACE,
    TokenKind.HINT: HINT,
    TokenKind.COMMENT: _style(pygments_token.Comment),
    TokenKind.BLOB: STRING,
    TokenKind.STRING: STRING,
    TokenKind.QUOTED: NAME,
    TokenKind.NUMBER: _style(pygments_token.Number),
    TokenKind.VARIABLE: ARGUMENT,
    TokenKind.NAME: NAME,
    TokenKind.OPERATOR: _style(pygments_token.Operator),
    TokenKind.PUNCTUATION: _style(pygments_token.Punctuation),
    TokenKind.OTHER: _style(pygments_token.Text),
}


class LineHighlighter(Lexer):
    """The dialect: SQL, resource names, hints, placeholders, arguments of EXEC and backslash commands."""

    def __init__(self, tokenizer: IncrementalTokenizer) -> None:
        """``tokenizer`` may be shared with who else looks at the same text."""
        self._tokenizer = tokenizer
        self._previous = _StyledTokens((), [], [], in_command=False)

    @cached_property
    def _catalog(self) -> Catalog:
        """Made for the first name that needs it: the first keys do not."""
        from openai_sql_shell.catalog.lookup import Catalog  # noqa: PLC0415

        return Catalog()

    @cached_property
    def _never_keywords(self) -> frozenset[str]:
        """Names of columns and parameters, in capitals: ``filter`` is SQLite's keyword and the API's parameter."""
        return frozenset(word.upper() for service in self._catalog.services for word in service.words)

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """A function from the number of a line, counted from 0, to its pieces."""
        line: StyleAndTextTuples = []
        lines = [line]
        for style, text in self.pieces(document.text):
            if "\n" not in text:
                line.append((style, text))
                continue
            first, *others = text.split("\n")
            line.append((style, first))
            for other in others:
                line = [(style, other)]
                lines.append(line)
        return lambda number: lines[number] if number < len(lines) else []

    def pieces(self, text: str) -> Iterator[tuple[str, str]]:
        """Style and text of every piece, in order and without gaps."""
        command = _COMMAND.match(text)
        if command:
            yield COMMAND, command[0]
        tokens = self._tokenizer(text[command.end() :] if command else text)
        styles = self._styles(tokens, in_command=command is not None)
        if "{{" in text:
            styles = _with_placeholders(tokens, styles)
        for token, style in zip(tokens, styles, strict=True):
            if style is STRING and "{{" in token.text:
                for piece in filter(None, _PLACEHOLDER.split(token.text)):
                    yield PLACEHOLDER if _PLACEHOLDER.fullmatch(piece) else STRING, piece
            else:
                yield style, token.text

    def _styles(self, tokens: tuple[Token, ...], *, in_command: bool) -> list[str]:
        """The style of each token by itself and its neighbours."""
        previous = self._previous
        kept = _unchanged(tokens, previous.tokens) if in_command == previous.in_command else 0
        styled = _StyledTokens(
            tokens, previous.styles[:kept], previous.openings[:kept], in_command=in_command
        )
        opening = previous.openings[kept] if kept else ""
        before = next((text for kind, text, _ in reversed(tokens[:kept]) if kind not in _BLANK), "")
        rest = tokens[kept:]
        for (kind, text, _), after in zip(rest, _behind(rest), strict=True):
            styled.openings.append(opening)
            if kind is TokenKind.SPACE:
                styled.styles.append(SPACE)
                continue
            word = text.upper() if kind is TokenKind.NAME else ""
            if not word or before == ".":
                styled.styles.append(_PLAIN[kind])
            elif after != "." and not in_command and self._is_keyword(word, opening):
                styled.styles.append(KEYWORD)
            else:
                styled.styles.append(FUNCTION if after == "(" and word not in RESERVED else NAME)
            if kind not in _BLANK:
                before = text
                opening = "" if text == ";" else opening or (word if word not in _TRANSPARENT else "")
        if rest and not in_command and rest[-1].unterminated:
            styled.styles[-1] = ERROR  # only the last token can be
        for chain in _chains(tokens, kept):
            if len(chain) > 1 or tokens[chain[0]].text.lower() in PROVIDERS:
                _color_chain([tokens[place].text for place in chain], chain, self._catalog, styled.styles)
        self._previous = styled
        return styled.styles

    def _is_keyword(self, word: str, opening: str) -> bool:
        if word in DIALECT_KEYWORDS:
            return not opening or word in OPENED.get(opening, ())
        return word in KEYWORDS and (not opening or word in RESERVED or word not in self._never_keywords)


class _StyledTokens(NamedTuple):
    """The tokens of a text with what was found out about each."""

    tokens: tuple[Token, ...]
    styles: list[str]
    openings: list[str]
    """The word in front of the token with which its statement begins."""
    in_command: bool


def _unchanged(tokens: tuple[Token, ...], before: tuple[Token, ...]) -> int:
    """How many tokens have the style that they had in the text before.

    What decides a style is the word its statement begins with, the tokens in front, and those behind it up to the first that
    stands behind a blank.
    """
    for place in range(same_beginning(tokens, before) - 1, 0, -1):
        if tokens[place - 1].kind is TokenKind.SPACE and tokens[place].kind not in _BLANK:
            return place
    return 0


def _behind(tokens: Sequence[Token]) -> list[str]:
    """For each token the text of the next one that is no blank."""
    found: list[str] = []
    after = ""
    for kind, text, _ in reversed(tokens):
        found.append(after)
        if kind not in _BLANK:
            after = text
    found.reverse()
    return found


def _chains(tokens: Sequence[Token], start: int) -> Iterator[list[int]]:
    """Names with nothing but dots between them, as places of tokens: the parts of one name."""
    chain: list[int] = []
    for place in range(start, len(tokens)):
        kind, text, _ = tokens[place]
        if kind in _NAMES:
            chain.append(place)
        elif text != "." and chain:
            yield chain
            chain = []
    if chain:
        yield chain


def _color_chain(texts: Sequence[str], places: Sequence[int], catalog: Catalog, types: list[str]) -> None:
    """Give the parts of a resource's name types of their own."""
    given = [unquote(text).lower() for text in texts]
    skipped = 1 if given[0] in PROVIDERS else 0
    resource = catalog.by_name.get((given[skipped], given[skipped + 1])) if len(given) > skipped + 1 else None
    if skipped:
        types[places[0]] = PROVIDER
        if len(given) > 1 and given[1] in catalog.service_names:
            types[places[1]] = PROVIDER
    if resource is not None:
        types[places[skipped]] = PROVIDER
        types[places[skipped + 1]] = RESOURCE
        if len(given) > skipped + 2 and catalog.declaration(resource).method(given[skipped + 2]):
            types[places[skipped + 2]] = METHOD


def _with_placeholders(tokens: Sequence[Token], types: Sequence[str]) -> list[str]:
    """The types with ``{{ name }}`` outside of strings marked: everything between the braces."""
    types = list(types)
    inside = False
    for place, (one, two) in enumerate(pairwise(tokens)):
        if one.text == two.text == "{":
            inside = True
            types[place] = PLACEHOLDER
        if inside:
            types[place + 1] = PLACEHOLDER
        if one.text == two.text == "}":
            inside = False
    return types
