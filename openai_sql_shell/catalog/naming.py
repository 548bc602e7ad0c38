"""Which resource, method and statement an operation becomes, by its tag, its path, its verb and its name.

Comes in: the operations of a document and a tag. Goes out: drafts for `ServiceDraft`. The rule knows no single operation; what is
wrong by it, a person mends in the draft.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.draft import MethodDraft, ResourceDraft
from openai_sql_shell.catalog.model import Returns, SqlVerb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openai_sql_shell.catalog.openapi import Operation

    Paths = Mapping[str, Mapping[str, Operation]]
    """The operations of each path, by their verbs."""

ORGANIZATION = "organization"
"""The first word of many paths; it says nothing about what is behind it."""
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
_PLURAL = re.compile(r"((?<=[cs]h)es|(?<=x)es|(?<=ss)es|s)$")
_CHANGES = {"DELETE": SqlVerb.DELETE, "PUT": SqlVerb.UPDATE, "PATCH": SqlVerb.UPDATE}


def snake_case(text: str) -> str:
    """Words as a name.

    >>> snake_case("listFineTuningJobs"), snake_case("usage-costs"), snake_case("CreateAnAPIKey"), snake_case("2fa")
    ('list_fine_tuning_jobs', 'usage_costs', 'create_an_api_key', 'n2fa')
    """
    name = "_".join(filter(None, _WORDS.split(text))).lower()
    return f"n{name}" if name[:1].isdigit() else name


def service_of(operation: Operation) -> str:
    """The service of an operation: its tag, or else the first telling word of its path."""
    words = [word for word in operation.path.split("/") if word and word != ORGANIZATION]
    return snake_case(operation.tag or words[0])


def resources_of(service: str, operations: Iterable[Operation]) -> list[ResourceDraft]:
    """The resources of a service with their methods, in the order of the document."""
    paths: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.http] = operation
    chosen = [o for verbs in paths.values() for o in verbs.values() if service_of(o) == service]
    names = _names(dict.fromkeys(_collection(o, paths) for o in chosen))
    found: dict[str, ResourceDraft] = {}
    for operation in chosen:
        name = names[_collection(operation, paths)]
        resource = found.setdefault(name, ResourceDraft(name))
        method = _free(snake_case(operation.id) or f"{operation.http.lower()}_{name}", resource)
        resource.methods.append(MethodDraft(method, _verb(operation, paths), operation))
    for resource in found.values():
        resource.deprecated = all(m.operation.deprecated for m in resource.methods)
    return list(found.values())


def _free(name: str, resource: ResourceDraft) -> str:
    """A name that no method of the resource has."""
    taken = {method.name for method in resource.methods}
    return next(n for n in (name, *(f"{name}_{i}" for i in range(2, len(taken) + 3))) if n not in taken)


def _verb(operation: Operation, paths: Paths) -> SqlVerb:
    if operation.http in _CHANGES:
        return _CHANGES[operation.http]
    if operation.http == "GET":
        return SqlVerb.EXEC if operation.returns is Returns.BINARY else SqlVerb.SELECT
    if _is_action(operation, paths):
        return SqlVerb.EXEC
    read = paths[operation.path].get("GET")
    alone = read is not None and read.returns is Returns.OBJECT
    return SqlVerb.UPDATE if alone or operation.path.endswith("}") else SqlVerb.INSERT


def _collection(operation: Operation, paths: Paths) -> str:
    """The path under which the objects stand that an operation is about."""
    path = operation.path
    if _is_action(operation, paths) or operation.returns is Returns.BINARY:
        path = path.rpartition("/")[0] or path
    return re.sub(r"(/\{[^}]*\})+$", "", path) or path


def _is_action(operation: Operation, paths: Paths) -> bool:
    """The last word of the path says what is to be done with what the rest of it names."""
    parent, _, last = operation.path.rpartition("/")
    if operation.http != "POST" or last.startswith("{"):
        return False
    path = operation.path
    if "GET" in paths[path] or any(other.startswith(f"{path}/{{") for other in paths):
        return False
    words = [word for word in parent.split("/") if word and word[0] != "{"]
    return parent in paths or (not _is_plural(last) and bool(words) and _is_plural(words[-1]))


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def _names(collections: Iterable[str]) -> dict[str, str]:
    """A name for each path: its last word, behind the one before where a shorter path has that name.

    >>> _names(["/projects/{id}/roles", "/organization/roles"])
    {'/organization/roles': 'roles', '/projects/{id}/roles': 'project_roles'}
    """
    found: dict[str, str] = {}
    for path in sorted(collections, key=lambda p: (p.count("/"), p)):
        *before, name = [snake_case(word) for word in path.split("/") if word and word[0] != "{"] or ["root"]
        while name in found.values() and before:
            name = f"{_PLURAL.sub('', before.pop())}_{name}"
        number = 2
        while name in found.values():
            name, number = f"{name.rstrip('0123456789')}{number}", number + 1
        found[path] = name
    return found
