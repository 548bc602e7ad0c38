"""Where the dashboard shows an object, by the shape of its id. Values in, addresses out; asks nobody whether the object exists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai_sql_shell.result import Value

DASHBOARD = "https://platform.openai.com"

PAGES = {
    "batch_": "/batches/",
    "file-": "/storage/files/",
    "vs_": "/storage/vector_stores/",
}
"""What ids of a kind begin with, and the page that the id completes."""

_ID = re.compile(rf"({'|'.join(PAGES)})[A-Za-z0-9_-]+", re.ASCII)


def address(value: Value) -> str | None:
    """The page of the object a value identifies; None for any other value.

    >>> address("vs_68a1"), address("vs_ 1"), address("a vs_68a1"), address(7)
    ('https://platform.openai.com/storage/vector_stores/vs_68a1', None, None, None)
    """
    found = _ID.fullmatch(value) if isinstance(value, str) else None
    return f"{DASHBOARD}{PAGES[found[1]]}{found[0]}" if found else None
