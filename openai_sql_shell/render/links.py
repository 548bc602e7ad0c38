"""Links to the dashboard, by the shape of an id. Values in, addresses out; asks nobody whether the object exists."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import Catalog

if TYPE_CHECKING:
    from openai_sql_shell.result import Value

HOST = "https://platform.openai.com"


def address(value: Value) -> str | None:
    """The page of the object a value identifies; None for any other value.

    >>> address("vs_68a1"), address("vs_ 1"), address("a vs_68a1"), address(7)
    ('https://platform.openai.com/storage/vector_stores/vs_68a1', None, None, None)
    """
    ids, paths = _pages()
    found = ids.fullmatch(value) if isinstance(value, str) else None
    return f"{HOST}{paths[found[1]]}{found[0]}" if found else None


@cache
def _pages() -> tuple[re.Pattern[str], dict[str, str]]:
    """What ids look like, and the path of a page by what the ids it shows begin with."""
    resources = Catalog().resources
    paths = {r.id_prefix: r.dashboard for r in resources if r.id_prefix and r.dashboard}
    return re.compile(rf"({'|'.join(map(re.escape, paths))})[A-Za-z0-9_-]+", re.ASCII), paths
