"""Which column leads to which resource: read off the catalog's own names, so that a new resource joins without a word here.

A resource with a method that takes one part of the path and finds one object by it (``/files/{file_id}``) owns that name:
``file_id`` leads to files, and so do ``input_file_id`` and ``file_ids``.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Place, SqlVerb
from openai_sql_shell.classes import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Method, Resource

KEY = "id"


@frozen(slots=False)
class Relations:
    """The relations of a catalog, each looked up once."""

    catalog: Catalog
    _found: dict[str, dict[str, Resource]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, resource: Resource) -> Mapping[str, Resource]:
        """Where the columns of a resource lead, in order of its columns; hidden ones where no column says the same."""
        if resource.id not in self._found:
            self._found[resource.id] = dict(self._find(resource))
        return self._found[resource.id]

    def _find(self, resource: Resource) -> Iterator[tuple[str, Resource]]:
        stand_ins = {p.name for m in resource.methods for p in m.parameters if p.column not in (None, p.name)}
        for name in (column.name for column in (*resource.columns, *resource.hidden)):
            if name not in stand_ins and _last_word(name) in self._last_words:
                found = self.leads_to(resource, name)
                if found is not None and found is not resource:
                    yield name, found

    def leads_to(self, resource: Resource, name: str) -> Resource | None:
        """The resource whose identifiers a column or parameter holds: its own for its key."""
        if name == KEY or name in _own_keys(resource):
            return self.named(resource.same_objects) if resource.same_objects else resource
        return self.given_to(resource, name)

    def given_to(self, resource: Resource, name: str) -> Resource | None:
        """The resource whose identifiers a new object is given by this name, even where it becomes its own key."""
        return self._sibling(resource, name) or self._owner(name, resource.service)

    def named(self, name: str) -> Resource | None:
        """The resource of a name with its service."""
        found = self.catalog.resolve(name.split("."))
        return self.catalog.declaration(found[0]) if found else None

    @staticmethod
    def is_listed(resource: Resource) -> bool:
        """Its objects can be listed without a word about where they are."""
        return any(not m.required for m in resource.for_verb(SqlVerb.SELECT))

    def looks_like(self, identifier: str, resource: Resource) -> bool:
        """Whether an identifier may name an object of the resource, going by how it begins."""
        if resource.id_prefix is not None:
            return identifier.startswith(resource.id_prefix)
        return not any(identifier.startswith(prefix) for prefix in self._prefixes)

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        return tuple(r.id_prefix for r in self.catalog.resources if r.id_prefix)

    @cached_property
    def _finders(self) -> dict[str, list[tuple[tuple[str, ...], Resource]]]:
        """By the last part of the path: all its parts, and what is found by them."""
        found: dict[str, list[tuple[tuple[str, ...], Resource]]] = {}
        for resource in self.catalog.declarations():
            for keys in filter(None, map(_path_keys, resource.methods)):
                found.setdefault(keys[-1], []).append((keys, resource))
        return found

    @cached_property
    def _last_words(self) -> frozenset[str]:
        """How names that lead somewhere end; most names are ruled out by it."""
        return frozenset({KEY, *map(_last_word, self._finders)})

    def _sibling(self, resource: Resource, name: str) -> Resource | None:
        """A resource of the same service found by the same several names: ``vector_store_id`` and ``batch_id`` together."""
        for keys, other in self._finders.get(name, ()):
            near = other.service == resource.service and other is not resource
            if near and len(keys) > 1 and all(_knows(resource, key) for key in keys):
                return other
        return None

    def _owner(self, name: str, service: str) -> Resource | None:
        """The resource found by this name alone, or by the end of it; where there are several, one of the service."""
        words = (name.removesuffix("s") if name.endswith("_ids") else name).split("_")
        for begin in range(len(words)):
            finders = self._finders.get("_".join(words[begin:]), ())
            found = [resource for keys, resource in finders if len(keys) == 1]
            if found:
                return min(found, key=lambda resource: resource.service != service)
        return None


def _last_word(name: str) -> str:
    return name.rpartition("_")[2]


def _knows(resource: Resource, name: str) -> bool:
    """A column or a parameter of the resource has the name."""
    return resource.column(name) is not None or any(m.parameter(name) for m in resource.methods)


def _own_keys(resource: Resource) -> set[str]:
    """Parameters that fix the resource's own key."""
    return {
        p.name for m in resource.methods for p in m.parameters if p.column == KEY and p.place is Place.PATH
    }


def _path_keys(method: Method) -> tuple[str, ...]:
    """The names that together find one object; empty where the method finds none by its id."""
    in_path = [p for p in method.parameters if p.place is Place.PATH]
    return tuple(p.name for p in in_path) if any(p.column == KEY for p in in_path) else ()
