"""Which WHERE clauses only name objects, so that nothing has to be read before a change."""

from __future__ import annotations

import pytest

from openai_sql_shell.sql.predicates import equalities, is_constant


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("id = 'a'", [("id", ["'a'"])]),
        ("ID == 'a'", [("id", ["'a'"])]),
        ("\"id\" = 'a'", [("id", ["'a'"])]),
        ("f.id = 'a'", [("id", ["'a'"])]),
        ("id = 5", [("id", ["5"])]),
        ("id = -5", [("id", ["-5"])]),
        ("id = 'a' || 'b'", [("id", ["'a' || 'b'"])]),
        ("id = upper('a')", [("id", ["upper('a')"])]),
        ("id = NULL", [("id", ["NULL"])]),
        ("id IN ('a')", [("id", ["'a'"])]),
        ("id IN ('a', lower('B') , 'c')", [("id", ["'a'", "lower('B')", "'c'"])]),
        ("id = 'a' AND status = 'b'", [("id", ["'a'"]), ("status", ["'b'"])]),
        ("id = 'x AND y = z'", [("id", ["'x AND y = z'"])]),
        ("id = 'a' /* AND */ -- OR", [("id", ["'a'"])]),
    ],
)
def test_equalities_with_constants_are_taken_apart(where, found):
    assert [(e.column, [v.text for v in e.values]) for e in equalities(where, "f")] == found


@pytest.mark.parametrize(
    "where",
    [
        "id = 'a' OR id = 'b'",
        "NOT id = 'a'",
        "id <> 'a'",
        "id > 'a'",
        "id LIKE 'a%'",
        "id IS NULL",
        "id = name",
        "id = other.id",
        "g.id = 'a'",
        "id = (SELECT 'a')",
        "id IN (SELECT id FROM t)",
        "id IN ('a', name)",
        "id IN t",
        "id NOT IN ('a')",
        "(id = 'a')",
        "lower(id) = 'a'",
        "id = 'a' = 1",
        "id = 'a' < 2",
        'id = "a"',
        "id BETWEEN 'a' AND 'b'",
        "'a' = id",
        "id = 'a' AND bytes > 5",
        "1 = 1",
        "id =",
        "id IN ()",
        "",
    ],
)
def test_anything_else_has_to_be_evaluated(where):
    assert equalities(where, "f") is None


@pytest.mark.parametrize(
    ("expression", "constant"),
    [
        ("'a'", True),
        ("1 + 2", True),
        ("NULL", True),
        ("true", True),
        ("json_object('a', 1)", True),
        ("CURRENT_TIMESTAMP", True),
        ("name", False),
        ("upper(name)", False),
        ('"name"', False),
        ("v.name", False),
        ("(SELECT 1)", False),
        ("CASE WHEN 1 THEN 2 END", False),
        ("", False),
    ],
)
def test_a_constant_has_no_column_in_it(expression, constant):
    assert is_constant(expression) is constant
