from __future__ import annotations

from email.utils import formatdate

import pytest

from openai_sql_shell.api.messages import Request
from openai_sql_shell.api.retry import FailedAttempt, delay, retry_after
from openai_sql_shell.errors import OpenAISqlError

NOW = 1_800_000_000.0


def failed(http, *facts, **more):
    return FailedAttempt(OpenAISqlError("no"), Request(http, "/things"), *facts, **more)


def wait(outcome, taken=0, **options):
    return delay(outcome, taken, **{"now": NOW, "random": 0.0, **options})


@pytest.mark.parametrize("http", ["GET", "DELETE"])
@pytest.mark.parametrize(
    "outcome",
    [{"status": s} for s in (408, 409, 429, 500, 502, 503, 504, 529)] + [{}, {"may_have_acted": False}],
)
def test_what_can_be_repeated_is(http, outcome):
    assert wait(failed(http, **outcome)) == 0.5


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
@pytest.mark.parametrize("http", ["GET", "DELETE", "POST"])
def test_a_final_answer_is_final(http, status):
    assert wait(failed(http, status)) is None


@pytest.mark.parametrize(
    ("outcome", "repeated"),
    [
        ({"may_have_acted": False}, True),
        ({"may_have_acted": True}, False),
        ({"status": 429}, True),
        ({"status": 429, "headers": {"x-should-retry": "true"}}, True),
        ({"status": 429, "final": True}, False),
        ({"status": 408}, False),
        ({"status": 409}, False),
        ({"status": 500}, False),
        ({"status": 503, "headers": {"x-should-retry": "true"}}, False),
        ({"status": 503, "headers": {"retry-after": "1"}}, False),
    ],
)
def test_a_post_is_repeated_only_where_the_server_certainly_did_not_act(outcome, repeated):
    assert (wait(failed("POST", **outcome)) is not None) is repeated


@pytest.mark.parametrize(
    ("status", "told", "repeated"), [(404, "true", True), (500, "false", False), (429, "false", False)]
)
def test_the_server_may_say_whether_to_retry(status, told, repeated):
    assert (wait(failed("GET", status, {"x-should-retry": told})) is not None) is repeated


def test_no_word_of_the_server_makes_an_empty_account_worth_another_try():
    assert wait(failed("GET", 429, {"x-should-retry": "true"}, final=True)) is None


@pytest.mark.parametrize(("taken", "seconds"), [(0, 0.5), (1, 1.0), (2, 2.0), (4, 8.0), (9, 8.0)])
def test_waits_double_up_to_eight_seconds(taken, seconds):
    assert wait(failed("GET", 500), taken, retries=10) == seconds


def test_jitter_only_shortens():
    assert wait(failed("GET", 500), random=0.999) == pytest.approx(0.375, abs=0.001)


def test_the_retries_are_counted():
    assert wait(failed("GET", 500), taken=1) == 1.0
    assert wait(failed("GET", 500), taken=2) is None
    assert wait(failed("GET", 500), retries=0) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after": formatdate(NOW + 20, usegmt=True)}, 20.0),
        ({"retry-after": formatdate(NOW - 20, usegmt=True)}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "tomorrow"}, None),
        ({"retry-after": "Thu, 99 Foo 2026 00:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_every_form(headers, seconds):
    assert retry_after(headers, NOW) == seconds


def test_a_moment_that_has_just_passed_asks_for_no_wait():
    assert retry_after({"retry-after": formatdate(NOW, usegmt=True)}, NOW + 0.5) is None


def test_the_wait_asked_for_is_taken_exactly():
    assert wait(failed("GET", 429, {"retry-after": "120"}), random=0.5) == 120.0


def test_a_wait_of_more_than_two_minutes_is_left_to_the_person():
    assert wait(failed("GET", 429, {"retry-after": "120.1", "x-should-retry": "true"})) is None
