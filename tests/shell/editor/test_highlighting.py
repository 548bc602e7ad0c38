import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.document import Document

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.shell import styles
from openai_sql_shell.shell.editor.highlighting import (
    ARGUMENT,
    COMMAND,
    ERROR,
    FUNCTION,
    HINT,
    KEYWORD,
    METHOD,
    PLACEHOLDER,
    PROVIDER,
    RESOURCE,
    STRING,
    LineHighlighter,
)
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer
from openai_sql_shell.shell.styles import style
from openai_sql_shell.sql.tokens import KEYWORDS


def highlighter():
    return LineHighlighter(IncrementalTokenizer())


def test_no_name_of_a_column_or_parameter_is_taken_for_a_keyword():
    """The index knows them, so that no key waits for declarations."""
    resources = list(Catalog().declarations())
    names = {c.name.upper() for r in resources for c in r.columns}
    names |= {p.name.upper() for r in resources for m in r.methods for p in m.parameters}
    assert highlighter()._never_keywords & KEYWORDS == names & KEYWORDS


def pieces(text):
    return list(highlighter().pieces(text))


def of_type(text, *types):
    return [value for kind, value in pieces(text) if kind in types]


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("SELECT id FROM t", KEYWORD, ["SELECT", "FROM"]),
        ("show methods in x", KEYWORD, ["show", "methods", "in"]),
        ("select methods from x", KEYWORD, ["select", "from"]),
        ("explain describe x", KEYWORD, ["explain", "describe"]),
        ("select 1; use openai", KEYWORD, ["select", "use"]),
        ("select filter, x.limit from t", KEYWORD, ["select", "from"]),
        ("select count(*), lower(a)", FUNCTION, ["count", "lower"]),
        ("select * from openai.batch.batches b", RESOURCE, ["batches"]),
        ("select * from openai.batch.batches b", PROVIDER, ["openai", "batch"]),
        ("select * from batch.batches", RESOURCE, ["batches"]),
        ('select * from "openai"."batch"."batches"', RESOURCE, ['"batches"']),
        ("select * from openai.batch.btches", RESOURCE, []),
        ("exec openai.batch.batches.cancel_batch @batch_id = 'x'", METHOD, ["cancel_batch"]),
        ("exec openai.batch.batches.cancel_batch @batch_id = 'x'", ARGUMENT, ["@batch_id"]),
        ("/*+ AWAIT */ insert into t", HINT, ["/*+ AWAIT */"]),
        (
            "select '{{ a }}-{{b}}', {{ c }}",
            PLACEHOLDER,
            ["{{ a }}", "{{b}}", "{", "{", " ", "c", " ", "}", "}"],
        ),
        ("select 'a', 'b' from t", STRING, ["'a'", "'b'"]),
        ("select 'open", ERROR, ["'open"]),
        ("select /* open", ERROR, ["/* open"]),
        (r"\d openai.batch.batches", COMMAND, [r"\d"]),
        (r"\d openai.batch.batches", RESOURCE, ["batches"]),
        (r"\i it's.sql", ERROR, []),
    ],
)
def test_things_are_told_apart(text, kind, values):
    assert of_type(text, kind) == values


PIECES = st.lists(
    st.sampled_from(
        [
            *"'\"`[](){};.,@\\-/*+ \n",
            "{{",
            "}}",
            "select",
            "show",
            "methods",
            "count",
            "openai.batch.batches",
            "é\x00",
        ]
    )
)


@given(PIECES.map("".join))
def test_the_lexer_loses_nothing(text):
    assert "".join(value for _, value in pieces(text)) == text


@given(st.lists(st.tuples(PIECES.map("".join), st.integers(0, 30), st.integers(0, 3)), max_size=8))
def test_every_key_gives_the_same_types_as_reading_it_all(edits):
    lexer, text = highlighter(), ""
    for added, place, taken in edits:
        text = text[:place] + added + text[place + taken :]
        assert list(lexer.pieces(text)) == pieces(text)


@pytest.mark.parametrize(
    "text",
    [
        "select t. count(a), t.lower (b) from t",
        "select a from t. limit",
        "select count /* of all */ (1), lower -- what\n (x)",
        "exec openai. batch /* the */ . batches.cancel_batch @a = 1",
        "/*+ AWAIT */ show /**/ methods in openai.batch.batches; select methods from openai . files",
        r"\d openai.batch. batches",
        "select 'a {{ b }}' || {{ c }} -- 'd",
    ],
)
def test_typing_and_taking_back_letter_by_letter_gives_the_same_types(text):
    lexer = highlighter()
    ends = [*range(len(text) + 1), *range(len(text), -1, -1)]
    assert [list(lexer.pieces(text[:end])) for end in ends] == [pieces(text[:end]) for end in ends]


def test_a_letter_at_the_end_of_a_long_statement_looks_at_its_end_only(monkeypatch):
    looked_at = []
    monkeypatch.setattr(
        LineHighlighter, "_is_keyword", lambda _self, word, _: looked_at.append(word) or False
    )
    lexer, text = highlighter(), "select a from t where " + "b = 1 and " * 500
    list(lexer.pieces(text))
    assert len(looked_at) > 1000
    looked_at.clear()
    list(lexer.pieces(text + "c"))
    assert looked_at == ["AND", "C"]


def test_the_first_words_need_no_catalog():
    lexer = highlighter()
    assert list(lexer.pieces("select id from t where x"))
    assert "_catalog" not in vars(lexer)


def test_the_prompt_can_draw_it():
    lines = highlighter().lex_document(Document("select id\nfrom openai.batch.batches"))
    assert ("class:pygments.name.class", "batches") in lines(1)


@pytest.mark.parametrize("background", ["unknown", "dark", "light"])
def test_every_background_has_a_style_for_everything(background):
    rules = dict(style(background).style_rules)
    assert {"completion-menu", "bottom-toolbar.text", "pygments.error", "pygments.keyword"} <= set(rules)


@pytest.mark.parametrize(
    ("color", "background"), [("15;0", "dark"), ("0;15", "light"), ("0;default;7", "light"), ("", "unknown")]
)
def test_the_terminal_may_tell_its_background(color, background):
    assert styles.background({"COLORFGBG": color}) == background
