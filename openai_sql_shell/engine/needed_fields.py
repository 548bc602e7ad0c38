"""Which fields of a list's objects a statement needs: the others are never made, which is most of what reading a list costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Place, Returns
from openai_sql_shell.engine.columns import fields_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.engine.scan import Scan
    from openai_sql_shell.handlers.base import Read


class NeededFields:
    """The fields that the scans of one statement take values from, by resource."""

    def __init__(self, scans: Sequence[Scan]) -> None:
        """Know the scans."""
        whole = any(scan.method.lines is not None for scan in scans)  # a batch tells where its lines are
        self._by_resource: dict[str, frozenset[str] | None] = {}
        for scan in () if whole else scans:
            before, found = self._by_resource.get(scan.resource.id, frozenset()), _fields(scan)
            together = None if before is None or found is None else before | found
            self._by_resource[scan.resource.id] = together

    def of(self, read: Read, others: Collection[str]) -> frozenset[str] | None:
        """Those of a list, with ``others`` and what tells its objects apart; None: all of them."""
        method, resource = read.method, read.resource
        needed = self._by_resource.get(resource.id)
        is_list = method.returns is Returns.LIST and not method.changes and method.rows_in is None
        if needed is None or not is_list or "id" not in resource.by_column:
            return None
        return needed.union(("id", *others, *filter(None, _keys(resource))))


def _fields(scan: Scan) -> frozenset[str] | None:
    """The fields that a scan's values are taken from; None: all of them."""
    by_column = [fields_of(scan.resource, column) for _, column in scan.used]
    looked_at = {*scan.compared_bounds, *filter(None, [scan.order and scan.method.order_column])}
    return frozenset(looked_at).union(*filter(None, by_column)) if None not in by_column else None


def _keys(resource: Resource) -> Iterator[str | None]:
    """What an object's own address names it by."""
    return (p.column for method in resource.methods for p in method.parameters if p.place is Place.PATH)
