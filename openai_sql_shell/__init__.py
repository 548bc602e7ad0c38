"""The OpenAI platform as a database."""

from __future__ import annotations

__version__ = "0.1.0"
