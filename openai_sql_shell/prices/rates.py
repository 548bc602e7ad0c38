"""The rates of one model on one day, and what tokens cost by them: whole numbers inside, so that nothing is lost before the ninth place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    Exact = Callable[[int, int, int, int], Decimal | None]
    """USD for tokens: of the input with those below, cached, written to a cache, of the output; None: these numbers cannot be."""

MOST = 2**63
"""Tokens, where there is no bound."""
PLACES, NANO = 9, 10**9
"""Decimal places of an amount in USD, and how many of the last of them are one."""


class TokenPrices(NamedTuple):
    """USD for one token."""

    input: Decimal
    cached: Decimal
    cache_write: Decimal
    output: Decimal

    @property
    def dearest_input(self) -> Decimal:
        """The most that a token of the input may cost."""
        return max(self.input, self.cached, self.cache_write)


def _impossible(_input: int, _cached: int, _cache_write: int, _output: int) -> Decimal | None:
    return None


class ModelRates:
    """What a model's tokens cost on one day."""

    def __init__(
        self,
        prices: TokenPrices,
        as_of: str,
        *,
        most_input: int | None = None,
        exact: Exact = _impossible,
    ) -> None:
        """Remember them.

        Args:
            prices: of the usual request.
            as_of: where they are from, or since when they hold.
            most_input: requests with more tokens of input have other prices.
            exact: what such a request costs, and one whose parts are more than the whole.
        """
        self.prices = prices
        self.as_of = as_of
        self._exact = exact
        places = max(PLACES, *(-int(price.as_tuple().exponent) for price in prices))
        scaled: list[int] = [int(price.scaleb(places)) for price in prices]
        self._input, self._cached, self._cache_write, self._output = scaled
        self._unit: int = 10 ** (places - PLACES)
        self._half: int = self._unit // 2
        self._most = MOST if most_input is None else most_input

    def cost(
        self, tokens: int | None, cached: int | None, cache_write: int | None, output: int | None
    ) -> float | None:
        """What one line cost, in USD with nine places; None: it does not say what it used.

        Args:
            tokens: of the input, among them those of the next two.
            cached: that came from a cache.
            cache_write: that were written to one.
            output: of the answer.
        """
        if tokens is None:
            return None
        cached, cache_write, output = cached or 0, cache_write or 0, output or 0
        rest = tokens - cached - cache_write
        if rest < 0 or cached < 0 or cache_write < 0 or output < 0 or tokens > self._most:
            exact = self._exact(tokens, cached, cache_write, output)
            return None if exact is None else usd(exact)
        total = rest * self._input + output * self._output
        if cached:
            total += cached * self._cached
        if cache_write:
            total += cache_write * self._cache_write
        return (total + self._half) // self._unit / NANO

    def for_input(self, tokens: int) -> TokenPrices:
        """The prices of a request with so many tokens of input."""
        whole = self._exact(tokens, 0, 0, 0) if tokens > self._most else None
        if whole is None:
            return self.prices
        one = [self._exact(tokens, *more) or whole for more in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]
        own = whole / tokens
        cached, cache_write, output = (price - whole for price in one)
        return TokenPrices(own, own + cached, own + cache_write, output)


def usd(amount: Decimal) -> float:
    """An amount with nine places.

    >>> from decimal import Decimal
    >>> usd(Decimal("0.0000000125"))
    1.3e-08
    """
    nano = int(amount.scaleb(PLACES + 1))
    return (nano + 5) // 10 / NANO
