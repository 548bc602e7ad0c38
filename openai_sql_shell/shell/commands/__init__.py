"""Backslash commands: a line in, what it does to the shell out. Each is a row of a table with an example that is run by the tests.

`registry` gathers the tables. They may import output, history and completion, never the editor.
"""
