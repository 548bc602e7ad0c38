"""Where a call's object is: from the path of a request to the parents and the key of a record. 404 for what is not there.

Comes in: resource, method, path parameters. Goes out: the record's table, its parents and its key, or the records themselves.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.sandbox import seeds
from openai_sql_shell.sandbox.http_errors import HttpError, bad_request
from openai_sql_shell.sandbox.messages import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Record
    from openai_sql_shell.sandbox.router import Route
    from openai_sql_shell.sandbox.store import Store


@cache
def parents_of(resource: Resource) -> tuple[str, ...]:
    """The path parameters under which a resource's objects stand: those of its list, or of what makes one."""
    lists = [m for m in resource.methods if m.http == "GET" and m.returns is Returns.LIST]
    makers = [m for m in resource.methods if m.verb == "INSERT"]
    first = next(iter([*lists, *makers]), None)
    if first is not None:
        return first.path_parameters
    if not resource.methods:
        return ()
    keys = {p.name for p in resource.methods[0].parameters if p.column == "id"}
    return tuple(name for name in resource.methods[0].path_parameters if name not in keys)


@cache
def key_parameter(resource: Resource, method: Method) -> str | None:
    """The path parameter that is the object's own key; None: the method is about all of them, or about the only one."""
    parents = parents_of(resource)
    return next((name for name in reversed(method.path_parameters) if name not in parents), None)


def parent_key(resource: Resource, path: Mapping[str, str]) -> str:
    """What the records of one parent have in common; empty at the top."""
    return "/".join(path[name] for name in parents_of(resource))


def full_key(parent: str, key: str) -> str:
    """The key of a record in its table: ids that are given by people are unique within their parent only."""
    return f"{parent}/{key}"


def records_of(store: Store, table: str, parent: str = "") -> list[Record]:
    """The records of one parent, oldest first; those that are dated in the future are not there yet."""
    seeds.ensure(store, table)
    now = store.now()
    found = store[table].children(parent)
    return [r for r in found if r.fields.get("created_at") is None or r.fields["created_at"] <= now]


def get(store: Store, table: str, key: str, parent: str = "") -> Record | None:
    """One record; None where there is none."""
    seeds.ensure(store, table)
    return store[table].get(full_key(parent, key))


def find(store: Store, table: str, key: str, parent: str = "", *, param: str | None = None) -> Record:
    """One record.

    Raises:
        HttpError: 404, there is none.
    """
    record = get(store, table, key, parent)
    if record is None:
        raise no_such(table, key, param)
    return record


def no_such(table: str, key: str, param: str | None = None) -> HttpError:
    """HTTP 404 for one object."""
    name = SINGULAR.get(table) or table.split(".")[1].removesuffix("s").replace("_", " ")
    return HttpError(404, f"No {name} found with id '{key}'.", param=param)


SINGULAR = {"chat.completions": "chat completion", "evals.runs": "eval run", "projects.project_users": "user"}
"""What the objects of a table are called where its name does not say so."""


def check_parents(store: Store, call: OperationCall) -> None:
    """Every object that the path goes through exists, and lets itself be changed where that is what a call does.

    Raises:
        HttpError: 404, one is not there; 400, one cannot be changed.
    """
    segments = call.method.path.strip("/").split("/")
    for end in range(2, len(segments)):
        if segments[end - 1][0] != "{":
            continue
        path = "/".join(call.path.get(s[1:-1], "") if s[0] == "{" else s for s in segments[:end])
        for route, found in _readers(call, path):
            if route.method.http != "GET" or route.method.returns is not Returns.OBJECT:
                continue
            if table_of(route.resource) != call.table:
                parent = _parent_record(store, route.resource, route.method, found)
                if parent is not None and call.method.http != "GET":
                    check_unlocked(table_of(route.resource), parent)
                break


def _readers(call: OperationCall, path: str) -> list[tuple[Route, dict[str, str]]]:
    """Routes that may read the object of a path; roles of a project are found below another path than the project."""
    if call.router is None:
        return []
    other = f"organization/{path}" if path.startswith("projects/") else ""
    return call.router.fitting(path) or (call.router.fitting(other) if other else [])


def _parent_record(
    store: Store, resource: Resource, method: Method, path: Mapping[str, str]
) -> Record | None:
    name = key_parameter(resource, method)
    if name is None:
        return None
    return find(store, table_of(resource), path[name], parent_key(resource, path), param=name)


PREDEFINED = ("predefined_role", True, "A predefined role cannot be changed or removed.")
LOCKED: dict[str, tuple[str, object, str]] = {
    "projects.projects": ("status", "archived", "The project is archived: nothing of it can be changed."),
    "roles.project_roles": PREDEFINED,
    "roles.roles": PREDEFINED,
}
"""What keeps an object of a table from being changed: a column, its value, and what is said then."""


def check_unlocked(table: str, record: Record) -> None:
    """An object can be changed, and what stands below it.

    Raises:
        HttpError: 400, it cannot.
    """
    column, value, message = LOCKED.get(table, ("", None, ""))
    if column and record.fields.get(column) == value:
        raise bad_request(message)
