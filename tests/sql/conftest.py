from __future__ import annotations

import sys

import pytest


@pytest.fixture
def calls():
    """How many functions an action calls: a measure of work that is the same on every machine."""

    def count(action):
        seen = 0

        def profile(_frame, event, _argument):
            nonlocal seen
            seen += event in {"call", "c_call"}

        before = sys.getprofile()
        sys.setprofile(profile)
        try:
            action()
        finally:
            sys.setprofile(before)
        return seen

    return count
