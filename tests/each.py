"""One test for many things that keep the same promise, where a test for each would cost more than all the checks."""

from __future__ import annotations

import pytest


def each(things, name):
    """Make a test of a check: it is run on every thing, and all that fail are told, each behind its name."""

    def of(check):
        def test():
            failed = []
            for thing in things:
                try:
                    check(thing)
                except Exception as error:  # noqa: BLE001 - whatever comes out is told, with whose it is
                    failed.append(f"{name(thing)}: {type(error).__name__}: {error}")
            if failed:
                pytest.fail("\n".join(failed), pytrace=False)

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return of
