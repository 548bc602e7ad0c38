"""What the sandbox can do: the operation of each method it serves, and what happens to a record whose time has come.

Three places are asked, in this order: the tables of `services` (operations with ways of their own, by resource and method), the modules
of `resources` (a function of the method's name), and the general engine in `generic`, which follows the declarations.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import buckets, lifecycles, resources, services
from openai_sql_shell.sandbox.generic import operation as generic_operation
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
"""The modules of `resources` with all operations of a service, imported with its first request."""

WHEN_DUE: dict[str, Callable[[Store, Record, float], None]] = {
    "batches": batch_stages.advance,
    "files": files.expire,
    "store_files": store_files.finish,
    "uploads": uploads.expire,
}
"""What happens to a record of each table when it is due; the tables of `lifecycles` besides."""


WHOLE: dict[str, Operation] = {"costs": buckets.costs, "usage": buckets.usage}
"""Services all of whose methods do the same."""


def operation(resource: Resource, method: Method) -> Operation:
    """What a declared method does."""
    if resource.service in WHOLE:
        return WHOLE[resource.service]
    for name in MODULES.get(resource.service, ()):
        named: Operation | None = getattr(import_module(f"{resources.__name__}.{name}"), method.name, None)
        if named is not None:
            return named
    special = _specials(resource.service).get(f"{resource.service}.{resource.name}.{method.name}")
    return special or generic_operation(method)


@cache
def _specials(service: str) -> dict[str, Operation]:
    """A service's own operations, by ``service.resource.method``; empty where it has none."""
    names = services.MODULES.get(service, ())
    return {k: v for n in names for k, v in import_module(f"openai_sql_shell.sandbox.{n}").OPERATIONS.items()}


def advance_due(store: Store) -> None:
    """Bring every record up to the present, in the order in which they were due.

    No thread runs for this: it is called before each request, so that nobody can tell the difference.
    """
    for at, table, record in store.due():
        if table in WHEN_DUE:
            WHEN_DUE[table](store, record, at)
        else:
            lifecycles.advance(store, table, record, at)
