"""Text to tokens, by SQLite's own rules: the one tokenizer that parser, splitter, names, templates and the shell use.

Comes in: any text, also half a statement or no SQL at all. Goes out: tokens whose texts, joined, are the text again. It must never
raise, never lose a character, and never look at the same character twice, however long the text.

What the dialect adds to SQLite: ``/*+ ... */`` is a hint, and a variable may have two signs (``@@json``).
"""

from __future__ import annotations

import itertools
import re
from collections import namedtuple
from enum import StrEnum

from openai_sql_shell.errors import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class TokenKind(StrEnum):
    """What a token is."""

    SPACE = "space"
    HINT = "hint"
    """``/*+ AWAIT */``."""
    COMMENT = "comment"
    """``-- to the end of the line`` or ``/* ... */``."""
    BLOB = "blob"
    """``x'00ff'``."""
    STRING = "string"
    """``'it''s'``."""
    QUOTED = "quoted"
    """A quoted name, in any of the three ways SQLite takes: ``"a"``, a pair of backticks, ``[a]``."""
    NUMBER = "number"
    VARIABLE = "variable"
    """``?1 :a @a $a``, and ``@@json``."""
    NAME = "name"
    """A name or a keyword; which of them, only its place tells."""
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    """One of ``( ) , ; .``"""
    STRUCT = "struct"
    """``{'id': 'varchar'}``, an option of a table function as DuckDB writes it; put together by `with_structs` only."""
    OTHER = "other"
    """What SQLite calls an unrecognized token: ``{``, a lone ``#``, ``12ab``."""


class Token(namedtuple("Token", ("kind", "text", "start"))):  # noqa: PYI024 - that of `typing` would have to be loaded
    """One token and where it begins. A tuple, because a text has many of them and they are made at every key."""

    __slots__ = ()
    kind: TokenKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset just behind the token."""
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return Span(self.start, self.end)

    @property
    def word(self) -> str:
        """The text of an unquoted name in capitals, for comparing with keywords; empty for every other kind."""
        return self.text.upper() if self.kind is TokenKind.NAME else ""

    @property
    def unterminated(self) -> bool:
        """A string, quoted name or comment that the text ends in the middle of."""
        match self.kind:
            case TokenKind.STRING | TokenKind.BLOB:
                return self.text.count("'") % 2 == 1
            case TokenKind.QUOTED if self.text[0] == "[":
                return not self.text.endswith("]")
            case TokenKind.QUOTED:
                return self.text.count(self.text[0]) % 2 == 1
            case TokenKind.COMMENT | TokenKind.HINT:
                return self.text.startswith("/*") and (len(self.text) < 4 or not self.text.endswith("*/"))
            case _:
                return False


# Said by what they are not, because `re` takes 15 ms at every start to compile a class that names all of Unicode.
_NO_LETTER = r"\x00-#%-/:-@\[-\^`{-\x7f"
_LETTER = rf"[^{_NO_LETTER}]"
"""What may stand inside a name: letters, digits, ``_``, ``$`` and everything beyond ASCII."""
_FIRST_LETTER = r"[^\x00-@\[-\^`{-\x7f]"

# The quantifiers are possessive (`*+`): nothing is tried a second time, which keeps a hostile text linear.
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\n\f\r][ \t\n\v\f\r]*+|\ufeff)
    | (?P<hint>/\*\+(?:[^*]++|\*(?!/))*+(?:\*/|\Z))
    | (?P<comment>--[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z))
    | (?P<blob>[xX]'[^']*+(?:'|\Z))
    | (?P<string>'[^']*+(?:''[^']*+)*+(?:'|\Z))
    | (?P<quoted>"[^"]*+(?:""[^"]*+)*+(?:"|\Z)|`[^`]*+(?:``[^`]*+)*+(?:`|\Z)|\[[^\]]*+(?:\]|\Z))
    | (?P<number>(?:0[xX][0-9a-fA-F_]++|(?:[0-9][0-9_]*+(?:\.[0-9_]*+)?+|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9][0-9_]*+)?+)(?!{_LETTER}))
    | (?P<variable>\?[0-9]*+|(?:@@?|[:$]){_LETTER}++)
    | (?P<name>{_FIRST_LETTER}{_LETTER}*+)
    | (?P<operator>->>?|\|\||<<|>>|<>|<=|>=|==|!=|[-+*/%<>=&|~])
    | (?P<punctuation>[(),;.])
    | (?P<other>\.?[0-9](?:{_LETTER}|\.)*+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = {kind.value: kind for kind in TokenKind}
_BARE = re.compile(rf"{_FIRST_LETTER}{_LETTER}*+")


def tokenize(text: str) -> Iterator[Token]:
    """Every token of the text, blanks and comments too, one at a time.

    >>> [t.text for t in tokenize("SELECT 'a;b' -- c")]
    ['SELECT', ' ', "'a;b'", ' ', '-- c']
    """
    for found in _TOKEN.finditer(text):
        yield _token(found)


def significant(text: str) -> Iterator[Token]:
    """The tokens that mean something: no blanks, no comments; but hints, and a comment that is never closed."""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind != "space" and (kind != "comment" or _token(found).unterminated):
            yield _token(found)


def with_structs(tokens: Iterable[Token]) -> Iterator[Token]:
    """The same tokens, but those of a struct behind ``=`` are one.

    >>> [t.text for t in with_structs(significant("f(a = {'b' : 'c', d: 'e'}) = { name }"))]
    ['f', '(', 'a', '=', "{'b' : 'c', d: 'e'}", ')', '=', '{', 'name', '}']
    """
    held: list[Token] = []
    before = ""
    for token in tokens:
        if not held and not (token.text == "{" and before == "="):
            yield token
        else:
            held.append(token)
            if token.text == "}" and len(held) > 3:
                yield Token(TokenKind.STRUCT, _spaced(held), held[0].start)
                held.clear()
            elif not _may_be_struct(held):
                yield from held
                held.clear()
        before = token.text
    yield from held


def _may_be_struct(held: Sequence[Token]) -> bool:
    """Whether the tokens behind a brace go on as ``{name: value`` does."""
    keyed = {TokenKind.NAME, TokenKind.STRING, TokenKind.QUOTED}
    match len(held):
        case 1:
            return True
        case 2:
            return held[1].kind in keyed
        case 3:
            return held[2].text == ":"
        case _:
            return held[-1].text not in {"{", ";"}


def _spaced(held: Sequence[Token]) -> str:
    """The text of the tokens, with blanks where there were any, so that it is as long as what was written."""
    return (
        "".join(token.text + " " * (after.start - token.end) for token, after in itertools.pairwise(held))
        + held[-1].text
    )


def _token(found: re.Match[str]) -> Token:
    return Token(_KINDS[found.lastgroup or "other"], found[0], found.start())


def unquote(text: str) -> str:
    """What a quoted name or string says; any other text is returned as it is.

    >>> unquote("'it''s'"), unquote('"a"'), unquote("[b c]"), unquote("plain")
    ("it's", 'a', 'b c', 'plain')
    """
    if not text or text[0] not in "'\"`[":
        return text
    closing = "]" if text[0] == "[" else text[0]
    inside = text[1:-1] if len(text) > 1 and text.endswith(closing) else text[1:]
    return inside if closing == "]" else inside.replace(closing * 2, closing)


def quote_name(name: str) -> str:
    """A name in double quotes.

    >>> quote_name('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def quote_string(value: str) -> str:
    """A text as an SQL string.

    >>> quote_string("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as SQL needs it: in quotes where SQLite would read it as something else.

    >>> [identifier(name) for name in ("status", "limit", "event_types[]", "key")]
    ['status', '"limit"', '"event_types[]"', 'key']
    """
    return quote_name(name) if _BARE.fullmatch(name) is None or name.upper() in RESERVED else name


def top_level(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens outside of parentheses, and the outermost parentheses themselves.

    >>> " ".join(token.text for token in top_level(significant("a IN (b, (c)) AND (d)")))
    'a IN ( ) AND ( )'
    """
    depth = 0
    for token in tokens:
        depth -= token.text == ")"
        if depth == 0:
            yield token
        depth += token.text == "("


def split_top_level(tokens: Sequence[Token], separator: str) -> list[list[Token]]:
    """The items between the separators (a keyword in capitals, or a sign) outside of parentheses; never empty."""
    separators = {token.start for token in top_level(tokens) if (token.word or token.text) == separator}
    items: list[list[Token]] = [[]]
    for token in tokens:
        if token.start in separators:
            items.append([])
        else:
            items[-1].append(token)
    return items


def words(text: str) -> frozenset[str]:
    """A set of keywords, written as a list of words."""
    return frozenset(text.split())


RESERVED = words("""
    ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CAST CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT DEFERRABLE DELETE DISTINCT
    DROP ELSE ESCAPE EXCEPT EXISTS FOREIGN FROM GROUP HAVING IN INDEX INSERT INTERSECT INTO IS ISNULL JOIN LIMIT NOT NOTHING
    NOTNULL NULL ON OR ORDER PRIMARY RAISE REFERENCES RETURNING SELECT SET TABLE THEN TO TRANSACTION UNION UNIQUE UPDATE USING
    VALUES WHEN WHERE
""")
"""SQLite's keywords that are no names without quotes."""

SQLITE_KEYWORDS = RESERVED | words("""
    ABORT ACTION AFTER ALWAYS ANALYZE ASC ATTACH BEFORE BEGIN BY CASCADE COLUMN CONFLICT CROSS CURRENT CURRENT_DATE CURRENT_TIME
    CURRENT_TIMESTAMP DATABASE DEFERRED DESC DETACH DO EACH END EXCLUDE EXCLUSIVE EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FULL
    GENERATED GLOB GROUPS IF IGNORE IMMEDIATE INDEXED INITIALLY INNER INSTEAD KEY LAST LEFT LIKE MATCH MATERIALIZED NATURAL NO
    NULLS OF OFFSET OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING QUERY RANGE RECURSIVE REGEXP REINDEX RELEASE RENAME REPLACE
    RESTRICT RIGHT ROLLBACK ROW ROWS SAVEPOINT TEMP TEMPORARY TIES TRIGGER UNBOUNDED VACUUM VIEW VIRTUAL WINDOW WITH WITHOUT
""")

DIALECT_KEYWORDS = words("""
    AUTH COLUMNS COPY DESCRIBE EXEC EXTENDED METHOD METHODS PROVIDERS RESOURCES SERVICES SESSION SHOW START TABLES USE VERSION VIEWS
""")
"""Words of our own statements; names everywhere else."""

KEYWORDS = SQLITE_KEYWORDS | DIALECT_KEYWORDS
"""All of them, in capitals, for highlighting and completion."""

OPENED = {
    "SHOW": words("EXTENDED PROVIDERS SERVICES RESOURCES METHODS COLUMNS TABLES VIEWS VERSION AUTH"),
    "DESCRIBE": words("EXTENDED METHOD"),
    "DESC": words("EXTENDED METHOD"),
    "CREATE": words("TABLE VIEW TEMP TEMPORARY IF REPLACE"),
    "DROP": words("TABLE VIEW IF"),
    "ALTER": words("TABLE RENAME TO ADD COLUMN"),
    "EXPLAIN": words("ANALYZE COST"),
    "COPY": words("FORMAT PARTITION_BY OVERWRITE"),
}
"""Words that mean something in statements that begin with this one."""
