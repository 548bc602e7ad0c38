"""Joins of two lists over copies of them, against plain SQLite: by the key and by other columns, with what a list lacks."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from fuzz import comparison
from fuzz.comparison import Comparison
from fuzz.statement import FILES, B, Check, Statement, V
from fuzz.world import World

from openai_sql_shell.engine import copied_list, list_fallback
from openai_sql_shell.engine.copied_join import CopiedJoin

COLUMNS = {
    B: ("id", "status", "input_file_id", "output_file_id", "created_at"),
    FILES: ("id", "filename", "purpose", "created_at", "bytes"),
    V: ("id", "name", "status", "created_at", "usage_bytes"),
}
LINKS = ((B, "input_file_id", FILES, "id"), (B, "output_file_id", FILES, "id"))
MODES = ("one by one", "run-ahead", "spilling", "cached", "two at once")


def joined(random: Random) -> Statement:
    """A join of two lists whose rows are gathered, or come as they are found."""
    left, right = random.sample(sorted(COLUMNS), 2)
    own, other = ([c for c in COLUMNS[of] if c != "purpose"] for of in (left, right))  # servers filter by it
    on = f"b.{random.choice(other)} = a.{random.choice(own)}"
    if random.random() < 0.6:
        left, column, right, key = random.choice(LINKS)
        on = f"b.{key} = a.{column}"
    a, b = ([f"{name}.{column}" for column in COLUMNS[of]] for name, of in (("a", left), ("b", right)))
    more = random.choice(
        ("", "", f" AND {random.choice(b)} > {random.choice(a)}", f" AND {random.choice(a)} IS NOT NULL")
    )
    where = random.choice(
        ("", "", " WHERE a.created_at % 2 = 0", " WHERE b.created_at IS NOT NULL", " WHERE b.id IS NULL", " WHERE a.status = 'completed'" if left == B else "")
    )  # fmt: skip
    select, tail = random.choice(
        (
            ("count(*), count(b.id), sum(b.created_at), max(a.id)", ""),
            ("count(*), sum(b.created_at), min(a.created_at)", ""),
            (f"{random.choice(a)} AS k, count(*), min(b.id)", " GROUP BY 1"),
            (f"{random.choice(b)} AS k, count(*), min(a.id)", " GROUP BY 1"),
            (f"a.id, b.id, {random.choice(b)}", ""),
            (f"a.id, b.id, {random.choice(a)}", " ORDER BY b.created_at, a.id, b.id"),
            ("DISTINCT b.created_at", ""),
            ("*", ""),
        )
    )
    sql = f"SELECT {select} FROM {left} a {random.choice(('JOIN', 'LEFT JOIN'))} {right} b ON {on}{more}{where}{tail}"
    return Statement(sql, Check.BAG)


@pytest.mark.parametrize("mode", MODES)
def test_joins_over_copies_answer_as_sqlite_does(monkeypatch, mode):
    made = Counter()
    prepare = CopiedJoin.prepare

    def counted(join, *arguments):
        prepare(join, *arguments)
        made["by the key" if join.lists.inner.one_object else "by a column"] += 1
        made["by numbers"] += join.lists.inner.one_object and join.lists.keys_alone

    monkeypatch.setattr(CopiedJoin, "prepare", counted)
    monkeypatch.setattr(list_fallback, "PATIENCE", 1)
    monkeypatch.setattr(comparison, "VIEWS", {})
    random = Random(f"copies {mode}")
    for worth, share in ((0, 1), (2, 2), (0, 3)):
        monkeypatch.setattr(copied_list, "WORTH", worth)
        monkeypatch.setattr(list_fallback, "SHARE", share)
        with Comparison(World.make(random), modes=(mode,)) as compared:
            for _ in range(30):
                found = compared.mismatch(joined(random), mode)
                assert found is None, f"{found}"
    assert made["by a column"] > 3
    assert made["by the key"] > 10
    assert made["by numbers"]
