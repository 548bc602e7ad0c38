from __future__ import annotations

import pytest

from openai_sql_shell.sql.select_list import from_star


@pytest.mark.parametrize(
    ("text", "names", "starred"),
    [
        ("SELECT * FROM a", "x y z", "x y z"),
        ("SELECT id, status FROM a", "id status", ""),
        ("SELECT DISTINCT b.* FROM b", "x y", "x y"),
        ("SELECT ALL * FROM b", "x y", "x y"),
        ("SELECT id, b.*, 1 AS one FROM b", "id x y one", "x y"),
        ("SELECT a.*, n, b.* FROM a, b", "x n y z", "x y z"),
        ('SELECT a.*, p + 1 AS "n", b.* FROM a, b', "x n y z", "x y z"),
        ("SELECT a.*, b.* FROM a, b", "x y z", "x y z"),
        ("SELECT a.*, max(n), b.* FROM a, b", "x max(n) y z", "x y z"),
        ("SELECT a.*, a.n*b.y, b.* FROM a, b", "x y a.n*b.y y z", "x y y z"),
        ("SELECT a.*, n, n, b.* FROM a, b", "x n n y", "x y"),
        ("SELECT count(*), a*b, x FROM a", "c p x", ""),
        ("SELECT (SELECT max(x) FROM (SELECT * FROM b)) AS m, * FROM a", "m x", "x"),
        ("WITH c AS (SELECT * FROM a) SELECT id FROM c", "id", ""),
        ("WITH c AS (SELECT id FROM a) SELECT * FROM c", "id", "id"),
        ("SELECT id FROM a UNION SELECT * FROM b", "id", ""),
        ("SELECT * FROM a UNION SELECT id FROM b", "id", "id"),
        ("INSERT INTO t SELECT * FROM a RETURNING id", "id", ""),
        ("INSERT INTO t SELECT x FROM a RETURNING *", "id x", "id x"),
        ("SELECT /*+ AWAIT */ * FROM a", "x", "x"),
        ("SELECT *", "x", "x"),
        ("SELECT 'FROM *' AS t, * FROM a WHERE b = 2 * 3", "t x", "x"),
        ("VALUES (1, 2)", "column1 column2", ""),
        ("", "", ""),
    ],
)
def test_a_column_is_named_or_from_a_star(text, names, starred):
    names = names.split()
    found = from_star(text, names)
    assert [name for name, star in zip(names, found, strict=True) if star] == starred.split()
