"""What a rule of completion is, and the patterns that several rules share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.shell.completion.clauses import Clause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from openai_sql_shell.shell.completion.candidates import Offer
    from openai_sql_shell.shell.completion.context import CompletionContext


@frozen
class Rule:
    """One kind of place."""

    clauses: AbstractSet[Clause]
    """Those it holds in; empty: any."""
    name: str
    pattern: str
    """A pattern searched in `CompletionContext.kinds`."""
    offers: tuple[Callable[[CompletionContext], Iterator[Offer]], ...] = ()
    keywords: str = ""
    """Words that can follow, separated by ``|``."""
    examples: tuple[tuple[str, ...], ...] = ()
    """Texts with the cursor as ``▮``, each followed by the candidates that come first; by none where nothing may be offered."""

    def holds(self, context: CompletionContext) -> bool:
        """Whether the cursor is in such a place."""
        here = not self.clauses or context.clause in self.clauses
        return here and re.search(self.pattern, context.kinds) is not None


ANYWHERE = frozenset[Clause]()
CONDITION = frozenset({Clause.WHERE, Clause.HAVING})
EXPRESSION = CONDITION | {
    Clause.SELECT,
    Clause.ON,
    Clause.GROUP_BY,
    Clause.ORDER_BY,
    Clause.SET,
    Clause.RETURNING,
    Clause.ROW,
}

COMPARED = r"name (=|==|!=|<>|<|>|<=|>=|IS|IS NOT|LIKE|NOT LIKE|BETWEEN|BETWEEN value AND) "
OPERAND_DONE = r"(name|value|variable|group|END|NULL|\*) $"
COMPARISON_DONE = (
    r"((=|==|!=|<>|<|>|<=|>=|LIKE|AND|IN|GLOB) (name|value|variable|group)|NULL|EXISTS group|name group) $"
)

JOINS = "JOIN|LEFT JOIN|CROSS JOIN"
TAIL = "GROUP BY|ORDER BY|LIMIT|UNION ALL|UNION|INTERSECT|EXCEPT"

B = "openai.batch.batches"
V = "openai.vector_stores.vector_stores"
VF = "openai.vector_stores.vector_store_files"
R = "openai.batch.batch_requests"
BR = "openai.batch.batch_results"
"""Resources of the examples."""
