"""Prices out of genai-prices, an extra of this program. The only module that knows it; imported with the first price that is asked for.

A model costs there what its batches cost: where the package has no prices for these, it answers with those of single requests, and that
would be a guess.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import OWN_NAMES
from openai_sql_shell.prices.rates import ModelRates, TokenPrices

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

PACKAGE = "genai-prices"
PROVIDER = "openai"
BATCH = {"processing": "batch"}


def is_installed() -> bool:
    """Whether there are any."""
    return _library() is not None


def installed_version() -> str | None:
    """Which prices there are; None: there are none."""
    library = _library()
    return None if library is None else str(library.__version__)


def package_rates(model: str, day: date, *, batch: bool = True) -> ModelRates | None:
    """What a model's batches cost on a day, or, without ``batch``, its single requests; None: that is not known.

    Models that organizations make themselves are not known, whatever is said of those that they are made of.
    """
    library = _library()
    if library is None or model.lower().startswith(OWN_NAMES):
        return None
    at = datetime.combine(day, time(), UTC)
    asked = BATCH if batch else None

    def priced(context: dict[str, str] | None, **tokens: int) -> Any:
        return library.calc_price(
            library.Usage(**tokens),
            model,
            provider_id=PROVIDER,
            genai_request_timestamp=at,
            price_context=context,
        )

    def exact(tokens: int, cached: int, cache_write: int, output: int) -> Decimal | None:
        try:
            found: Decimal = priced(
                asked,
                input_tokens=tokens,
                cache_read_tokens=cached,
                cache_write_tokens=cache_write,
                output_tokens=output,
            ).total_price
        except ValueError:
            return None
        return found

    try:
        found = priced(asked)
        if batch and found.model_price == priced(None).model_price:
            return None
    except LookupError:
        return None
    one = [exact(1, 0, 0, 0), exact(1, 1, 0, 0), exact(1, 0, 1, 0), exact(0, 0, 0, 1)]
    prices = TokenPrices(*(price for price in one if price is not None))
    tiers = [
        tier.start
        for price in vars(found.model_price).values()
        if isinstance(price, library.types.TieredPrices)
        for tier in price.tiers
    ]
    most = 0 if found.total_price else min(tiers, default=None)
    return ModelRates(prices, f"{PACKAGE} {library.__version__}", most_input=most, exact=exact)


def _library() -> Any:
    try:
        import genai_prices  # noqa: PLC0415 - an extra, and a fifth of a second
    except ImportError:
        return None
    return genai_prices
