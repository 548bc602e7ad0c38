"""The tokens of the text being written are those of the tokenizer, whatever was written before."""

from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.shell.line_tokens import IncrementalTokenizer
from openai_sql_shell.sql.tokens import tokenize

PIECES = st.sampled_from(
    [
        "select",
        " ",
        "'",
        '"',
        "--",
        "/*",
        "*/",
        "+",
        "1",
        "e",
        ".",
        "5",
        ";",
        "\n",
        "x'",
        ":",
        "a",
        "->",
        ">",
        "[",
        "]",
        "é",
    ]
)


@given(
    st.lists(st.tuples(st.sampled_from(["add", "take", "begin"]), st.lists(PIECES, max_size=4)), max_size=12)
)
def test_every_key_gives_the_same_tokens_as_reading_it_all(keys):
    tokens_of, text = IncrementalTokenizer(), ""
    for what, pieces in keys:
        added = "".join(pieces)
        text = {"add": text + added, "take": text[: -len(added)] if added else text, "begin": added + text}[
            what
        ]
        assert tokens_of(text) == tuple(tokenize(text))


def test_a_key_at_the_end_reads_only_the_end_again():
    tokens_of = IncrementalTokenizer()
    before = tokens_of("SELECT id, status FROM openai.batch.batches WHERE ")
    after = tokens_of("SELECT id, status FROM openai.batch.batches WHERE s")
    assert sum(one is two for one, two in zip(before, after, strict=False)) >= len(before) - 3
