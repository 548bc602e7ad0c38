"""Objects and the states that they were seen in."""

from __future__ import annotations

import pytest
from ledger.conftest import NOW

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.ledger.store import KEPT_FOR
from openai_sql_shell.ledger.witness import AT_ONCE, created, seen

BATCHES = Catalog().resource("batch", "batches")
FILE_BATCHES = Catalog().resource("vector_stores", "vector_store_file_batches")


def batch(name="batch_1", status="validating", **counts):
    return {"id": name, "status": status, "request_counts": counts or None}


def sightings(ledger):
    return ledger.rows("sighting", ["id", "seen_at", "status", "total", "completed", "failed"])


def test_what_was_created_is_kept_with_its_parent_and_run(ledger):
    created(ledger, FILE_BATCHES, [{"id": "vsfb_1"}], {"vector_store_id": "vs_1", "file_ids": ["f"]}, "run")
    kept = ["resource", "id", "parent", "made_at", "run"]
    assert ledger.rows("object", kept) == [(FILE_BATCHES.id, "vsfb_1", "vs_1", NOW, "run")]


def test_what_is_created_again_stays_as_it_was(ledger, now):
    created(ledger, BATCHES, [batch()], {}, "first")
    now.seconds += 1
    created(ledger, BATCHES, [batch()], {}, "second")
    assert ledger.rows("object", ["made_at", "run"]) == [(NOW, "first")]


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        (batch(status="in_progress", total=5, completed=2, failed=1), ("in_progress", 5, 2, 1)),
        (batch(status="validating"), None),
        (batch(total=0, completed=0, failed=0), ("validating", 0, 0, 0)),
        ({"id": "batch_1", "deleted": True}, ("deleted", None, None, None)),
        ({"id": "batch_1", "status": 5, "request_counts": [1]}, (None, None, None, None)),
        ({"id": "batch_1", "status": "failed", "request_counts": {"total": "5", "completed": 2**63}}, ("failed", None, None, None)),
        ({"status": "failed"}, None),
    ],
)  # fmt: skip
def test_a_state_that_is_new_is_kept_and_what_is_no_state_is_not(shown, kept, ledger, now):
    created(ledger, BATCHES, [batch()], {}, None)
    now.seconds += 9
    seen(ledger, BATCHES, [shown])
    news = [row for row in sightings(ledger) if row[1] > NOW]
    assert news == ([("batch_1", NOW + 9, *kept)] if kept else [])


def test_a_state_that_comes_back_is_new(ledger, now):
    created(ledger, BATCHES, [batch()], {}, None)
    for status in ("in_progress", "validating", "validating", "in_progress"):
        now.seconds += 1
        seen(ledger, BATCHES, [batch(status=status)])
    assert [row[2] for row in sightings(ledger)] == ["validating", "in_progress", "validating", "in_progress"]


def test_of_a_long_page_exactly_our_own_are_seen(ledger, now):
    many = [batch(f"batch_{n}") for n in range(2 * AT_ONCE + 1)]
    ours = many[:: AT_ONCE - 1]
    created(ledger, BATCHES, ours, {}, None)
    now.seconds += 1
    seen(ledger, BATCHES, [{**found, "status": "completed"} for found in many])
    news = {row[0] for row in sightings(ledger) if row[1] > NOW}
    assert news == {found["id"] for found in ours}


def test_the_same_id_of_another_resource_is_another_object(ledger, now):
    created(ledger, BATCHES, [batch()], {}, None)
    now.seconds += 1
    seen(ledger, FILE_BATCHES, [{"id": "batch_1", "status": "completed"}])
    assert len(sightings(ledger)) == 1


def test_pruning_forgets_what_is_neither_new_nor_was_seen_lately(ledger, now):
    for name in ("old", "seen"):
        created(ledger, BATCHES, [batch(name)], {}, None)
    now.seconds += KEPT_FOR
    seen(ledger, BATCHES, [batch("seen", "completed")])
    assert ledger.prune() == 0
    now.seconds += 1
    assert ledger.prune() == 2
    assert {row[0] for row in sightings(ledger)} == {"seen"}
    assert ledger.rows("object", ["id"]) == [("seen",)]
