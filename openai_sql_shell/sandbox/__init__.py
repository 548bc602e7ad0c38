"""An embedded OpenAI-compatible server: for a first try without a key, and for tests.

Standard library only, loopback only. Imports the catalog, whose methods are its routes, and the errors.
"""

from __future__ import annotations

from openai_sql_shell.sandbox.server import Sandbox

__all__ = ["Sandbox"]
