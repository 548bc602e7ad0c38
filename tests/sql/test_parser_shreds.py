"""Whatever is typed is a statement, or an error that stands in the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import StatementError
from openai_sql_shell.sql.parser import parse

SHREDS = st.lists(
    st.sampled_from(
        [
            "SELECT",
            "INSERT",
            "INTO",
            "VALUES",
            "(",
            ")",
            ",",
            ";",
            ".",
            "=",
            "*",
            "'",
            '"',
            "/*+",
            "*/",
            "--",
            "UPDATE",
            "SET",
            "WHERE",
            "DELETE",
            "FROM",
            "RETURNING",
            "EXEC",
            "@a",
            "@@json",
            "SHOW",
            "METHODS",
            "IN",
            "LIKE",
            "DESCRIBE",
            "METHOD",
            "EXTENDED",
            "EXPLAIN",
            "ANALYZE",
            "USE",
            "WITH",
            "AS",
            "RECURSIVE",
            "a",
            "'x'",
            "1",
            "1e999",
            "0xF",
            "NULL",
            "TRUE",
            "CREATE",
            "VIEW",
            "TIMEOUT=",
            "AWAIT",
            "/*+AWAIT*/",
            "{{",
            "\\d",
            "[",
            "]",
            "-",
            "+",
            "12ab",
        ]
    )
).map(" ".join)


def refusal(text):
    try:
        parse(text)
    except StatementError as error:
        return error
    return None


@given(SHREDS | st.text())
def test_whatever_is_typed_parses_or_is_a_statement_error_in_the_text(text):
    error = refusal(text)
    if error is not None:
        assert error.message
        assert 0 <= error.span.start <= error.span.end <= len(text)
