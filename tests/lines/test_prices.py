"""What a line cost is asked for with the very numbers that its columns have, whoever reads it."""

from __future__ import annotations

import json
import sys

import pytest

from openai_sql_shell.lines.scan import LineScan

USED = ("input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens")
USAGES = [
    {"input_tokens": 9, "output_tokens": 4},
    {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 3}},
    {"input_tokens": 9, "input_tokens_details": {"cached_tokens": 2, "cache_write_tokens": 1}},
    {
        "input_tokens": 9,
        "prompt_tokens": 8,
        "input_tokens_details": {},
        "prompt_tokens_details": {"cached_tokens": 3},
    },
    {"prompt_tokens": 9, "total_tokens": 9},
    {"input_tokens": 9.0, "output_tokens": "4", "input_tokens_details": None},
    {"output_tokens": 4},
    {},
    None,
]


class Asked:
    """Rates that give back what they are asked with."""

    as_of = "a day"

    def cost(self, *tokens):
        return tokens


def line(usage, **more):
    body = {"object": "response", "model": "m", "status": "completed", "usage": usage, **more}
    return json.dumps({"custom_id": "a", "response": {"status_code": 200, "body": body}}).encode() + b"\n"


@pytest.mark.parametrize("with_msgspec", [True, False])
def test_a_line_is_priced_by_the_numbers_of_its_columns(monkeypatch, with_msgspec):
    if not with_msgspec:
        monkeypatch.setitem(sys.modules, "msgspec", None)
    scan = LineScan("/v1/responses", ["cost_usd", "price_asof", *USED], rates=lambda _model: Asked())
    rows = list(scan.rows([line(usage) for usage in USAGES]))
    assert [row[0] for row in rows] == [*(row[2:] for row in rows[:-1]), None]
    assert [row[1] for row in rows] == [*["a day"] * (len(USAGES) - 1), None]


def test_each_model_has_its_own_rates_and_failures_have_none():
    seen = []
    failed = b'{"custom_id": "a", "response": {"status_code": 500, "body": {"model": "m", "usage": {"input_tokens": 1}}}}\n'
    lines = [line({}, model=name) for name in ("m", "m", None, "n", 5)] + [failed]
    scan = LineScan("/v1/responses", ["cost_usd"], rates=seen.append)
    assert list(scan.rows(lines)) == [(None,)] * 6
    assert set(seen) == {"m", "n"}
