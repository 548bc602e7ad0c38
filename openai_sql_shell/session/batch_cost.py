"""What the batches of an INSERT will cost: two bounds for each part, told before anything is sent. What nobody knows stays unknown.

The input is guessed from the bytes of its texts, the output lies between nothing and the bounds that the requests set.
"""

from __future__ import annotations

from datetime import UTC, datetime
from math import floor, log10
from typing import TYPE_CHECKING

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import RefusedStatement, counted
from openai_sql_shell.lines.batch_parts import LEAST_BYTES, MOST_BYTES
from openai_sql_shell.prices.price_list import cure
from openai_sql_shell.prices.rates import usd
from openai_sql_shell.result import Result, ResultColumn

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from openai_sql_shell.handlers.base import Context
    from openai_sql_shell.lines.batch_parts import BatchPart
    from openai_sql_shell.prices.price_list import PriceList
    from openai_sql_shell.result import Value

UNBOUNDED = "unbounded"
COLUMNS = (
    *("part", "url", "model", "requests", "input_tokens_low", "input_tokens_high"),
    *("output_tokens_low", "output_tokens_high", "cost_usd_low", "cost_usd_high", "price_asof"),
)
BY_USE = (
    *(
        "part",
        "cost_usd_low",
        "cost_usd_high",
        "requests",
        "model",
        "output_tokens_high",
        "input_tokens_high",
    ),
    *("price_asof", "url", "input_tokens_low", "output_tokens_low"),
)
"""The same, what a narrow screen has room for first."""
BASIS = (
    f"guessed: input tokens from the bytes of the texts, a token for every {MOST_BYTES} (low) or {LEAST_BYTES} (high), without pictures"
    " and files; output tokens between none and the bounds of the requests; prices are those of today"
)
TO_BOUND = "max_output_tokens (chat: max_completion_tokens) in every row bounds the answers"


@frozen
class PartCost:
    """What one part will cost, in USD."""

    low: float | None = None
    """None: nobody knows."""
    high: float | None = None
    """None: nobody knows, or nothing bounds the answers."""
    as_of: str | None = None

    @property
    def most(self) -> Value:
        """The upper bound as it is shown."""
        return UNBOUNDED if self.high is None and self.low is not None else self.high

    def __str__(self) -> str:
        if self.low is None:
            return "no price"
        return f"{dollars(self.low)} {'or more' if self.high is None else f'to {dollars(self.high)}'}"


def dollars(amount: float) -> str:
    """An amount in USD, in cents; with more digits where cents would make nothing of it.

    >>> [dollars(amount) for amount in (0, 0.0000502, 0.004, 0.006, 1234567.891)]
    ['$0.00', '$0.00005', '$0.004', '$0.01', '$1,234,567.89']
    """
    if not amount or round(amount, 2):
        return f"${amount:,.2f}"
    return f"${amount:.{1 - floor(log10(amount))}f}".rstrip("0")


def costs_of(parts: Collection[BatchPart], endpoints: Collection[str], context: Context) -> list[PartCost]:
    """What each part will cost.

    Args:
        parts: of the statement.
        endpoints: those where tokens are what is paid for.
        context: knows the prices and the time.

    Raises:
        UsageError: what the person wrote down about prices is wrong.
    """
    prices, today = context.prices(), datetime.fromtimestamp(context.clock.now(), UTC).date()
    return [_cost(part, prices, today, by_tokens=part.url in endpoints) for part in parts]


def _cost(part: BatchPart, prices: PriceList, today: date, *, by_tokens: bool) -> PartCost:
    rates = prices.rates(part.model, today, by_tokens=by_tokens) if part.model is not None else None
    if rates is None:
        return PartCost()
    estimate, dear = part.estimate, rates.for_input(part.estimate.largest_input)
    low = usd(rates.prices.input * estimate.input_low)
    if estimate.output_high is None:
        return PartCost(low, None, rates.as_of)
    high = dear.dearest_input * estimate.input_high + dear.output * estimate.output_high
    return PartCost(low, usd(high), rates.as_of)


def cost_table(parts: Sequence[BatchPart], costs: Sequence[PartCost], context: Context) -> Result:
    """A row for each part, and all of them in one sentence."""
    rows = [
        (
            part.number,
            part.url,
            part.model,
            part.requests,
            part.estimate.input_low,
            part.estimate.input_high,
            0,
            UNBOUNDED if part.estimate.output_high is None else part.estimate.output_high,
            cost.low,
            cost.most,
            cost.as_of,
        )
        for part, cost in zip(parts, costs, strict=True)
    ]
    requests, total = sum(part.requests for part in parts), total_cost(costs)
    lacking = why_unknown(parts, costs)
    summary = f"{counted(requests, 'request')} · {counted(len(parts), 'part')} · {total}"
    return Result(
        tuple(ResultColumn(name, star=(0, BY_USE.index(name))) for name in COLUMNS),
        iter(rows),
        notices=[*context.notices.sentences, BASIS, *([lacking] if lacking else [])],
        summary=summary,
    )


def total_cost(costs: Collection[PartCost]) -> PartCost:
    """What all parts cost together."""
    lows, highs = [cost.low for cost in costs], [cost.high for cost in costs]
    low = None if None in lows else round(sum(n for n in lows if n is not None), 9)
    return PartCost(low, None if None in highs else round(sum(n for n in highs if n is not None), 9))


def why_unknown(parts: Sequence[BatchPart], costs: Sequence[PartCost]) -> str | None:
    """What keeps the upper bound from being known, and what to do; None: it is known."""
    pairs = list(zip(parts, costs, strict=True))
    models = sorted({part.model or f"{part.url} without a model" for part, cost in pairs if cost.low is None})
    endless = [str(part.number) for part, cost in pairs if cost.low is not None and cost.high is None]
    said = [f"nobody knows what {', '.join(models)} costs; {cure()}"] if models else []
    if endless:
        said.append(f"nothing bounds the answers of part {', '.join(endless)}; {TO_BOUND}")
    return "; ".join(said) or None


def exceeds(parts: Sequence[BatchPart], costs: Sequence[PartCost], most: float) -> bool:
    """Whether the parts may cost more than is allowed without consent.

    Raises:
        RefusedStatement: nobody knows.
    """
    high = total_cost(costs).high
    if high is None:
        raise RefusedStatement(
            f"max_cost_usd is {most:.15g}, and what this would cost is not known: {why_unknown(parts, costs)}",
            hint=r"consent to any cost with --yes (\set assume_yes on); EXPLAIN COST shows the parts",
        )
    return high > most
