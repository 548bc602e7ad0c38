"""A line costs what the package says of it, to the ninth place; and nothing is said of what is not known."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

import pytest
from genai_prices import Usage, calc_price
from genai_prices.data_snapshot import get_snapshot
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.prices.own_prices import read_prices
from openai_sql_shell.prices.package_prices import package_rates
from openai_sql_shell.prices.price_list import PriceList, cure

DAY = date(2026, 11, 20)
MODELS = [
    model.id
    for provider in get_snapshot().providers
    if provider.id == "openai"
    for model in provider.models
    if package_rates(model.id, DAY)
]
TOKENS = st.integers(0, 500_000)


def asked(model, tokens, cached, cache_write, output, context):
    """What the package itself answers."""
    return calc_price(
        Usage(
            input_tokens=tokens,
            cache_read_tokens=cached,
            cache_write_tokens=cache_write,
            output_tokens=output,
        ),
        model,
        provider_id="openai",
        genai_request_timestamp=datetime.combine(DAY, time(12), UTC),
        price_context=context,
    ).total_price


def rounded(amount):
    return float(amount.quantize(Decimal(1).scaleb(-9), ROUND_HALF_UP))


@given(st.sampled_from(MODELS), TOKENS, TOKENS, TOKENS, TOKENS)
def test_usage_times_rates_is_what_the_package_says(model, rest, cached, cache_write, output):
    usage = (rest + cached + cache_write, cached, cache_write, output)
    expected = asked(model, *usage, {"processing": "batch"})
    assert package_rates(model, DAY).cost(*usage) == rounded(expected)


@pytest.mark.parametrize("model", ["gpt-5.4", "gpt-5-mini"])
@pytest.mark.parametrize("tokens", [271_999, 272_000, 272_001])
def test_a_long_request_has_its_own_rates(model, tokens):
    rates = package_rates(model, DAY)
    assert rates.cost(tokens, 0, 0, 9) == rounded(asked(model, tokens, 0, 0, 9, {"processing": "batch"}))
    prices = rates.for_input(tokens)
    assert rounded(prices.input * tokens + prices.output * 9) == rates.cost(tokens, 0, 0, 9)


def test_it_is_asked_once_for_a_model_and_a_day_and_for_long_requests_only(monkeypatch):
    calls = []
    monkeypatch.setattr("genai_prices.calc_price", lambda *a, **k: calls.append(a) or calc_price(*a, **k))
    prices = PriceList()
    found = [prices.rates("gpt-5.4", DAY).cost(1000 + n, 5, 0, n) for n in range(100)]
    first = len(calls)
    assert len(set(found)) == 100
    assert first < 10
    prices.rates("gpt-5.4", DAY).cost(300_000, 0, 0, 0)
    assert len(calls) == first + 1


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("gpt-nonesuch", "nobody has heard of it"),
        ("text-embedding-3-small", "its batches have the rates of single requests"),
        ("omni-moderation-latest", "the same"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc", "an organization made it"),
        ("claude-sonnet-4-5", "another provider"),
    ],
)
def test_what_is_not_known_has_no_price(model, why):
    assert PriceList().rates(model, DAY) is None, why


@pytest.mark.parametrize("usage", [(None, 0, 0, 5), (None, None, None, None)])
def test_a_line_without_usage_has_no_price(usage):
    assert package_rates("gpt-5-mini", DAY).cost(*usage) is None


def test_parts_that_are_more_than_the_whole_have_no_price():
    assert package_rates("gpt-5-mini", DAY).cost(5, 6, 0, 1) is None


def test_tokens_that_are_not_told_are_none():
    assert package_rates("gpt-5-mini", DAY).cost(8, None, None, None) == 1e-06


def test_without_the_package_there_is_the_file_of_the_person(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    assert PriceList().rates("gpt-5-mini", DAY) is None
    assert "pip install 'openai-sql[prices]'" in cure()
    path = tmp_path / "prices.toml"
    path.write_text('["gpt-5-mini"]\n2026-01-01 = { input = 1, output = 2 }\n')
    assert PriceList(read_prices(path)).rates("gpt-5-mini", DAY).cost(10, 0, 0, 1) == 1.2e-05
