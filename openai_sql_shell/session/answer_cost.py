"""What answers cost that a model is asked for directly, not in a batch: a bound before, by the bytes that are sent, and the amount by the tokens used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from openai_sql_shell.lines.batch_parts import LEAST_BYTES
from openai_sql_shell.prices.package_prices import is_installed, package_rates
from openai_sql_shell.prices.price_list import TO_INSTALL
from openai_sql_shell.prices.rates import usd
from openai_sql_shell.session.batch_cost import dollars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.prices.rates import ModelRates


def most_cost(model: str, sent: int, output: int, now: float) -> float | None:
    """The most that calls may cost together, in USD; None: nobody knows.

    Args:
        model: that answers.
        sent: bytes of all they send: a token for every three.
        output: tokens that the answers may have together.
        now: seconds since 1970, whose prices hold.
    """
    rates = _rates(model, now)
    if rates is None:
        return None
    tokens = -(-sent // LEAST_BYTES)
    prices = rates.for_input(tokens)
    return usd(prices.dearest_input * tokens + prices.output * output)


def cost_of(model: str, usage: Mapping[str, Any], now: float) -> float | None:
    """What an answer cost by the tokens that it says it used, in USD; None: nobody knows."""
    rates = _rates(model, now)
    counts = [usage.get("input_tokens"), usage.get("output_tokens")]
    if rates is None or not all(isinstance(count, int) for count in counts):
        return None
    details = usage.get("input_tokens_details")
    parts = details if isinstance(details, dict) else {}
    cached, written = (parts.get(name) or 0 for name in ("cached_tokens", "cache_write_tokens"))
    return rates.cost(counts[0], cached, written, counts[1])


def told(cost: float | None) -> str:
    """An amount as people read it; without one, what to do about it."""
    if cost is not None:
        return dollars(cost)
    return "cost not known" if is_installed() else f"cost not known; {TO_INSTALL}"


def _rates(model: str, now: float) -> ModelRates | None:
    return package_rates(model, datetime.fromtimestamp(now, UTC).date(), batch=False)
