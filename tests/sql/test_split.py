from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.sql.split import ScriptStatement, is_complete, split, unterminated

SCRIPTS = st.lists(
    st.sampled_from(
        [
            "select 1",
            ";",
            "'a;b'",
            "'",
            '"',
            "-- c;",
            "\n",
            " ",
            "/* ; */",
            "/*+ create */",
            "begin",
            "create trigger t",
            "end",
        ]
    )
).map("".join)


def texts(script):
    return [piece.text for piece in split(script)]


@pytest.mark.parametrize(
    ("script", "pieces"),
    [
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT 'a;b'; SELECT \"c;d\", [e;f], `g;h`", ["SELECT 'a;b'", 'SELECT "c;d", [e;f], `g;h`']),
        ("SELECT 1 -- a; b\n; /* c; d */ SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT 'it''s; here';", ["SELECT 'it''s; here'"]),
        ("/*+ create */ INSERT INTO t VALUES (1) -- why\n;", ["/*+ create */ INSERT INTO t VALUES (1)"]),
        (
            "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 3; END; SELECT 4;",
            [
                "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 3; END",
                "SELECT 4",
            ],
        ),
        ("BEGIN; SELECT 1; END;", ["BEGIN", "SELECT 1", "END"]),
        ("CREATE TABLE trigger_log(a); SELECT 1", ["CREATE TABLE trigger_log(a)", "SELECT 1"]),
        ("", []),
        (" ;; -- nothing\n ; /* at all */", []),
        ("SELECT 'open; SELECT 2;", ["SELECT 'open; SELECT 2;"]),
        ("SELECT 1; /* open; SELECT 2;", ["SELECT 1", "/* open; SELECT 2;"]),
    ],
)
def test_a_script_is_cut_at_its_semicolons(script, pieces):
    assert texts(script) == pieces


def test_a_piece_knows_its_place():
    script = "-- first\nSELECT 1;\n\n  SELECT\n2"
    assert list(split(script)) == [
        ScriptStatement("SELECT 1", 9, 2, terminated=True),
        ScriptStatement("SELECT\n2", 22, 4, terminated=False),
    ]


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("SELECT 1;", True),
        ("SELECT 1; -- done", True),
        ("SELECT 1; /* done */\n", True),
        (";", True),
        ("SELECT 1", False),
        ("SELECT ';", False),
        ("SELECT 1 -- ;", False),
        ("SELECT 1; SELECT 2", False),
        ("SELECT 1; /* not yet", False),
        ("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;", False),
        ("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;", True),
        ("", False),
    ],
)
def test_enter_runs_what_ends_in_a_semicolon(text, complete):
    assert is_complete(text) is complete


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("SELECT 1;\nSELECT 'a; b", 17),
        ('SELECT "a', 7),
        ("SELECT 1 /* a", 9),
        ("SELECT 'a'", None),
        ("-- it's", None),
        ("", None),
    ],
)
def test_a_text_that_ends_inside_quotes_says_where_they_open(text, opening):
    token = unterminated(text)
    assert (token and token.start) == opening


@given(SCRIPTS | st.text())
def test_pieces_are_where_they_say(script):
    pieces = list(split(script))
    for piece in pieces:
        assert script[piece.start : piece.start + len(piece.text)] == piece.text != ""
        assert piece.line == script.count("\n", 0, piece.start) + 1
    assert all(piece.terminated for piece in pieces[:-1])


@given(SCRIPTS | st.text())
def test_pieces_put_together_split_the_same(script):
    pieces = texts(script)
    assert texts("\n;\n".join(pieces)) == pieces
