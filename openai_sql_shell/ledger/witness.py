"""Witnesses: which objects this program created, and each state that an answer of the API showed them in.

Objects come in as the API sent them; their id, what they belong to, their state and their counts are kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from sqlite3 import Connection

    from openai_sql_shell.catalog.model import Recorded, Resource
    from openai_sql_shell.ledger.store import Ledger

    State = tuple[str | None, int | None, int | None, int | None]
    """Status, total, completed, failed."""

AT_ONCE = 500
"""Ids in one question; every SQLite takes as many."""
DELETED = "deleted"
"""The status of what was removed."""
WORD = re.compile(r"[\w.:-]{1,200}", re.ASCII)
COUNTS = ("total", "completed", "failed")


def created(
    ledger: Ledger,
    resource: Resource,
    objects: Sequence[Mapping[str, Any]],
    given: Mapping[str, Any],
    run: str | None,
) -> None:
    """Keep what a change has made, with the state it was answered in.

    Args:
        ledger: where.
        resource: what they are.
        objects: what the change was answered with.
        given: the arguments of its call; those of the path name what the objects belong to.
        run: the run that made them; None: a statement did.

    Raises:
        LocalFileError: the ledger cannot be written.
    """
    parent = _word(given.get(kept_of(resource).parent or ""))
    ids = [one for found in objects if (one := _word(found.get("id")))]
    with ledger.write(lasting=False) as database:
        account = ledger.account(database)
        database.executemany(
            "INSERT OR IGNORE INTO object VALUES (?, ?, ?, ?, ?, ?)",
            [(account, resource.id, one, parent, ledger.now(), run) for one in ids],
        )
    seen(ledger, resource, objects)


def seen(ledger: Ledger, resource: Resource, objects: Sequence[Mapping[str, Any]]) -> None:
    """Keep the states of those objects that this program created and that were last seen in another one.

    Raises:
        LocalFileError: the ledger cannot be read or written.
    """
    states = {one: _state(resource, found) for found in objects if (one := _word(found.get("id")))}
    with ledger.read() as database:
        known = (
            {}
            if database is None
            else dict(_known(database, ledger.account(database), resource.id, list(states)))
        )
    news = {one: states[one] for one, state in known.items() if states[one] != state}
    if not news:
        return
    with ledger.write(lasting=False) as database:
        account = ledger.account(database)
        database.executemany(
            "INSERT OR REPLACE INTO sighting VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(account, resource.id, one, ledger.now(), *state) for one, state in news.items()],
        )


def kept_of(resource: Resource) -> Recorded:
    """What is kept of a resource's objects."""
    assert resource.recorded is not None, f"{resource.id} is not recorded"  # noqa: S101
    return resource.recorded


def _known(
    database: Connection, account: str, resource: str, ids: Sequence[str]
) -> Iterator[tuple[str, State]]:
    """Those of the ids that are in the ledger, each as it was seen last."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = database.execute(
            f"""SELECT o.id, s.status, s.total, s.completed, s.failed, max(s.seen_at) FROM object o
                LEFT JOIN sighting s ON (s.account, s.resource, s.id) = (o.account, o.resource, o.id)
                WHERE o.account = ? AND o.resource = ? AND o.id IN ({", ".join("?" * len(some))}) GROUP BY o.id""",
            (account, resource, *some),
        )
        yield from ((row[0], row[1:5]) for row in rows)


def _state(resource: Resource, found: Mapping[str, Any]) -> State:
    """What is kept of an object; what is no word, or no number, is not."""
    kept = kept_of(resource)
    status = DELETED if found.get("deleted") is True else found.get(kept.status)
    counts = found.get(kept.counts or "")
    numbers = [counts.get(name) if isinstance(counts, dict) else None for name in COUNTS]
    total, completed, failed = (n if isinstance(n, int) and abs(n) < 2**63 else None for n in numbers)
    return (_word(status), total, completed, failed)


def _word(value: object) -> str | None:
    """An id or a state; None: it is no word, and a server that sends texts there has them kept nowhere."""
    return value if isinstance(value, str) and WORD.fullmatch(value) else None
