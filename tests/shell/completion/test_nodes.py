"""The levels of half a statement are the same whatever was written before."""

from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.shell.completion.nodes import IncrementalLevels
from openai_sql_shell.sql.tokens import significant

PIECES = [
    "select",
    "from",
    "create",
    "table",
    "a",
    "b",
    "'x'",
    '"q"',
    "(",
    ")",
    ".",
    ",",
    "*",
    "=",
    "5",
    ":v",
    "/*+ h */",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12)


def tokens(pieces):
    return list(significant(" ".join(pieces)))


@given(st.lists(st.tuples(st.sampled_from(["add", "take", "other"]), TEXTS, TEXTS), max_size=8))
def test_every_key_gives_the_same_levels_as_reading_it_all(keys):
    levels, left = IncrementalLevels(), []
    for what, pieces, right in keys:
        left = {"add": left + pieces, "take": left[: -len(pieces)] if pieces else left, "other": pieces}[what]
        assert levels(tokens(left), tokens(right)) == IncrementalLevels()(tokens(left), tokens(right))
