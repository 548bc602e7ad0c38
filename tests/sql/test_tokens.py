from __future__ import annotations

import apsw
import pytest
from each import each
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.sql.tokens import (
    KEYWORDS,
    SQLITE_KEYWORDS,
    TokenKind,
    identifier,
    quote_name,
    quote_string,
    significant,
    tokenize,
    unquote,
)

SQL_SHREDS = st.lists(
    st.sampled_from(
        [
            *"'\"`[]()/*-+;.,@$:?#{}\\ \n",
            "''",
            "--",
            "/*",
            "*/",
            "/*+",
            "select",
            "x'",
            "1e",
            "0x",
            "{{ a }}",
            "é",
            "@@json",
        ]
    )
).map("".join)
ANY_TEXT = st.text() | SQL_SHREDS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("batches", TokenKind.NAME),
        ("größe$1", TokenKind.NAME),
        ("'it''s; -- not a comment'", TokenKind.STRING),
        ("x'00ff'", TokenKind.BLOB),
        ('"a""b"', TokenKind.QUOTED),
        ("`a``b`", TokenKind.QUOTED),
        ("[event types]", TokenKind.QUOTED),
        ("-- to the end; 'of the line", TokenKind.COMMENT),
        ("/* ; ' */", TokenKind.COMMENT),
        ("/**/", TokenKind.COMMENT),
        ("/*+ AWAIT TIMEOUT=6h */", TokenKind.HINT),
        ("1_000", TokenKind.NUMBER),
        (".5e-3", TokenKind.NUMBER),
        ("5.", TokenKind.NUMBER),
        ("0x1F", TokenKind.NUMBER),
        ("?12", TokenKind.VARIABLE),
        ("@batch_id", TokenKind.VARIABLE),
        ("@@json", TokenKind.VARIABLE),
        (":name", TokenKind.VARIABLE),
        ("$1", TokenKind.VARIABLE),
        ("->>", TokenKind.OPERATOR),
        ("->", TokenKind.OPERATOR),
        ("||", TokenKind.OPERATOR),
        ("<>", TokenKind.OPERATOR),
        (";", TokenKind.PUNCTUATION),
        ("12ab", TokenKind.OTHER),
        ("1e", TokenKind.OTHER),
        ("\\", TokenKind.OTHER),
        (" \t\r\n", TokenKind.SPACE),
        ("\ufeff", TokenKind.SPACE),
    ],
)
def test_text_is_one_token_of_its_kind(text, kind):
    assert [(token.kind, token.text) for token in tokenize(text)] == [(kind, text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a->>'$.x'", ["a", "->>", "'$.x'"]),
        ("openai.batch.batches", ["openai", ".", "batch", ".", "batches"]),
        ("@id='x'@@json='{}'", ["@id", "=", "'x'", "@@json", "=", "'{}'"]),
        ("1..2", ["1.", ".2"]),
        ("a--b\nc", ["a", "c"]),
        ("a/*b*/c", ["a", "c"]),
        ("{{ a }}", ["{", "{", "a", "}", "}"]),
        (r"'\' , x", [r"'\'", ",", "x"]),
        ("a::int", ["a", ":", ":int"]),
    ],
)
def test_tokens_end_where_sqlite_ends_them(text, parts):
    assert [token.text for token in significant(text)] == parts


@pytest.mark.parametrize("text", ["'a", "'a''", "'", '"a', "`a``", "[a", "/* a", "/*/", "/*", "/*+ a", "x'0"])
def test_what_is_never_closed_says_so(text):
    [token] = significant(text)
    assert token.unterminated


@pytest.mark.parametrize("text", ["'a'", "''''", '"a"', "[a]", "/**/", "/* a */", "-- a", "-- '", "x''", "a"])
def test_what_is_closed_says_so_too(text):
    [token] = tokenize(text)
    assert not token.unterminated


def test_hints_are_significant_and_comments_are_not():
    assert [t.kind for t in significant("/*+ create */ /* c */ a -- b")] == [TokenKind.HINT, TokenKind.NAME]


def test_words_are_those_of_unquoted_names():
    assert [token.word for token in significant("select \"from\" 'where'")] == ["SELECT", "", ""]


@given(ANY_TEXT)
def test_tokens_lose_no_character(text):
    tokens = list(tokenize(text))
    assert "".join(token.text for token in tokens) == text
    assert all(text[token.start : token.end] == token.text != "" for token in tokens)


@given(ANY_TEXT)
def test_only_the_last_token_can_be_unterminated(text):
    assert not any(token.unterminated for token in list(tokenize(text))[:-1])


@given(st.text())
def test_quoting_and_unquoting_come_back(text):
    assert unquote(quote_name(text)) == unquote(quote_string(text)) == text
    assert [token.kind for token in tokenize(quote_name(text))] == [TokenKind.QUOTED]
    assert [token.kind for token in tokenize(quote_string(text))] == [TokenKind.STRING]


@pytest.mark.parametrize(
    ("text", "said"), [("[a]]", "a]"), ("'a", "a"), ('"', ""), ("", ""), ("a", "a"), ("`a``b`", "a`b")]
)
def test_unquote_takes_what_half_typed_text_has(text, said):
    assert unquote(text) == said


def test_keywords_are_sqlites_and_ours():
    assert apsw.keywords <= SQLITE_KEYWORDS
    assert {"SHOW", "DESCRIBE", "EXEC", "SERVICES"} <= KEYWORDS - SQLITE_KEYWORDS


@each(sorted(SQLITE_KEYWORDS), str)
def test_a_keyword_needs_quotes_where_sqlite_refuses_it_bare(keyword):
    try:
        apsw.Connection("").execute(
            f"SELECT {keyword}, t.{keyword} FROM (SELECT 1 AS {keyword}) AS t WHERE {keyword} = 1"
        )
    except apsw.SQLError:
        refused = True
    else:
        refused = False
    assert identifier(keyword.lower()) == (quote_name(keyword.lower()) if refused else keyword.lower())


@pytest.mark.parametrize("name", ["openai-organization", "event_types[]", "1st", "", "a b"])
def test_a_name_of_other_characters_needs_quotes(name):
    assert identifier(name) == quote_name(name)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hostile", "count"),
    [
        ("'" * 1_000_001, 1),
        ("''a" * 400_000, 800_000),
        ("/* " * 400_000, 1),
        ("/*+" + "*" * 1_000_000, 1),
        ("1_" * 500_000, 1),
        ("1e" * 100_000, 1),
        ('"' + '""' * 500_000, 1),
        ("[" * 1_000_000, 1),
    ],
)
def test_a_hostile_megabyte_is_read_once(hostile, count):
    assert sum(1 for _ in tokenize(hostile)) == count
