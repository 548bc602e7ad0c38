"""Operations of resources that no module of `resources` serves, as their declarations alone allow: whole lists, and objects by their id."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Place, Returns, SqlVerb
from openai_sql_shell.sandbox.pages import page
from openai_sql_shell.sandbox.resources import find

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.sandbox.messages import Operation, OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store


def declared_operation(resource: Resource, method: Method) -> Operation | None:
    """What a method that reads does, on the table of the resource's full name; None for any other method."""
    if method.verb is SqlVerb.SELECT and method.http == "GET":
        if method.returns is Returns.LIST and not method.path_parameters:
            return partial(_list, resource.id)
        if any(p.place is Place.PATH and p.column == "id" for p in method.parameters):
            return partial(_read, resource.id)
    return None


def _list(table: str, store: Store, call: OperationCall) -> Json:
    filters = {p.column: call.query[p.name] for p in call.method.parameters if p.name in call.query}
    kept = [r for r in store[table].all() if all(r.fields.get(k or "") == v for k, v in filters.items())]
    return page(kept, call)


def _read(table: str, store: Store, call: OperationCall) -> Json:
    [key] = [call.path[p.name] for p in call.method.parameters if p.place is Place.PATH and p.column == "id"]
    return find(store, table, key).fields
