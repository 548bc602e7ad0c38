"""Colours while typing: the dialect as a pygments lexer, and the styles of the prompt.

The lexer stands on the one tokenizer of `sql.tokens`; it only says what kind of thing each token is. Loses no character and
never raises. Imported by the interactive shell only.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from prompt_toolkit.styles import Style
from pygments import token as pygments_token
from pygments.lexer import Lexer

from openai_sql_shell.shell.completion.nodes import INSIDE
from openai_sql_shell.shell.tokenized import tokens_of
from openai_sql_shell.sql.tokens import DIALECT_KEYWORDS, KEYWORDS, RESERVED, Kind, Token, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pygments.token import _TokenType

    from openai_sql_shell.catalog.lookup import Catalog

Background = Literal["unknown", "dark", "light"]

_PLACEHOLDER = re.compile(r"(\{\{[^{}]*\}\})")
_COMMAND = re.compile(r"\s*\\\S*")
_TRANSPARENT = ("EXPLAIN", "ANALYZE")
"""Words behind which a statement begins anew."""
_BLANK = frozenset({Kind.SPACE, Kind.COMMENT, Kind.HINT})
_NAMES = frozenset({Kind.NAME, Kind.QUOTED})

SPACE = pygments_token.Whitespace
NAME = pygments_token.Name
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
    Kind.SPACE: SPACE,
    Kind.HINT: HINT,
    Kind.COMMENT: pygments_token.Comment,
    Kind.BLOB: STRING,
    Kind.STRING: STRING,
    Kind.QUOTED: pygments_token.Name,
    Kind.NUMBER: pygments_token.Number,
    Kind.VARIABLE: ARGUMENT,
    Kind.NAME: NAME,
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
        self._given = catalog

    @cached_property
    def _catalog(self) -> Catalog:
        """Made for the first text: an empty prompt needs none."""
        from openai_sql_shell.catalog.lookup import Catalog  # noqa: PLC0415

        return self._given or Catalog()

    @cached_property
    def _never_keywords(self) -> frozenset[str]:
        return _names(self._catalog) - RESERVED

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """Offset, type and text of every piece, in order and without gaps."""
        command = _COMMAND.match(text)
        begin = command.end() if command else 0
        if command:
            yield 0, COMMAND, command[0]
        tokens = tokens_of(text[begin:]) if begin else tokens_of(text)
        types = self._types(tokens, in_command=command is not None)
        if tokens:
            _name_parts(tokens, self._catalog, types)
        if "{{" in text:
            _mark_placeholders(tokens, types)
        for token, kind in zip(tokens, types, strict=True):
            if kind is STRING and "{{" in token.text:
                yield from _pieces(token, begin)
            else:
                yield token.start + begin, kind, token.text

    def _types(self, tokens: Sequence[Token], *, in_command: bool) -> list[_TokenType]:
        """The type of each token by itself and its neighbours."""
        found: list[_TokenType] = []
        opening = before = ""
        for (kind, text, _), after in zip(tokens, _behind(tokens), strict=True):
            if kind is Kind.SPACE:
                found.append(SPACE)
                continue
            word = text.upper() if kind is Kind.NAME else ""
            if not word or before == ".":
                found.append(_PLAIN[kind])
            elif after != "." and not in_command and self._is_keyword(word, opening):
                found.append(KEYWORD)
            else:
                found.append(FUNCTION if after == "(" and word not in RESERVED else NAME)
            if kind not in _BLANK:
                before = text
                opening = "" if text == ";" else opening or (word if word not in _TRANSPARENT else "")
        if tokens and not in_command and tokens[-1].unterminated:
            found[-1] = ERROR  # only the last token can be
        return found

    def _is_keyword(self, word: str, opening: str) -> bool:
        if word in DIALECT_KEYWORDS:
            return not opening or word in INSIDE.get(opening, ())
        return word in KEYWORDS and (not opening or word not in self._never_keywords)


def _pieces(token: Token, begin: int) -> Iterator[tuple[int, _TokenType, str]]:
    """A string with the placeholders in it apart; ``begin`` is where the tokens begin in the text."""
    at = token.start + begin
    for piece in _PLACEHOLDER.split(token.text):
        if piece:
            yield at, PLACEHOLDER if _PLACEHOLDER.fullmatch(piece) else STRING, piece
        at += len(piece)


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


def _name_parts(tokens: Sequence[Token], catalog: Catalog, types: list[_TokenType]) -> None:
    """Give the parts of resource names their own types: names with nothing but dots between them."""
    from openai_sql_shell.catalog.lookup import PROVIDERS  # noqa: PLC0415 - loaded with the catalog

    chain: list[int] = []
    for place, (kind, text, _) in enumerate(tokens):
        if kind in _NAMES:
            chain.append(place)
        elif text != "." or not chain:
            if chain and (len(chain) > 1 or tokens[chain[0]].text.lower() in PROVIDERS):
                _color_parts([tokens[i] for i in chain], chain, catalog, types)
            chain = []
    if chain:
        _color_parts([tokens[i] for i in chain], chain, catalog, types)


def _color_parts(
    parts: Sequence[Token], places: Sequence[int], catalog: Catalog, types: list[_TokenType]
) -> None:
    from openai_sql_shell.catalog.lookup import PROVIDERS  # noqa: PLC0415 - loaded with the catalog

    given = [unquote(token.text).lower() for token in parts]
    skipped = 1 if given[0] in PROVIDERS else 0
    resource = (
        catalog.resources.get((given[skipped], given[skipped + 1])) if len(given) > skipped + 1 else None
    )
    if skipped:
        types[places[0]] = PROVIDER
        if len(given) > 1 and given[1] in catalog.service_names:
            types[places[1]] = PROVIDER
    if resource is not None:
        types[places[skipped]] = PROVIDER
        types[places[skipped + 1]] = RESOURCE
        if len(given) > skipped + 2 and resource.method(given[skipped + 2]):
            types[places[skipped + 2]] = METHOD


def _mark_placeholders(tokens: Sequence[Token], types: list[_TokenType]) -> None:
    """``{{ name }}`` outside of strings: everything between the braces."""
    inside = False
    for place, (one, two) in enumerate(pairwise(tokens)):
        if one.text == two.text == "{":
            inside = True
            types[place] = PLACEHOLDER
        if inside:
            types[place + 1] = PLACEHOLDER
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
