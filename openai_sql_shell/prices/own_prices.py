"""Prices that a person wrote down, in a file beside the configuration file: USD for a million tokens of a batch, by model and day.

::

    ["gpt-5-mini"]
    2026-10-01 = { input = 0.125, cached_input = 0.0125, output = 1 }
    2027-01-01 = { input = 0.1, output = 0.8 }

    ["ft:gpt-4.1-mini-*"]      # every model whose name begins so
    2026-10-01 = { input = 0.4, output = 1.6 }

``cached_input`` and ``cache_write`` cost what ``input`` costs, unless they are given.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openai_sql_shell.config.checker import Problem, lines_of, no_toml
from openai_sql_shell.config.config_file import line_in
from openai_sql_shell.errors import UsageError
from openai_sql_shell.prices.rates import ModelRates, TokenPrices

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Dated = Mapping[date, ModelRates]

ALL = "*"
"""At the end of a name: whatever follows."""
MILLION = 6
"""Decimal places between a price in the file and that of a token."""
NEEDED = ("input", "output")
KEYS = ("input", "cached_input", "cache_write", "output")
FORM = "write 2026-10-01 = { input = 0.125, output = 1 }: USD for a million tokens"


class OwnPrices:
    """What a file says."""

    def __init__(self, models: Mapping[str, Dated] | None = None) -> None:
        """By model, then by the first day."""
        self._models = models or {}

    def rates(self, model: str, day: date) -> ModelRates | None:
        """The rates of a model on a day, by the longest name that fits; None: the person gave none."""
        fitting = [name for name in self._models if _fits(name, model)]
        for name in sorted(fitting, key=lambda name: (name.endswith(ALL), -len(name))):
            since = [begin for begin in self._models[name] if begin <= day]
            if since:
                return self._models[name][max(since)]
        return None


def _fits(name: str, model: str) -> bool:
    """Whether a name in the file is that of a model.

    >>> _fits("gpt-5", "gpt-5-mini"), _fits("gpt-5*", "gpt-5-mini"), _fits("GPT-5", "gpt-5")
    (False, True, True)
    """
    name, model = name.lower(), model.lower()
    return model.startswith(name.removesuffix(ALL)) if name.endswith(ALL) else name == model


def read_prices(path: Path | None) -> OwnPrices:
    """What a file says; nothing where there is none.

    Raises:
        UsageError: it cannot be read, or something in it is wrong; says in which line.
    """
    if path is None:
        return OwnPrices()
    import tomllib  # noqa: PLC0415 - few people have the file

    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return OwnPrices()
    except OSError as error:
        raise UsageError(f"cannot read the prices in {path}: {error.strerror}") from None
    try:
        text = content.decode("utf-8-sig")
        document = tomllib.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise no_toml(path, content, error).error from None
    reader = _Reader(path, lines_of(text))
    return OwnPrices({model: reader.dated(model, table) for model, table in document.items()})


class _Reader:
    """Goes through one document; raises for the first thing that is wrong."""

    def __init__(self, path: Path, lines: dict[str, int]) -> None:
        self._path = path
        self._lines = lines

    def dated(self, model: str, table: Any) -> Dated:
        if not isinstance(table, dict) or not table:
            raise self._wrong(
                model, f"{model} must be a table of days", f'write ["{model}"], and below it {FORM}'
            )
        return {
            self._day(f"{model}.{day}", day): self._rates(f"{model}.{day}", day, v)
            for day, v in table.items()
        }

    def _day(self, place: str, day: str) -> date:
        try:
            return date.fromisoformat(day)
        except ValueError:
            raise self._wrong(place, f'"{day}" is no day', FORM) from None

    def _rates(self, place: str, day: str, prices: Any) -> ModelRates:
        if not isinstance(prices, dict):
            raise self._wrong(place, f"{day} must have prices", FORM)
        for key, value in prices.items():
            if key not in KEYS:
                raise self._wrong(f"{place}.{key}", f'unknown key "{key}"', f"it can be {', '.join(KEYS)}")
            if type(value) not in (int, Decimal) or not Decimal(value).is_finite() or value < 0:
                raise self._wrong(f"{place}.{key}", f"{key} must be a price, 0 or more", FORM)
        for key in NEEDED:
            if key not in prices:
                raise self._wrong(place, f"{day} has no {key}", FORM)
        given = [Decimal(prices[key if key in prices else "input"]).scaleb(-MILLION) for key in KEYS]
        return ModelRates(TokenPrices(*given), day)

    def _wrong(self, place: str, message: str, hint: str) -> UsageError:
        return Problem(self._path, line_in(self._lines, place), message, hint).error
