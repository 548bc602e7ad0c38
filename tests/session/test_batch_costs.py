"""What an INSERT of requests will cost: told before anything is sent, and bounded by max_cost_usd."""

from __future__ import annotations

import json
import sys

import pytest
from harness import paths_in

from openai_sql_shell.errors import Cancelled, RefusedStatement, UnsupportedStatement, UsageError

REQUESTS = "openai.batch.batch_requests"
PRICES = """
["model-a"]
2026-01-01 = { input = 1000, output = 2000 }
["model-b"]
2026-01-01 = { input = 0, output = 0, cache_write = 3000 }
"""
BOUNDED = f"""INSERT INTO {REQUESTS} (url, model, custom_id, input, max_output_tokens)
    SELECT '/v1/responses', value->>0, value->>1, 'abcdefghijkl', value->>2 FROM json_each('{{}}')"""
TWO = BOUNDED.replace("{}", '[["model-a", "x", 10], ["model-a", "y", 20], ["model-b", "z", 5]]')
UNKNOWN = BOUNDED.replace("{}", '[["model-c", "x", 10]]')
ENDLESS = (
    f"INSERT INTO {REQUESTS} (url, model, custom_id, input) VALUES ('/v1/responses', 'model-a', 'x', 'abc')"
)
HIGH = (8 * 1000 + 30 * 2000 + 4 * 3000) / 1e6
"""Dollars of `TWO` at most."""


@pytest.fixture
def ours(harness, tmp_path):
    """A session whose prices are those above."""
    path = tmp_path / "prices.toml"
    path.write_text(PRICES)
    harness.session._paths = paths_in(tmp_path)
    return harness


def changes(ours):
    return [line for line in ours.requests if not line.startswith("GET")]


def test_each_part_has_its_bounds(ours):
    found = ours.records(f"EXPLAIN COST {TWO}")
    assert [(r["model"], r["requests"], r["input_tokens_low"], r["input_tokens_high"]) for r in found] == [
        ("model-a", 2, 6, 8),
        ("model-b", 1, 3, 4),
    ]
    assert [(r["output_tokens_low"], r["output_tokens_high"]) for r in found] == [(0, 30), (0, 5)]
    assert [(r["cost_usd_low"], r["cost_usd_high"]) for r in found] == [(0.006, 0.068), (0.0, 0.012)]
    assert [r["price_asof"] for r in found] == ["2026-01-01"] * 2
    assert ours.result.summary == "3 requests · 2 parts · $0.01 to $0.08"
    assert "guessed: input tokens from the bytes" in ours.notices()[-1]
    assert ours.requests == []


def test_what_is_not_known_is_said(ours):
    (row,) = ours.records(f"EXPLAIN COST {ENDLESS}")
    assert (row["output_tokens_high"], row["cost_usd_high"]) == ("unbounded", "unbounded")
    assert "max_output_tokens" in ours.notices()[-1]
    (row,) = ours.records(f"EXPLAIN COST {UNKNOWN}")
    assert (row["cost_usd_low"], row["cost_usd_high"], row["price_asof"]) == (None, None, None)
    assert "nobody knows what model-c costs" in ours.notices()[-1]


@pytest.mark.parametrize(
    ("url", "body", "output"),
    [
        ("/v1/chat/completions", {"max_tokens": 7, "n": 3}, 21),
        ("/v1/completions", {"max_tokens": 7, "n": 2, "best_of": 5}, 35),
        ("/v1/chat/completions", {"max_completion_tokens": 7}, 7),
        ("/v1/embeddings", {}, 0),
    ],
)
def test_each_answer_that_is_asked_for_may_be_as_long_as_the_bound(ours, url, body, output):
    asked = {"model": "model-a", "messages": [{"role": "user", "content": "a"}], "prompt": "a", "input": "a"}
    rows = f"VALUES ('{url}', 'x', '{json.dumps({**asked, **body})}')"
    (row,) = ours.records(f"EXPLAIN COST INSERT INTO {REQUESTS} (url, custom_id, body) {rows}")
    assert row["output_tokens_high"] == output


def test_a_long_request_may_cost_what_long_requests_cost(ours, time):
    time.seconds = 1_795_132_800
    sql = f"""INSERT INTO {REQUESTS} (url, model, custom_id, input, max_output_tokens)
        SELECT '/v1/responses', 'gpt-5.4', 'x', replace(hex(zeroblob(%d)), '00', 'abc'), 100"""
    (short,) = ours.records(f"EXPLAIN COST {sql % 272_000}")
    (long,) = ours.records(f"EXPLAIN COST {sql % 272_001}")
    assert short["cost_usd_high"] == round(272_000 * 1.25e-6 + 100 * 7.5e-6, 9)
    assert long["cost_usd_high"] > 1.9 * short["cost_usd_high"]


@pytest.mark.parametrize(
    "statement", ["SELECT 1", "EXEC openai.batch.batches.cancel_batch @batch_id = 'b'", "SHOW SERVICES"]
)
def test_other_statements_are_told_what_it_is_for(ours, statement):
    error = ours.error(f"EXPLAIN COST {statement}", UnsupportedStatement)
    assert "openai.batch.batch_requests" in error.message


def test_a_retry_has_its_price_before_it_is_made(ours):
    one = BOUNDED.replace("{}", '[["model-a", "x", 10]]').replace("abcdefghijkl", "")
    batch_id = ours.value(f"{one.replace('INSERT', 'INSERT /*+ AWAIT */', 1)} RETURNING batch_id")
    retry = f"EXEC openai.batch.batches.retry @batch_id = '{batch_id}', @outcomes = 'http_error'"
    (row,) = ours.records(f"EXPLAIN COST {retry}")
    assert (row["model"], row["requests"], row["output_tokens_high"]) == ("model-a", 1, 10)
    assert row["cost_usd_high"] == 0.02
    assert changes(ours) == []


def test_dry_run_and_returning_tell_it_too(ours):
    (estimated,) = ours.column(
        f"{BOUNDED.replace('{}', json.dumps([['model-a', 'x', 10]]))} RETURNING est_cost_usd"
    )
    assert estimated == 0.024
    ours.session.settings.set("dry_run", "on")
    assert [(r["est_cost_usd_low"], r["est_cost_usd_high"]) for r in ours.records(TWO)] == [
        (0.006, 0.068),
        (0.0, 0.012),
    ]
    (row,) = ours.records(ENDLESS)
    assert row["est_cost_usd_high"] == "unbounded"


@pytest.mark.parametrize(
    ("sql", "most", "consent", "sent"),
    [
        (TWO, HIGH, {}, False),  # two parts: consent is needed for these
        (TWO, HIGH, {"max_changes": "3"}, True),
        (TWO, HIGH - 0.001, {"max_changes": "3"}, True),
        (TWO, HIGH - 0.001, {"assume_yes": "on"}, True),
        (TWO, HIGH - 0.001, {}, False),
        (UNKNOWN, 1000, {}, False),
        (UNKNOWN, 1000, {"max_changes": "3"}, False),
        (UNKNOWN, 1000, {"assume_yes": "on"}, True),
        (ENDLESS, 1000, {}, False),
        (ENDLESS, 1000, {"assume_yes": "on"}, True),
        (ENDLESS, "off", {}, True),
    ],
)
def test_max_cost_usd_needs_consent_above_it(ours, sql, most, consent, sent):
    for name, text in {"max_cost_usd": str(most), **consent}.items():
        ours.session.settings.set(name, text)
    if sent:
        ours.rows(sql)
        assert "POST /batches" in ours.requests
    else:
        ours.error(sql, RefusedStatement)
        assert ours.requests == []


ONE = BOUNDED.replace("{}", '[["model-a", "x", 10], ["model-a", "y", 20]]')


@pytest.mark.parametrize("most", ["0.068", "0.067"])
def test_a_person_sees_the_price_of_each_part_and_is_asked_above_the_bound(ours, most):
    shown = []
    ours.session.confirm = shown.append
    ours.session.settings.set("max_cost_usd", most)
    if most == "0.068":
        ours.rows(ONE)
        assert shown == []
        return
    ours.error(ONE, Cancelled)
    ((preview,),) = (shown,)
    assert preview.count == 2
    assert "$0.01 to $0.07" in preview.objects[0][1]
    assert ours.requests == []


def test_less_than_a_cent_is_not_said_to_be_nothing(ours):
    ours.session.settings.set("max_cost_usd", "0.000001")
    error = ours.error(BOUNDED.replace("{}", '[["model-a", "x", 0]]'), RefusedStatement)
    assert "for $0.003 to $0.004, and max_cost_usd is 1e-06" in error.message


def test_a_person_is_not_asked_about_what_nobody_knows(ours):
    ours.session.confirm = lambda _preview: True
    ours.session.settings.set("max_cost_usd", "1")
    error = ours.error(UNKNOWN, RefusedStatement)
    assert "model-c" in error.message
    assert "--yes" in error.hint


def test_wrong_prices_are_named_before_the_rows_are_read(ours, tmp_path):
    (tmp_path / "prices.toml").write_text("[m]\n2026-01-01 = 3\n")
    for sql in (f"EXPLAIN COST {TWO}", f"{ONE} RETURNING est_cost_usd"):
        assert "prices.toml:2" in ours.error(sql, UsageError).message
        assert ours.requests == []
    ours.rows(ONE)


def test_without_the_package_own_prices_do(ours, monkeypatch):
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    assert [row["cost_usd_high"] for row in ours.records(f"EXPLAIN COST {TWO}")] == [0.068, 0.012]
    ours.rows(f"EXPLAIN COST {UNKNOWN}")
    assert "pip install 'openai-sql[prices]'" in ours.notices()[-1]
    ours.rows(ONE)
