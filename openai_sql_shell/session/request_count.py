"""What one entry into a scan asks of the server, for EXPLAIN: which requests, how many, how many together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.handlers.lines import possible_requests
from openai_sql_shell.handlers.read_request import first_request, largest_page
from openai_sql_shell.lines.downloads import AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.sql.query_shape import QueryShape


@frozen
class RequestCount:
    """How many requests to expect: a number, two bounds, or what it depends on.

    >>> str(RequestCount(1, 3)), str(RequestCount(rows=100, early=True))
    ('1 to 3', '1 for every 100 rows until enough are found')
    """

    least: int = 0
    most: int = 0
    rows: int = 0
    """One for every so many rows, where nobody knows how many there are."""
    every: str = ""
    """One for every one of these, where nobody knows how many there are: a page, a row that is found."""
    early: bool = False
    """Until enough rows are found."""

    def __str__(self) -> str:
        if self.rows:
            return f"1 for every {self.rows} rows" + (" until enough are found" if self.early else "")
        if self.every:
            return f"1 for every {self.every}"
        return str(self.most) if self.least == self.most else f"{self.least} to {self.most}"


def asked_for(scan: Scan, largest: int | None = None) -> tuple[Request, ...]:
    """The first request of a list, whose pages are ``largest`` where the server takes no more; where files are read, all requests."""
    if scan.method.lines is not None:
        return possible_requests(scan.example(), {column.name for _, column in scan.used})
    return (first_request(scan.example(), largest, body=False),)


def expected(scan: Scan, shape: QueryShape, *, has_owner: bool) -> RequestCount:
    """How many requests one entry makes; files may be in the cache, and the object that names them with another scan (``has_owner``)."""
    if scan.method.lines is not None:
        alone = scan.method.lines.owner is not None and not has_owner
        return RequestCount(int(alone), len(asked_for(scan)))
    page = largest_page(scan.method, dict(scan.example().arguments))
    if scan.one_object or page is None or scan.method.paging.cursor is None:
        return RequestCount(1, 1)
    if scan.known_rows is not None:
        return RequestCount(1, max(1, -(-scan.known_rows // page)))
    return RequestCount(rows=page, early=shape.may_stop_early)


def owners_read_elsewhere(scans: Iterable[Scan]) -> set[str]:
    """Resources whose objects name files that are read, and which another scan asks for, too."""
    scans = list(scans)
    named = [s.method.lines.owner.id for s in scans if s.method.lines is not None and s.method.lines.owner]
    often = Counter([*named, *(s.resource.id for s in scans)])
    return {owner for owner in named if often[owner] > 1}


def together(scan: Scan, concurrency: int) -> int:
    """Requests of a scan that travel at once."""
    if scan.method.lines is not None:
        return min(concurrency, AT_ONCE)
    return concurrency if scan.method.safe else 1
