"""Backslash commands: each a row of a table; see `registry`."""
