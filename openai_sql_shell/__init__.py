"""The OpenAI platform as a database. The map of the package is its README.md; the way in for a program is `Session`."""

from __future__ import annotations

__version__ = "0.1.0"
