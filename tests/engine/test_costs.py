"""What batches cost: each line by its own usage, on the batch's day; NULL where nobody knows, and said."""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest
from engine.batch_files import RESULTS, Estate, failure, result, serving
from harness import paths_in

from openai_sql_shell.errors import UsageError

DAY = 1_795_132_800
"""In November 2026."""
PRICED = f"SELECT custom_id, cost_usd, price_asof FROM {RESULTS} WHERE batch_id = 'b'"


def line(custom_id, model="gpt-5-mini-2025-08-07", **more):
    """A line of an output file; ``usage`` is another one."""
    found = result(custom_id)
    found["response"]["body"] |= {"model": model, **more}
    return found


def estate(*lines, **more):
    made = Estate().batch("b", output=lines)
    made.batches["b"] |= {"completed_at": DAY, **more}
    return made


def prices(session, path, text):
    path.write_text(text)
    session._paths = paths_in(path.parent)


def test_a_line_costs_what_its_tokens_cost_in_a_batch():
    with serving(estate(line("a"))) as client:
        ((_, cost, as_of),) = client.rows(PRICED)
    assert cost == (20 * 125 + 5 * 1000) / 1e9
    assert as_of.startswith("genai-prices ")


@pytest.mark.parametrize(
    ("lines", "facts", "said"),
    [
        ([line("a", "gpt-nonesuch")], {}, "gpt-nonesuch"),
        ([line("a", "text-embedding-3-small")], {}, "text-embedding-3-small"),
        ([line("a", "ft:gpt-4o-mini-2024-07-18:acme::abc")], {}, "ft:gpt-4o-mini"),
        ([line("a", usage=None)], {}, "nothing tells what it used"),
        ([line("a", model=None)], {}, "nothing tells what it used"),
        ([failure("a")], {}, "nothing tells what it used"),
        ([line("a")], {"endpoint": "/v1/images/generations"}, "gpt-5-mini"),
        ([line("a")], {"endpoint": "/v1/videos"}, "gpt-5-mini"),
    ],
)
def test_what_nobody_knows_is_null_and_told(lines, facts, said):
    with serving(estate(*lines, line("b"), **facts)) as client:
        found, ran = client.records(PRICED)
    assert (found[0]["cost_usd"], found[0]["price_asof"]) == (None, None)
    (told,) = [notice for notice in ran.notices if "no price" in notice]
    assert said in told
    assert told.startswith("1 of 2 lines has no price" if not facts else "2 of 2 lines have no price")


def test_statements_about_other_columns_say_nothing_of_prices():
    with serving(estate(line("a", "gpt-nonesuch"))) as client:
        _, ran = client.records(f"SELECT sum(input_tokens), max(model) FROM {RESULTS} WHERE batch_id = 'b'")
    assert ran.notices == []


def test_lines_that_are_read_again_count_once():
    twice = f"SELECT sum(cost_usd) FROM (VALUES (1), (2)) v CROSS JOIN {RESULTS} r WHERE batch_id = 'b'"
    with serving(estate(line("a", "gpt-nonesuch"), line("b"))) as client:
        _, ran = client.records(twice)
    assert any(notice.startswith("1 of 2 lines has") for notice in ran.notices)


def test_without_the_package_the_notice_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    with serving(estate(line("a"))) as client:
        found, ran = client.records(PRICED)
    assert found[0]["cost_usd"] is None
    assert "pip install 'openai-sql[prices]'" in ran.notices[0]


@pytest.mark.parametrize("dated_by", ["completed_at", "in_progress_at", "created_at"])
def test_the_day_is_that_of_the_first_time_the_batch_has(tmp_path, dated_by):
    times = {"created_at": 1_735_732_800, "in_progress_at": 1_767_268_800, "completed_at": 1_798_804_800}
    names = list(times)
    known = {name: times[name] if names.index(name) <= names.index(dated_by) else None for name in names}
    text = "".join(f"20{year}-01-01 = {{ input = {year}, output = 0 }}\n" for year in (25, 26, 27))
    with serving(estate(line("a"), **known)) as client:
        prices(client.session, tmp_path / "prices.toml", f'["gpt-5-mini*"]\n{text}')
        ((_, _, as_of),) = client.rows(PRICED)
    assert as_of == f"20{25 + names.index(dated_by)}-01-01"


def test_a_person_s_prices_lift_what_is_not_known(tmp_path):
    with serving(estate(line("a", "my-model"), endpoint="/v1/videos")) as client:
        prices(client.session, tmp_path / "prices.toml", '["my-*"]\n2020-01-01 = { input = 3, output = 7 }\n')
        assert client.rows(PRICED) == [("a", (20 * 3 + 5 * 7) / 1e6, "2020-01-01")]


def test_wrong_prices_are_named_before_anything_is_sent(tmp_path):
    joined = f"SELECT sum(cost_usd) FROM openai.batch.batches b JOIN {RESULTS} r ON r.batch_id = b.id"
    with serving(estate(line("a"))) as client:
        prices(client.session, tmp_path / "prices.toml", "[m]\n2026-01-01 = { input = 1 }\n")
        with pytest.raises(UsageError, match=r"prices\.toml:2: 2026-01-01 has no output"):
            client.rows(joined)
        assert not client.asked
        assert client.rows("SELECT count(*) FROM openai.batch.batches") == [(1,)]


@pytest.mark.slow
def test_money_adds_up_over_many_lines():
    lines = [line(f"c-{n}", usage={"input_tokens": n % 977, "output_tokens": n % 13}) for n in range(20_000)]
    exact = sum(Decimal(n % 977 * 125 + n % 13 * 1000) / 10**9 for n in range(20_000))
    with serving(estate(*lines)) as client:
        assert client.value(f"SELECT sum(cost_usd) FROM {RESULTS} WHERE batch_id = 'b'") == float(exact)
        tenth = client.value(
            f"SELECT 3 * min(cost_usd) FROM {RESULTS} WHERE batch_id = 'b' AND custom_id = 'c-800'"
        )
    assert Decimal(repr(tenth)) == Decimal(800 * 125 + 7 * 1000) * 3 / 10**9
