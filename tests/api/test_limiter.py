"""Slots for requests: how many at once, and who waits."""

from __future__ import annotations

import threading

import pytest

from openai_sql_shell.api.limiter import COUNTED, LONGEST_PAUSE, REMAINING, RESET, Limiter
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import Cancelled


class Time:
    def __init__(self):
        self.now = 100.0
        self.waits = []

    def __call__(self):
        return self.now

    def wait(self, token, seconds):
        token.check()
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def time():
    return Time()


def answer(limiter, time, headers=None):
    with limiter.slot(CancelToken(), time.wait):
        pass
    limiter.succeeded(headers or {})


def test_a_complaint_halves_the_number_and_successful_answers_raise_it_one_by_one(time):
    limiter = Limiter(16, time)
    with limiter.throttled():
        pass
    assert limiter.allowed == 8
    for _ in range(8):
        answer(limiter, time)
    assert limiter.allowed == 9
    for _ in range(200):
        answer(limiter, time)
    assert limiter.allowed == 16


def test_the_number_never_falls_below_one(time):
    limiter = Limiter(4, time)
    for _ in range(5):
        with limiter.throttled():
            pass
    assert limiter.allowed == 1


def test_everybody_waits_until_the_one_that_was_sent_away_has_waited(time):
    limiter, order, waiting = Limiter(16, time), [], threading.Event()

    def other():
        waiting.set()
        with limiter.slot(CancelToken(), time.wait):
            order.append("other")

    with limiter.throttled():
        thread = threading.Thread(target=other)
        thread.start()
        assert waiting.wait(5)
        order.append("sent away")
    thread.join(5)
    assert order == ["sent away", "other"]


@pytest.mark.parametrize(
    ("reset", "seconds"), [("1m30s", 90.0), ("500ms", 0.5), ("0.02h", 72.0), ("1h", LONGEST_PAUSE)]
)
@pytest.mark.parametrize("counted", COUNTED)
def test_an_empty_window_is_waited_for_as_long_as_the_server_says(time, counted, reset, seconds):
    limiter = Limiter(16, time)
    answer(limiter, time, {REMAINING + counted: "0", RESET + counted: reset})
    answer(limiter, time)
    assert time.waits == [seconds]


def test_a_window_with_room_is_not_waited_for(time):
    limiter = Limiter(16, time)
    answer(limiter, time, {REMAINING + "requests": "1", RESET + "requests": "1m30s"})
    answer(limiter, time)
    assert time.waits == []


def test_no_more_than_the_number_are_under_way(time):
    limiter, entered, leave, under_way = Limiter(2, time), threading.Semaphore(0), threading.Event(), []

    def work():
        with limiter.slot(CancelToken(), time.wait):
            under_way.append(1)
            entered.release()
            leave.wait(5)

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert entered.acquire(timeout=5)
    assert entered.acquire(timeout=5)
    assert not entered.acquire(timeout=0.2)
    assert len(under_way) == 2
    leave.set()
    for thread in threads:
        thread.join(5)
    assert len(under_way) == 5


def test_waiting_for_a_slot_ends_with_a_cancel(time):
    limiter, token = Limiter(1, time), CancelToken()
    with limiter.slot(CancelToken(), time.wait):
        token.set()
        with pytest.raises(Cancelled), limiter.slot(token, time.wait):
            pass
