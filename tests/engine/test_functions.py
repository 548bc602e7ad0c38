"""SQL functions that StackQL's users know."""

from __future__ import annotations

import pytest

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
    ],
)
def test_a_function_gives(seeded, expression, value):
    assert seeded.value(f"SELECT {expression}") == value
    assert seeded.requests == []


@pytest.mark.parametrize(("name", "arguments"), [(name, count) for name, (_, count) in FUNCTIONS.items()])
def test_an_index_may_be_made_of_a_function(harness, name, arguments):
    harness.rows("CREATE TABLE texts (a, b, c)")
    harness.rows("INSERT INTO texts VALUES ('x', 'x', 1)")
    call = f"{name}({', '.join('abc'[:arguments])})"
    harness.rows(f"CREATE INDEX by_{name} ON texts ({call})")
    plan = harness.column(f"EXPLAIN SELECT a FROM texts WHERE {call} = 'x'")
    assert [step for step in plan if f"by_{name}" in step]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("'x' REGEXP '('", "'(' is no regular expression"),
        ("regexp_like('x', 'x{99999999999}')", "is no regular expression"),
        ("regexp_replace('x', 'x', '\\9')", "is no replacement for 'x'"),
        ("regexp_replace('x', 'x', '\\g<n>')", "is no replacement for 'x'"),
    ],
)
def test_a_wrong_pattern_is_an_error_of_the_statement(seeded, expression, message):
    assert message in seeded.error(f"SELECT {expression}", StatementError).message
