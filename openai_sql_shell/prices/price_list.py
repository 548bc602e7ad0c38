"""Who is asked for a price: first what a person wrote down, then the package. Each model and day once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from openai_sql_shell.prices.own_prices import OwnPrices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from openai_sql_shell.prices.rates import ModelRates

TO_INSTALL = "pip install 'openai-sql[prices]' has the prices of OpenAI's models"
TO_WRITE = "prices.toml beside the configuration file can say what it costs"


class PriceList:
    """For one statement; safe for several threads."""

    def __init__(self, own: OwnPrices | None = None) -> None:
        """With a person's own prices."""
        self._own = own or OwnPrices()
        self._known: dict[tuple[str, date, bool], ModelRates | None] = {}

    def rates(self, model: str, day: date, *, by_tokens: bool = True) -> ModelRates | None:
        """What a model's tokens cost in a batch that ended on a day; None: nobody knows.

        Args:
            model: as answers and requests name it.
            day: in UTC.
            by_tokens: tokens are what is paid for; False: only the person may say that they are.
        """
        key = (model, day, by_tokens)
        if key not in self._known:
            self._known[key] = self._found(*key)
        return self._known[key]

    def _found(self, model: str, day: date, by_tokens: bool) -> ModelRates | None:
        own = self._own.rates(model, day)
        if own is not None or not by_tokens:
            return own
        from openai_sql_shell.prices.package_prices import package_rates  # noqa: PLC0415 - own prices need none

        return package_rates(model, day)


def day_of(times: Iterable[object]) -> date | None:
    """The day, in UTC, of the first of some times that is a moment in seconds since 1970; None: none is.

    >>> str(day_of([None, "5", 10**12, 1e300, float("nan"), 1795288649])), day_of([-(10**12)])
    ('2026-11-21', None)
    """
    for time in times:
        if isinstance(time, int | float):
            try:
                return datetime.fromtimestamp(time, UTC).date()
            except (OverflowError, OSError, ValueError):
                continue
    return None


def cure() -> str:
    """What a person can do where a price is lacking."""
    from openai_sql_shell.prices.package_prices import is_installed  # noqa: PLC0415 - as above

    return TO_WRITE if is_installed() else f"{TO_INSTALL}; {TO_WRITE}"
