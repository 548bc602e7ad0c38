"""The published tests of PEP 249 against the driver, on tables of a session; what does not apply, with its reason.

As a program it runs them; `make conformance` installs them, which nothing else needs.
"""

from __future__ import annotations

import unittest

import openai_sql_shell

NOT_APPLICABLE = {
    "test_nextset": "optional, and absent: a statement has one result",
    "test_setoutputsize": "it has no effect here, and the test demands one of its own",
}


def tests() -> type[unittest.TestCase]:
    """All of them."""
    import dbapi20

    unittest.TestCase.failUnless = unittest.TestCase.assertTrue  # what it was called when they were written
    unittest.TestCase.assertEquals = unittest.TestCase.assertEqual
    own = {"driver": openai_sql_shell, "connect_kw_args": {"sandbox": True, "mode": "full"}}
    own |= {name: unittest.skip(why)(lambda _self: None) for name, why in NOT_APPLICABLE.items()}
    return type("Driver", (dbapi20.DatabaseAPI20Test,), own)


if __name__ == "__main__":
    found = unittest.defaultTestLoader.loadTestsFromTestCase(tests())
    raise SystemExit(not unittest.TextTestRunner().run(found).wasSuccessful())
