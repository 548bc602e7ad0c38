"""The declarations: a module for each service, of its name, or a package of a large one, each with its own as ``SERVICE``.

A new one is found by being here.

None is imported before somebody asks for it; what is known of each before that is in `catalog/index`.
"""

from __future__ import annotations

import os
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Service

DESCRIBED_ON = "2026-08-21"
"""The date of the API description these declarations follow."""


def service_modules() -> list[str]:
    """The names of all modules, which are those of their services."""
    # pkgutil would tell the same, and load ``inspect`` for that; pathlib is as slow to load
    names = {name.partition(".")[0] for folder in __path__ for name in os.listdir(folder)}  # noqa: PTH208
    return sorted(name for name in names if name and not name.startswith("_"))


def load(name: str) -> Service:
    """The declaration of a service; its module is imported where it was not yet."""
    service: Service = import_module(f"{__name__}.{name}").SERVICE
    return service


def is_loaded(name: str) -> bool:
    """Whether the module of a service has been imported: it is an attribute of its package then."""
    return name in globals()


def __getattr__(name: str) -> tuple[Service, ...]:
    """``SERVICES``: every declaration, by name; for those who look at all of them."""
    if name == "SERVICES":
        return tuple(map(load, service_modules()))
    raise AttributeError(name)
