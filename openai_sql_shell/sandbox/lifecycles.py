"""Lets time pass: everything whose moment has come is moved on, in the order of the moments.

No thread runs for this. The gateway calls `settle` before each request, so that nobody can tell the difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.resources import batch_stages, files, store_files, uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.sandbox.store import Record, Store

NEXT: dict[str, Callable[[Store, Record, float], None]] = {
    "batches": batch_stages.advance,
    "files": files.expire,
    "store_files": store_files.finish,
    "uploads": uploads.expire,
}
"""What happens to a record of each table when it is due."""


def settle(store: Store) -> None:
    """Bring every object up to the present."""
    for at, table, record in store.due():
        NEXT[table](store, record, at)
