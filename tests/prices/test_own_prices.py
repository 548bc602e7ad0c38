"""prices.toml: a person's own rates, by model and day; what is wrong in it is named with its line."""

from __future__ import annotations

from datetime import date

import pytest

from openai_sql_shell.errors import UsageError
from openai_sql_shell.prices.own_prices import read_prices
from openai_sql_shell.prices.price_list import PriceList

FILE = """
["gpt-4.1"]   # a name with a dot
2026-01-01 = { input = 2, output = 8 }
2026-11-01 = { input = 1.1, cached_input = 0.3, cache_write = 1.4, output = 4.0 }

["gpt-4.1*"]
2026-01-01 = { input = 20, output = 80 }

["gpt-4.1-mini-*"]
2026-01-01 = { input = 3, output = 0 }
"""


@pytest.fixture
def written(tmp_path):
    def written(text):
        path = tmp_path / "prices.toml"
        path.write_text(text)
        return read_prices(path)

    return written


@pytest.mark.parametrize(
    ("model", "day", "as_of", "cost"),
    [
        ("gpt-4.1", date(2026, 10, 31), "2026-01-01", 7 * 2 + 2 * 2 + 1 * 2 + 5 * 8),
        ("GPT-4.1", date(2026, 11, 1), "2026-11-01", 7 * 1.1 + 2 * 0.3 + 1 * 1.4 + 5 * 4),
        ("gpt-4.1-2025-04-14", date(2026, 11, 1), "2026-01-01", 10 * 20 + 5 * 80),
        ("gpt-4.1-mini-2025-04-14", date(2026, 11, 1), "2026-01-01", 30),
    ],
)
def test_the_nearest_name_and_the_last_day_count(written, model, day, as_of, cost):
    rates = written(FILE).rates(model, day)
    assert rates.as_of == as_of
    assert rates.cost(10, 2, 1, 5) == round(cost / 1e6, 9)


def test_before_its_first_day_and_for_other_models_it_says_nothing(written):
    own = written(FILE)
    assert own.rates("gpt-4.1", date(2025, 12, 31)) is None
    assert own.rates("gpt-4", date(2026, 12, 31)) is None


def test_it_comes_first_and_lifts_what_is_not_known(written):
    text = '["gpt-5-mini"]\n2026-01-01 = { input = 1, output = 1 }\n["ft:x"]\n2026-01-01 = { input = 1, output = 1 }\n'
    prices, day = PriceList(written(text)), date(2026, 11, 1)
    assert prices.rates("gpt-5-mini", day).as_of == "2026-01-01"
    assert prices.rates("ft:x", day, by_tokens=False).as_of == "2026-01-01"
    assert prices.rates("gpt-5-nano", day, by_tokens=False) is None
    assert prices.rates("gpt-5-nano", day).as_of.startswith("genai-prices ")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[m]\n2026-01-01 = { input = 1, outpu = 2 }", 2, 'unknown key "outpu"'),
        ("\n[m]\n2026-01-01 = { input = 1 }", 3, "2026-01-01 has no output"),
        ("[m]\n2026-01-01 = { output = 1 }", 2, "2026-01-01 has no input"),
        ('[m]\n2026-01-01 = { input = "1", output = 2 }', 2, "input must be a price"),
        ("[m]\n2026-01-01 = { input = -1, output = 2 }", 2, "input must be a price"),
        ("[m]\n2026-01-01 = { input = nan, output = 2 }", 2, "input must be a price"),
        ("[m]\n2026-01-01 = { input = true, output = 2 }", 2, "input must be a price"),
        ("[m.2026-01-01]\ninput = 1\noutput = inf", 3, "output must be a price"),
        ("[m]\nyesterday = { input = 1, output = 2 }", 2, '"yesterday" is no day'),
        ("[m]\n2026-02-30 = { input = 1, output = 2 }", 2, '"2026-02-30" is no day'),
        ("[m]\n2026-01-01 = 1", 2, "2026-01-01 must have prices"),
        ("m = 1", 1, "m must be a table"),
        ("[m]", 1, "m must be a table"),
        ("[m]\ninput 1", 2, "not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(written, text, line, said):
    with pytest.raises(UsageError) as raised:
        written(text)
    assert f"prices.toml:{line}: " in raised.value.message
    assert said in raised.value.message


def test_no_file_says_nothing(tmp_path):
    assert read_prices(tmp_path / "none").rates("m", date(2026, 1, 1)) is None
    assert read_prices(None).rates("m", date(2026, 1, 1)) is None
    with pytest.raises(UsageError, match="cannot read the prices"):
        read_prices(tmp_path)
