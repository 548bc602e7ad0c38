"""PEP 249: a `Session` as Python's database programs know one, with connections and cursors.

Statements and parameters come in, tuples and the errors of PEP 249 go out. No logic of its own: what a statement may do, the session decides.
What the module of a driver has to have stands in the package itself, loaded with its first use.
"""

from __future__ import annotations
