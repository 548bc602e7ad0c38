"""A program that keeps the spans it is told of, as long as a test runs."""

from __future__ import annotations

import pytest
from opentelemetry import trace
from telemetry.spans import Kept


@pytest.fixture
def kept(monkeypatch):
    kept = Kept()
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", kept.provider)
    return kept
