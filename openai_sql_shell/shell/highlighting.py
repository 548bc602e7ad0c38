"""Colours while typing: the dialect as a pygments lexer, and the styles of the prompt.

The lexer stands on the one tokenizer of `sql.tokens`; it only says what kind of thing each token is. Loses no character and
never raises. Imported by the interactive shell only.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from prompt_toolkit.styles import Style
from pygments import token as pygments_token
from pygments.lexer import Lexer

from openai_sql_shell.catalog.lookup import PROVIDERS, Catalog
from openai_sql_shell.shell.completion.nodes import INSIDE
from openai_sql_shell.sql.tokens import DIALECT_KEYWORDS, KEYWORDS, RESERVED, Kind, Token, tokenize, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pygments.token import _TokenType

Background = Literal["unknown", "dark", "light"]

_PLACEHOLDER = re.compile(r"(\{\{[^{}]*\}\})")
_COMMAND = re.compile(r"\s*\\\S*")
_TRANSPARENT = ("EXPLAIN", "ANALYZE")
"""Words behind which a statement begins anew."""
_BLANK = (Kind.SPACE, Kind.COMMENT, Kind.HINT)

KEYWORD = pygments_token.Keyword
COMMAND = pygments_token.Keyword.Pseudo
PROVIDER = pygments_token.Name.Namespace
RESOURCE = pygments_token.Name.Class
METHOD = pygments_token.Name.Function.Magic
FUNCTION = pygments_token.Name.Function
ARGUMENT = pygments_token.Name.Variable
PLACEHOLDER = pygments_token.String.Interpol
STRING = pygments_token.String.Single
HINT = pygments_token.Comment.Preproc
ERROR = pygments_token.Error

_PLAIN: dict[Kind, _TokenType] = {
    Kind.SPACE: pygments_token.Whitespace,
    Kind.HINT: HINT,
    Kind.COMMENT: pygments_token.Comment,
    Kind.BLOB: STRING,
    Kind.STRING: STRING,
    Kind.QUOTED: pygments_token.Name,
    Kind.NUMBER: pygments_token.Number,
    Kind.VARIABLE: ARGUMENT,
    Kind.NAME: pygments_token.Name,
    Kind.OPERATOR: pygments_token.Operator,
    Kind.PUNCTUATION: pygments_token.Punctuation,
    Kind.OTHER: pygments_token.Text,
}


class SqlLexer(Lexer):
    """The dialect: SQL, resource names, hints, placeholders, arguments of EXEC and backslash commands."""

    name = "openai-sql"
    aliases = ("openai-sql",)
    filenames = ("*.sql",)
    url = ""

    def __init__(self, *, catalog: Catalog | None = None, **options: object) -> None:
        """``catalog`` says which names are resources."""
        super().__init__(**options)
        self._catalog = catalog or Catalog()
        self._never_keywords = _names(self._catalog) - RESERVED

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """Offset, type and text of every piece, in order and without gaps."""
        command = _COMMAND.match(text)
        begin = command.end() if command else 0
        if command:
            yield 0, COMMAND, command[0]
        tokens = [Token(t.kind, t.text, t.start + begin) for t in tokenize(text[begin:])]
        names = dict(_dotted_names(tokens, self._catalog))
        types = self._types(tokens, in_command=command is not None)
        for token, kind in zip(tokens, types, strict=True):
            yield from _pieces(token, names.get(token.start, kind))

    def _types(self, tokens: Sequence[Token], *, in_command: bool) -> Iterator[_TokenType]:
        """The type of each token by itself and its neighbours."""
        opening = ""
        before = ""
        behind = _behind(tokens)
        for token, after in zip(tokens, behind, strict=True):
            word = token.word
            if token.unterminated and not in_command:
                yield ERROR
            elif not word or before == ".":
                yield _PLAIN[token.kind]
            elif after != "." and not in_command and self._is_keyword(word, opening):
                yield KEYWORD
            else:
                yield FUNCTION if after == "(" and word not in RESERVED else _PLAIN[Kind.NAME]
            if token.kind not in _BLANK:
                before = token.text
                opening = "" if before == ";" else opening or (word if word not in _TRANSPARENT else "")

    def _is_keyword(self, word: str, opening: str) -> bool:
        if word in DIALECT_KEYWORDS:
            return not opening or word in INSIDE.get(opening, ())
        return word in KEYWORDS and (not opening or word not in self._never_keywords)


def _pieces(token: Token, kind: _TokenType) -> Iterator[tuple[int, _TokenType, str]]:
    """A token, with the placeholders in a string apart."""
    if token.kind is not Kind.STRING or "{{" not in token.text:
        yield token.start, kind, token.text
        return
    at = token.start
    for piece in _PLACEHOLDER.split(token.text):
        if piece:
            yield at, PLACEHOLDER if _PLACEHOLDER.fullmatch(piece) else kind, piece
        at += len(piece)


def _behind(tokens: Sequence[Token]) -> list[str]:
    """For each token the text of the next one that is no blank."""
    found: list[str] = []
    after = ""
    for token in reversed(tokens):
        found.append(after)
        if token.kind not in _BLANK:
            after = token.text
    return found[::-1]


def _dotted_names(tokens: Sequence[Token], catalog: Catalog) -> Iterator[tuple[int, _TokenType]]:
    """The types of the parts of resource names and placeholders, by their offsets."""
    yield from _placeholders(tokens)
    chain: list[Token] = []
    for token, after in pairwise((*tokens, Token(Kind.PUNCTUATION, ";", -1))):
        if token.kind in (Kind.NAME, Kind.QUOTED):
            chain.append(token)
            if after.text != ".":
                yield from _parts(chain, catalog)
                chain = []
        elif token.text != ".":
            chain = []


def _parts(chain: Sequence[Token], catalog: Catalog) -> Iterator[tuple[int, _TokenType]]:
    given = [unquote(token.text).lower() for token in chain]
    skipped = 1 if given[0] in PROVIDERS else 0
    resource = (
        catalog.resources.get((given[skipped], given[skipped + 1])) if len(given) > skipped + 1 else None
    )
    if skipped:
        yield chain[0].start, PROVIDER
        if len(given) > 1 and given[1] in catalog.service_names:
            yield chain[1].start, PROVIDER
    if resource is not None:
        yield chain[skipped].start, PROVIDER
        yield chain[skipped + 1].start, RESOURCE
        if len(given) > skipped + 2 and resource.method(given[skipped + 2]):
            yield chain[skipped + 2].start, METHOD


def _placeholders(tokens: Sequence[Token]) -> Iterator[tuple[int, _TokenType]]:
    """``{{ name }}`` outside of strings: everything between the braces."""
    inside = False
    for one, two in pairwise(tokens):
        if one.text == two.text == "{":
            inside = True
            yield one.start, PLACEHOLDER
        if inside:
            yield two.start, PLACEHOLDER
        if one.text == two.text == "}":
            inside = False


def _names(catalog: Catalog) -> frozenset[str]:
    """Names of columns and parameters, in capitals: ``filter`` is SQLite's keyword and the API's parameter."""
    resources = catalog.resources.values()
    columns = (c.name.upper() for r in resources for c in r.columns)
    parameters = (p.name.upper() for r in resources for m in r.methods for p in m.parameters)
    return frozenset((*columns, *parameters))


# --- styles ----------------------------------------------------------------------------------------------------

_ROLES: dict[Background, dict[str, str]] = {
    "unknown": {
        "keyword": "bold ansiblue",
        "name": "ansicyan",
        "function": "ansimagenta",
        "string": "ansigreen",
        "argument": "ansiyellow",
        "quiet": "ansibrightblack",
        "error": "ansired",
        "menu": "bg:ansibrightblack ansiwhite",
        "chosen": "bg:ansicyan ansiblack",
        "remark": "bg:ansibrightblack ansiwhite italic",
    },
    "dark": {
        "keyword": "bold #7aa2f7",
        "name": "#7dcfff",
        "function": "#bb9af7",
        "string": "#9ece6a",
        "argument": "#e0af68",
        "quiet": "#7f849c",
        "error": "#f7768e",
        "menu": "bg:#2a2e3f #c0caf5",
        "chosen": "bg:#3d59a1 #ffffff",
        "remark": "bg:#1f2335 #a9b1d6 italic",
    },
    "light": {
        "keyword": "bold #1f4fb5",
        "name": "#00687a",
        "function": "#7a3e9d",
        "string": "#33691e",
        "argument": "#8a5300",
        "quiet": "#767676",
        "error": "#b3261e",
        "menu": "bg:#e4e7ee #1c1f26",
        "chosen": "bg:#1f4fb5 #ffffff",
        "remark": "bg:#eef0f5 #4a4f5a italic",
    },
}
"""The colours of each role; where the background is not known, those the person gave the terminal."""

_CLASSES: dict[str, Iterable[str]] = {
    "keyword": ("pygments.keyword", "candidate.keyword"),
    "name": ("pygments.name.namespace", "pygments.name.class", "prompt.sandbox", "prompt.profile"),
    "function": ("pygments.name.function", "pygments.keyword.pseudo"),
    "string": ("pygments.literal.string", "pygments.literal.number"),
    "argument": ("pygments.name.variable", "pygments.literal.string.interpol", "matching-bracket.cursor"),
    "quiet": (
        "pygments.comment",
        "auto-suggestion",
        "prompt.continuation",
        "bottom-toolbar.text",
    ),
    "error": ("pygments.error",),
    "menu": ("completion-menu", "completion-menu.completion"),
    "chosen": ("completion-menu.completion.current", "completion-menu.meta.completion.current"),
    "remark": ("completion-menu.meta.completion", "completion-menu.multi-column-meta"),
}
"""The classes of prompt_toolkit and pygments that play each role."""


def style(background: Background = "unknown") -> Style:
    """All colours of the prompt, its menu and its toolbar."""
    roles = _ROLES[background]
    rules = {name: roles[role] for role, names in _CLASSES.items() for name in names}
    plain = {"bottom-toolbar": "noreverse", "pygments.comment.preproc": roles["argument"]}
    return Style.from_dict({**rules, **plain})


def background(environ: Mapping[str, str]) -> Background:
    """What the terminal says about its background in ``COLORFGBG``, such as ``15;0``; most say nothing.

    >>> background({"COLORFGBG": "15;0"}), background({"COLORFGBG": "0;15"}), background({})
    ('dark', 'light', 'unknown')
    """
    color = environ.get("COLORFGBG", "").rpartition(";")[2]
    if not color.isdigit():
        return "unknown"
    return "light" if int(color) in (7, 15) else "dark"
