"""The garbage collector while a program loads."""

import gc

import pytest

from openai_sql_shell.cli.main import paused_collector, resume_collector


@pytest.fixture(autouse=True)
def collector():
    yield
    gc.enable()
    gc.unfreeze()


def test_it_rests_until_it_is_told_to_go_on():
    with paused_collector():
        assert not gc.isenabled()
        resume_collector()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
        resume_collector()
    assert gc.isenabled()


def test_nothing_is_left_to_be_looked_at_on_the_way_out():
    with paused_collector():
        resume_collector()
        made = [[] for _ in range(1_000)]
    assert made
    assert len(gc.get_objects()) < 1_000


def test_it_goes_on_when_loading_failed():
    with pytest.raises(OSError, match="gone"), paused_collector():
        raise OSError("gone")
    assert gc.isenabled()
