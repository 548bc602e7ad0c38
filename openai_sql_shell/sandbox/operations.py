"""What the sandbox can do: the operation of each method it serves, and what happens to a record whose time has come.

A method of the catalog is served by the function of its name in a module of its service; where the service has no module, by
what its declaration says alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import resources
from openai_sql_shell.sandbox.declared import declared_operation
from openai_sql_shell.sandbox.resources import batch_stages, files, store_files, uploads

if TYPE_CHECKING:
    from collections.abc import Callable

    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.sandbox.messages import Operation
    from openai_sql_shell.sandbox.records import Record
    from openai_sql_shell.sandbox.store import Store

MODULES = {
    "batch": ("batches",),
    "files": ("files",),
    "models": ("models",),
    "uploads": ("uploads",),
    "vector_stores": ("vector_stores", "store_files", "file_batches"),
}
"""The modules of `resources` with the operations of a service, imported with its first request."""

WHEN_DUE: dict[str, Callable[[Store, Record, float], None]] = {
    "batches": batch_stages.advance,
    "files": files.expire,
    "store_files": store_files.finish,
    "uploads": uploads.expire,
}
"""What happens to a record of each table when it is due."""


def operation_of(resource: Resource, method: Method) -> Operation | None:
    """What a method does; None: the sandbox does not serve it."""
    for name in MODULES.get(resource.service, ()):
        operation: Operation | None = getattr(
            import_module(f"{resources.__name__}.{name}"), method.name, None
        )
        if operation is not None:
            return operation
    return declared_operation(resource, method)


def advance_due(store: Store) -> None:
    """Bring every record up to the present, in the order in which they were due.

    No thread runs for this: it is called before each request, so that nobody can tell the difference.
    """
    for at, table, record in store.due():
        WHEN_DUE[table](store, record, at)
