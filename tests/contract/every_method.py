"""One statement for each method of the catalog that gives all its parameters, and the answer that is declared of it."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import DataType, Place, Returns, SqlVerb

METHODS = {
    f"{r.id}.{m.name}": (r, m)
    for r in Catalog().declarations()
    for m in r.methods
    if m.path and not m.gathers
}
"""Those that make a request."""

SAMPLES = {
    DataType.STRING: "text",
    DataType.INTEGER: 3,
    DataType.NUMBER: 0.5,
    DataType.BOOLEAN: True,
    DataType.OBJECT: {"key": "value"},
    DataType.ARRAY: ["one", "two"],
    DataType.ANY: "text",
}


class Declared:
    """Answers as is declared of `method`."""

    resource = method = None

    def __call__(self, _verb, path, _body):
        method = self.method
        if method.returns is Returns.LIST:
            return {"object": "list", "data": [], "has_more": False}
        if method.returns in (Returns.BINARY, Returns.EMPTY):
            return b"bytes" if method.returns is Returns.BINARY else b""
        found = {c.name: SAMPLES[c.type] for c in method.answers(self.resource)}
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", method.path)
        named = re.fullmatch(pattern, path.partition("?")[0]).groupdict()
        keys = [
            unquote(named[p.name]) for p in method.parameters if p.place is Place.PATH and p.column == "id"
        ]
        return {**found, "id": (keys or ["id-1"])[0], "deleted": True}


def asked(method):
    """The parameters that one call can have at once, without those of this machine that are optional."""
    chosen = []
    for parameter in method.parameters:
        excluded = any(parameter.name in p.excludes or p.name in parameter.excludes for p in chosen)
        if not excluded and (parameter.place is not Place.LOCAL or parameter.required):
            chosen.append(parameter)
    return chosen


def statement(resource, method, values):
    """SQL that uses a method with values, by parameter name."""
    given = [(p, literal(values[p.name])) for p in asked(method) if p.name in values]
    if method.verb is SqlVerb.EXEC:
        return f"EXEC {resource.id}.{method.name} " + ", ".join(f"@{p.name} = {v}" for p, v in given)
    if method.verb is SqlVerb.INSERT:
        names = ", ".join(f'"{p.name}"' for p, _ in given)
        return f"INSERT INTO {resource.id} ({names}) VALUES ({', '.join(v for _, v in given)})"
    fixed = [(p, v) for p, v in given if p.place is not Place.BODY or method.verb is SqlVerb.SELECT]
    where = " AND ".join(f'"{p.sql_name}" = {v}' for p, v in fixed)
    where = f" WHERE {where}" if where else ""
    if method.verb is SqlVerb.UPDATE:
        changed = ", ".join(f'"{p.name}" = {v}' for p, v in given if p.place is Place.BODY)
        return f"UPDATE {resource.id} SET {changed}{where}"
    if method.verb is SqlVerb.DELETE:
        return f"DELETE FROM {resource.id}{where}"
    return f"SELECT count(*) FROM {resource.id}{where}"


def literal(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value)
    return "'" + text.replace("'", "''") + "'"
