"""SQL functions that StackQL's users know."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from openai_sql_shell.engine import functions
from openai_sql_shell.engine.functions import FUNCTIONS
from openai_sql_shell.errors import StatementError


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'batch_1' REGEXP '^batch_[0-9]+$'", 1),
        ("'vs_1' REGEXP '^batch'", 0),
        ("'x' NOT REGEXP 'y'", 1),
        ("NULL REGEXP 'x'", None),
        ("regexp_like('report.jsonl', '\\.jsonl$')", 1),
        ("regexp_like(12345, '34')", 1),
        ("regexp_like('x', NULL)", None),
        ("regexp_replace('a1b22', '[0-9]+', '#')", "a#b#"),
        ("regexp_replace('ab', '(a)(b)', '\\2\\1')", "ba"),
        ("regexp_replace('x', 'y', NULL)", None),
        ("regexp_substr('run-42', '[0-9]+')", "42"),
        ("regexp_substr('run', '[0-9]+')", None),
        ("split_part('a/b/c', '/', 2)", "b"),
        ("split_part('a/b/c', '/', -1)", "c"),
        ("split_part('a/b/c', '/', 4)", ""),
        ("split_part('a/b/c', '/', 0)", ""),
        ("split_part('abc', '', 1)", "abc"),
        ("split_part(NULL, '/', 1)", None),
        ('json_equal(\'{"a":1,"b":[2]}\', \'{ "b": [2], "a": 1 }\')', 1),
        ("json_equal('[1,2]', '[2,1]')", 0),
        ("json_equal('{broken', '{}')", 0),
        ("json_equal(replace(hex(zeroblob(60000)), '0', '['), '1')", 0),
        ("json_equal(NULL, '1')", None),
        ("bar(5, 0, 20, 10)", "██▌"),
        ("length(bar(20, 0, 20))", 80),
        ("bar(1, 0, 3, 1)", "▎"),
        ("bar(19.99, 0, 20, 4)", "███▉"),
        ("bar(-1, 0, 20, 4)", ""),
        ("bar(0, 0, 20, 4)", ""),
        ("bar(21, 0, 20, 4)", "████"),
        ("bar(9e999, 0, 20, 4)", "████"),
        ("bar(0, -1e308, 1e308, 4)", "██"),
        ("bar('5', 0, 20, 10)", "██▌"),
        ("bar(5, 0, 20, 2.5)", "▋"),
        ("bar(NULL, 0, 20, 10)", None),
        ("bar(5, NULL, 20)", None),
        ("bar(5, 0, NULL)", None),
        ("bar(5, 0, 20, NULL)", None),
    ],
)
def test_a_function_gives(seeded, expression, value):
    assert seeded.value(f"SELECT {expression}") == value
    assert seeded.requests == []


def test_an_error_that_is_not_needed_is_none(harness):
    assert harness.rows("SELECT coalesce(1, error('a', 'b')) UNION ALL SELECT 2") == [(1,), (2,)]
    assert harness.error("SELECT error('a', 'b')").hint == "b"


@pytest.mark.parametrize(("name", "arguments"), [(name, count) for name, _, count in FUNCTIONS])
def test_an_index_may_be_made_of_a_function(harness, name, arguments):
    harness.rows("CREATE TABLE texts (a, b, c, d)")
    values = "1, 0, 3, 8" if name == "bar" else "'x', 'x', 1, 1"
    harness.rows(f"INSERT INTO texts VALUES ({values})")
    call = f"{name}({', '.join('abcd'[:arguments])})"
    harness.rows(f"CREATE INDEX by_{name} ON texts ({call})")
    plan = harness.column(f"EXPLAIN SELECT a FROM texts WHERE {call} = 'x'")
    assert [step for step in plan if f"by_{name}" in step]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("coalesce(NULL, error('no url'))", "no url"),
        ("bar(1, 20, 0)", "bar() goes from 20 to 0, which is no range"),
        ("bar(1, 5, 5)", "bar() goes from 5 to 5, which is no range"),
        ("bar(1, 0, 9e999)", "bar() goes from 0 to inf, which is no range"),
        ("bar(1, 0, 20, 0)", "bar() cannot be 0 cells long"),
        ("bar(1, 0, 20, 1001)", "bar() cannot be 1001 cells long"),
        ("bar('x', 0, 20)", "bar() takes numbers, not 'x'"),
        ("bar(x'00', 0, 20)", "bar() takes numbers, not b'\\x00'"),
        ("'x' REGEXP '('", "'(' is no regular expression"),
        ("regexp_like('x', 'x{99999999999}')", "is no regular expression"),
        ("regexp_replace('x', 'x', '\\9')", "is no replacement for 'x'"),
        ("regexp_replace('x', 'x', '\\g<n>')", "is no replacement for 'x'"),
    ],
)
def test_a_wrong_pattern_is_an_error_of_the_statement(seeded, expression, message):
    assert message in seeded.error(f"SELECT {expression}", StatementError).message


@pytest.mark.parametrize(
    "expression",
    [
        "text REGEXP '(a|aa)+$'",
        "regexp_like(text, '(a|a)*$')",
        "regexp_replace(text, '(a|aa)+$', '')",
        "regexp_substr(text, '^(a|aa|aaa)*$')",
    ],
)
def test_a_pattern_that_tries_too_many_ways_is_an_error_and_no_hang(seeded, monkeypatch, expression):
    monkeypatch.setattr(functions, "LONGEST_SEARCH", 0.01)
    error = seeded.error(
        f"SELECT {expression} FROM (SELECT printf('%.*c', 500, 'a') || 'b' AS text)", StatementError
    )
    assert "takes too long" in error.message
    assert "repetition" in error.hint
    assert seeded.value("SELECT 'still here' REGEXP 'here'") == 1


FINITE = st.floats(-1e300, 1e300)


@example(0.0, 0.0, -5e-324, 0.0, 1)
@given(FINITE, FINITE, FINITE, FINITE, st.integers(1, 40))
def test_a_bar_grows_with_its_number_and_never_beyond_its_width(a, b, low, high, width):
    assume(low < high)
    shorter, longer = (functions.bar(number, low, high, width) for number in sorted((a, b)))
    order = "".join(functions.EIGHTHS) + "█"
    assert [order.index(c) for c in shorter] <= [order.index(c) for c in longer]
    assert len(shorter) <= len(longer) <= width
    assert functions.bar(low, low, high, width) == ""
    assert functions.bar(high, low, high, width) == "█" * width
