"""Ids of objects that are there, for examples that shall run: looked up in lists, or of objects that their own examples make."""

from __future__ import annotations

from itertools import islice

from openai_sql_shell.catalog.model import Place, Returns, SqlVerb
from openai_sql_shell.errors import OpenAISqlError
from openai_sql_shell.reference.example_values import Values, made_up_id
from openai_sql_shell.reference.examples import call_example
from openai_sql_shell.sql.tokens import identifier, quote_string

PURPOSES = {"input_file_id": "batch", "training_file": "fine-tune"}
"""What a file must be for, by the parameter that names it; any will do elsewhere."""
ONLY = {"openai.models.models": "id LIKE 'ft:%'"}
"""Which objects of a resource may be changed."""
MADE_WITH = {"cancel_response": ("background", "true"), "update_chat_completion": ("store", "true")}
"""What an object must have been made with for a method to be called."""
A_WHILE = 600
"""Seconds in which the sandbox's jobs are done."""
MANY = 8
"""Parents that are looked at for one that has children."""


class LiveIds:
    """Ids for the examples of one statement: the same object wherever the same resource is meant."""

    def __init__(self, harness, relations, resource, verb):
        """The statement is about ``resource``; what it changes is made for the purpose where that can be done."""
        self._harness = harness
        self._relations = relations
        self._own = resource if verb is not SqlVerb.INSERT else None
        self._fresh = verb in (SqlVerb.UPDATE, SqlVerb.DELETE, SqlVerb.EXEC)
        self._found = {}
        if len(parents_of(resource)) > 1:  # not any two belong together
            around = next(self._objects(resource), {})
            self._found = {(name, None): value for name, value in around.items() if name != resource.id}
        key = key_of(resource)
        for parameter in [*([key] if key and self._own else []), *reversed(parents_of(resource))]:
            self(self._owner(resource, parameter), parameter.name)

    def __call__(self, resource, name):
        """What `examples` asks for."""
        own = key_of(self._own) if self._own is not None else None
        if own is not None and name == own.name:
            resource = self._own
        if resource is None:
            return made_up_id(None, name)
        known = resource.id, PURPOSES.get(name)
        if known not in self._found:
            self._found[known] = made_up_id(resource, name)  # what the search for one stumbles over
            ways = [self._listed, self._made]
            if self._fresh or name in PURPOSES:
                ways.reverse()
            found = (way(resource, name) for way in ways)
            self._found[known] = next((i for i in found if i is not None), self._found[known])
        return self._found[known]

    def _owner(self, resource, parameter):
        return self._relations.leads_to(resource, parameter.name)

    def _listed(self, resource, _name):
        """The first object of a list, whatever parents it has; theirs are the ids to use from here on."""
        found = next(self._objects(resource), None)
        self._found |= {(name, None): value for name, value in (found or {}).items()}
        return found and found[resource.id]

    def _objects(self, resource):
        """The ids of objects of a resource and of their parents, by resource."""
        lists = [m for m in resource.for_verb(SqlVerb.SELECT) if m.returns is Returns.LIST]
        for above in self._parents(resource, lists[0]) if lists else ():
            owned = {p: self._owner(resource, p) for p in parents_of(resource)}
            given = {
                p.column or p.name: above[o.id] if o else made_up_id(None, p.name) for p, o in owned.items()
            }
            for row in self._rows(self._query(resource, given), wait=bool(given)):
                yield {**above, resource.id: row[0]}

    def _parents(self, resource, method):
        """Ids of the parents that a list can be asked for, the innermost first: it tells what is around it."""
        found = [{}]
        for parameter in reversed([p for p in method.required if p.place is Place.PATH]):
            owner = self._owner(resource, parameter)
            if owner is not None:
                found = [{**more, **one} for one in found for more in self._around(owner, one)]
        return found

    def _around(self, owner, known):
        settled = known.get(owner.id) or self._found.get((owner.id, None))
        if settled is not None:
            return [{owner.id: settled}]
        return list(islice(self._objects(owner), MANY)) or [{owner.id: self(owner, "id")}]

    def _query(self, resource, given):
        key = key_of(resource)
        wanted = [f"{identifier(name)} = {quote_string(value)}" for name, value in given.items()]
        wanted += [ONLY[resource.id]] if self._fresh and resource.id in ONLY else []
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        return f"SELECT {(key and key.column) or 'id'} FROM {resource.id}{where} LIMIT {MANY}"

    def _made(self, resource, name):
        """The id of a new object."""
        method = next(iter(resource.for_verb(SqlVerb.INSERT)), None)
        if method is None or not resource.columns:
            return None
        own, self._own = self._own, None
        sql = call_example(resource, method, Values(resource, self._relations, self)).sql
        self._own = own
        key = key_of(resource)
        sql = sql.removesuffix("*") + f"{(key and key.column) or 'id'}, *"
        if name in PURPOSES:
            sql = sql.replace("'assistants'", quote_string(PURPOSES[name]))
        for method_name, (property_name, value) in MADE_WITH.items():
            if self._fresh and resource.method(method_name):
                sql = sql.replace(" (", f" ({property_name}, ", 1).replace("VALUES (", f"VALUES ({value}, ")
        return next((row[0] for row in self._rows(sql)), None)

    def _rows(self, sql, *, wait=False):
        """What a query finds, if need be after a while."""
        for _ in range(1 + wait):
            try:
                rows = [row for row in self._harness.rows(sql) if row[0] is not None]
            except OpenAISqlError:
                return []
            if rows:
                return rows
            self._harness.time.seconds += A_WHILE * wait
        return []


def parents_of(resource):
    """The parameters that say where the objects of a resource stand."""
    lists = [m for m in resource.methods if m.verb is SqlVerb.SELECT and m.returns is Returns.LIST]
    first = next(iter([*lists, *resource.for_verb(SqlVerb.INSERT)]), None)
    if first is not None:
        return [first.parameter(name) for name in first.path_parameters]
    found = [p for m in resource.methods[:1] for p in m.parameters if p.place is Place.PATH]
    return [p for p in found if p.column != "id"]


def key_of(resource):
    """The parameter that says which object of a resource is meant."""
    parents = {p.name for p in parents_of(resource)}
    found = (p for m in resource.methods for p in m.parameters if p.place is Place.PATH)
    return next((p for p in found if p.name not in parents), None)
