"""A value that is made once, by whoever needs it first."""

import threading

import pytest

from openai_sql_shell.cli.launch import Lazy


def test_two_threads_get_the_same_value_and_it_is_made_once():
    made, going, go_on = [], threading.Event(), threading.Event()

    def make():
        going.set()
        go_on.wait(10)
        made.append(object())
        return made[-1]

    value, found = Lazy(make), []
    threads = [threading.Thread(target=lambda: found.append(value())) for _ in range(2)]
    threads[0].start()
    assert going.wait(10)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert found == made * 2


def test_what_failed_is_tried_again():
    answers = iter([OSError("busy"), 42])

    def make():
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    value = Lazy(make)
    with pytest.raises(OSError, match="busy"):
        value()
    assert value() == 42


def test_nothing_is_made_after_it_was_closed():
    made = []
    value = Lazy(lambda: made.append(1))
    value.close()
    with pytest.raises(RuntimeError):
        value()
    assert made == []
