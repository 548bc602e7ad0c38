"""One test for many things that keep the same promise, where a test for each would cost more than all the checks."""

from __future__ import annotations

from inspect import signature

import pytest


def each(things, name):
    """Make a test of a check, whose first argument is a thing and whose others are fixtures that no check changes.

    It is run on every thing; all that fail are told, each behind its name.
    """

    def of(check):
        def test(**fixtures):
            failed = []
            for thing in things:
                try:
                    check(thing, **fixtures)
                except Exception as error:  # noqa: BLE001 - whatever comes out is told, with whose it is
                    failed.append(f"{name(thing)}: {type(error).__name__}: {error}")
            if failed:
                pytest.fail("\n".join(failed), pytrace=False)

        takes = signature(check)
        test.__signature__ = takes.replace(parameters=list(takes.parameters.values())[1:])
        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return of
