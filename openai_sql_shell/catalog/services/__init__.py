"""The declarations: one module a service, each holding its own as ``SERVICE``. A new module is found by being here."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Service

SERVICES: tuple[Service, ...] = tuple(
    import_module(f"{__name__}.{name}").SERVICE
    for name in sorted(module.name for module in iter_modules(__path__))
)
"""Every service, by name."""

DESCRIBED_ON = "2026-08-21"
"""The date of the API description these declarations follow."""
