"""Ids of objects that are there, for examples that shall run: looked up in the list of a resource, or of an object made by its own example."""

from __future__ import annotations

from openai_sql_shell.catalog.model import Place, SqlVerb
from openai_sql_shell.errors import OpenAISqlError
from openai_sql_shell.reference.example_values import made_up_id
from openai_sql_shell.reference.examples import examples
from openai_sql_shell.sql.tokens import identifier, quote_string

PURPOSES = {"input_file_id": "batch", "training_file": "fine-tune"}
"""What a file must be for, by the parameter that names it; any will do elsewhere."""


class LiveIds:
    """Ids for the examples of one statement: the same object wherever the same resource is meant."""

    def __init__(self, harness, relations, resource, verb):
        """The statement is about ``resource``; what it changes is made for the purpose where that can be done."""
        self._harness = harness
        self._relations = relations
        self._own = resource if verb is not SqlVerb.INSERT else None
        self._fresh = verb not in (SqlVerb.SELECT, SqlVerb.INSERT)
        self._found = {}

    def __call__(self, resource, name):
        if self._own is not None and name in own_keys(self._own):
            resource = self._own
        if resource is None:
            return made_up_id(None, name)
        key = resource.id, PURPOSES.get(name)
        if key not in self._found:
            self._found[key] = made_up_id(resource, name)  # what the search for one stumbles over
            self._found[key] = self._find(resource, name)
        return self._found[key]

    def _find(self, resource, name):
        ways = [self._listed, self._made]
        if (self._fresh and resource is self._own) or name in PURPOSES:
            ways.reverse()
        for way in ways:
            found = way(resource, name)
            if found is not None:
                return found
        return made_up_id(resource, name)

    def _listed(self, resource, _name):
        """The id of the first object of a list."""
        lists = [m for m in resource.for_verb(SqlVerb.SELECT) if m.returns == "list"]
        if not lists or "id" not in resource.by_column:
            return None
        wanted = [p for p in lists[0].required if p.place is Place.PATH]
        clauses = [
            f"{identifier(p.column or p.name)} = {quote_string(self._of(resource, p))}" for p in wanted
        ]
        where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
        return self._first(f"SELECT id FROM {resource.id}{where} LIMIT 1")

    def _of(self, resource, parameter):
        owner = self._relations.leads_to(resource, parameter.name)
        return self(owner, parameter.name)

    def _made(self, resource, name):
        """The id of a new object."""
        for example in examples(resource, self._relations, self):
            if example.verb is SqlVerb.INSERT and "id" in resource.by_column:
                sql = example.sql.removesuffix("*") + "id"
                if name in PURPOSES:
                    sql = sql.replace("'assistants'", quote_string(PURPOSES[name]))
                return self._first(sql)
        return None

    def _first(self, sql):
        try:
            rows = self._harness.rows(sql)
        except OpenAISqlError:
            return None
        return next((row[0] for row in rows if row[0] is not None), None)


def own_keys(resource):
    """The parameters that say which object of a resource is meant."""
    paths = (p for m in resource.methods for p in m.parameters if p.place is Place.PATH)
    return {p.name for p in paths if p.column == "id"}
