"""Laying a statement out never changes what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import UnsupportedStatement
from openai_sql_shell.shell.commands.display import formatted
from openai_sql_shell.sql.tokens import significant

WORDS = (
    "SELECT",
    "id",
    ",",
    "'a  b'",
    "FROM",
    "t",
    "WHERE",
    "/*+ AWAIT */",
    "@x",
    "=",
    "1",
    "->>",
    "(",
    ")",
    "@@json",
    "-- c\n",
)


@pytest.mark.parametrize(
    "text",
    [
        "select a, b from openai.batch.batches b join openai.files.files f on f.id = b.input_file_id where a = 'x  y'",
        "INSERT /*+ AWAIT */ INTO openai.batch.batches (data__endpoint) VALUES ('/v1/responses') RETURNING id",
        "EXEC openai.batch.batches.cancel_batch @batch_id='batch_1'",
    ],
)
def test_the_words_stay_the_same(text):
    assert [t.text for t in significant(formatted(text))] == [t.text for t in significant(text)]


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_what_cannot_be_laid_out_safely_is_refused(text):
    try:
        pretty = formatted(text)
    except UnsupportedStatement:
        return
    assert [t.text for t in significant(pretty)] == [t.text for t in significant(text)]
