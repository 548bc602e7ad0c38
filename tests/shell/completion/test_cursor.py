import pytest
from shell.completion.places import place_of

from openai_sql_shell.shell.completion.cursor import NOTHING


@pytest.mark.parametrize(
    ("text", "prefix", "trigger", "qualifier"),
    [
        ("▮", "", "", ()),
        ("select sta▮", "sta", "", ()),
        ("select sta▮tus", "sta", "", ()),
        ("select b.sta▮", "sta", ".", ("b",)),
        ("select openai.batch.▮", "", ".", ("openai", "batch")),
        ('select "odd name".▮', "", ".", ("odd name",)),
        ('select "odd na▮', "odd na", '"', ()),
        ("where a = 'it''s ▮", "it''s ", "'", ()),
        ("exec x.y @nam▮", "@nam", "@", ()),
        ("exec x.y @▮", "@", "@", ()),
        ("exec x.y @@js▮", "@@js", "@", ()),
        ("select {{ na▮", "na", "{{", ()),
        ("select '{{na▮", "na", "{{", ()),
        ("insert /*+ AW▮", "AW", "/*+", ()),
        ("limit 10▮", "", NOTHING, ()),
        ("a = 'x'▮", "", NOTHING, ()),
        ("-- a ▮", "", NOTHING, ()),
        ("select 1 -- a▮", "", NOTHING, ()),
        ("-- a\n▮", "", "", ()),
        ("/* a */▮", "", "", ()),
        ("/* a ▮", "", NOTHING, ()),
        ("a = [▮", "", NOTHING, ()),
        (".▮", "", NOTHING, ()),
    ],
)
def test_the_unfinished_piece_is_found(text, prefix, trigger, qualifier):
    word = place_of(text).word
    assert (word.prefix, word.trigger, word.qualifier) == (prefix, trigger, qualifier)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("a = '▮", False),
        ("a = '▮'", True),
        ("a = 'b▮c' and d", True),
        ("a = '▮ and b = 'c'", False),
        ("{{ a▮ }}", True),
    ],
)
def test_a_closing_quote_that_is_there_is_seen(text, closed):
    assert place_of(text).word.closed == closed


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("select 1; select ▮ from x; select 2", ["select"], ["from", "x"]),
        ("select ';' , ▮", ["select", "';'", ","], []),
        ("select a /* ; */ , ▮ -- ; no\nfrom x", ["select", "a", ","], ["from", "x"]),
        ("select sta▮tus from x", ["select"], ["from", "x"]),
        ("where a = '▮' and b", ["where", "a", "="], ["and", "b"]),
    ],
)
def test_only_the_statement_under_the_cursor_is_looked_at(text, left, right):
    found = place_of(text)
    assert [t.text for t in found.left] == left
    assert [t.text for t in found.right] == right
