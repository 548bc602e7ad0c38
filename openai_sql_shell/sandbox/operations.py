"""What the sandbox can do: the operation of each method it serves, and what happens to a record whose time has come.

A method of the catalog is served once a resource's module has a function of its name.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.services import SERVICES
from openai_sql_shell.sandbox import resources
from openai_sql_shell.sandbox.resources import batch_stages, files, store_files, uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.catalog.model import Method
    from openai_sql_shell.sandbox.messages import Operation
    from openai_sql_shell.sandbox.records import Record
    from openai_sql_shell.sandbox.store import Store

_DECLARED = {
    method.name: method
    for service in SERVICES
    for resource in service.resources
    for method in resource.methods
}

OPERATIONS: dict[str, Operation] = {
    name: function
    for module in iter_modules(resources.__path__, f"{resources.__name__}.")
    for name, function in vars(import_module(module.name)).items()
    if name in _DECLARED
}
"""What each served method does, by its name in the catalog."""

METHODS: dict[str, Method] = {name: method for name, method in _DECLARED.items() if name in OPERATIONS}
"""The declarations of the served methods."""

WHEN_DUE: dict[str, Callable[[Store, Record, float], None]] = {
    "batches": batch_stages.advance,
    "files": files.expire,
    "store_files": store_files.finish,
    "uploads": uploads.expire,
}
"""What happens to a record of each table when it is due."""


def advance_due(store: Store) -> None:
    """Bring every record up to the present, in the order in which they were due.

    No thread runs for this: it is called before each request, so that nobody can tell the difference.
    """
    for at, table, record in store.due():
        WHEN_DUE[table](store, record, at)
