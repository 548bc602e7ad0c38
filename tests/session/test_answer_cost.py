"""What single requests cost: the package's prices for those, never those of batches."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from genai_prices import Usage, calc_price

from openai_sql_shell.catalog.generation import CHAT_MODELS
from openai_sql_shell.config import Settings
from openai_sql_shell.session.answer_cost import cost_of, most_cost

NOW = datetime(2026, 11, 20, tzinfo=UTC)
USAGE = {"input_tokens": 3000, "input_tokens_details": {"cached_tokens": 1000}, "output_tokens": 500}


@pytest.mark.parametrize("model", [Settings().ask_model, "gpt-5.4-mini", "gpt-4.1", "o3"])
def test_an_answer_costs_what_the_package_says(model):
    used = Usage(input_tokens=3000, cache_read_tokens=1000, output_tokens=500)
    price = calc_price(used, model, provider_id="openai", genai_request_timestamp=NOW).total_price
    assert cost_of(model, USAGE, NOW.timestamp()) == pytest.approx(float(price), abs=1e-9)


@pytest.mark.parametrize("model", [Settings().ask_model, "gpt-5.4"])
def test_the_bound_holds_for_a_token_every_three_bytes(model):
    most = most_cost(model, 9000, 500, NOW.timestamp())
    spent = cost_of(model, {"input_tokens": 3000, "output_tokens": 500}, NOW.timestamp())
    assert most is not None
    assert spent is not None
    assert most >= spent > most / 3


@pytest.mark.parametrize(
    ("model", "usage"), [("ft:gpt-4.1:own::x", USAGE), ("nobody-knows", USAGE), ("gpt-5-mini", {})]
)
def test_what_nobody_knows_is_not_guessed(model, usage):
    assert cost_of(model, usage, NOW.timestamp()) is None


def test_the_usual_model_exists():
    assert Settings().ask_model in CHAT_MODELS
