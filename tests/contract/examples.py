"""Values that a schema of the API's description allows, made from the schema alone."""

from __future__ import annotations

DEEPEST = 8


class Examples:
    """Makes values for the parameters and properties of operations; ``valid`` says whether a schema allows one."""

    def __init__(self, document, valid):
        self._document = document
        self._valid = valid

    def of_operation(self, http, path):
        """A value by name for every parameter of the query and every property of the body."""
        item = self._document["paths"][path]
        operation = item[http.lower()]
        found = {}
        for parameter in map(self._resolved, [*item.get("parameters", ()), *operation.get("parameters", ())]):
            if parameter["in"] == "query":
                found[parameter["name"]] = self.of(parameter.get("schema", {}))
        content = self._resolved(operation.get("requestBody", {})).get("content", {})
        for kind in ("application/json", "multipart/form-data"):
            for name, schema in self._properties(content.get(kind, {}).get("schema", {})).items():
                found.setdefault(name, self.of(schema))
        return found

    def sent_with_files(self, http, path):
        """The properties of a body that has files in it."""
        body = self._resolved(self._document["paths"][path][http.lower()].get("requestBody", {}))
        return set(self._properties(body.get("content", {}).get("multipart/form-data", {}).get("schema", {})))

    def of(self, schema, depth=0):
        """A value that a schema allows."""
        schema = self._resolved(schema)
        parts = [part for part in schema.get("allOf", ()) if set(part) - {"nullable", "description"}]
        if len(parts) == 1 and "properties" not in schema:
            return self.of(parts[0], depth + 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        branches = [b for b in (*schema.get("anyOf", ()), *schema.get("oneOf", ())) if set(b) != {"required"}]
        candidates = [self.of(b, depth + 1) for b in branches if self._resolved(b).get("type") != "null"]
        if candidates:
            good = [c for c in candidates if self._valid(schema, c)]
            return (good or candidates)[0]
        return self._plain(schema, depth)

    def _plain(self, schema, depth):
        properties = self._properties(schema)
        kind = schema.get("type")
        kind = next((k for k in kind if k != "null"), None) if isinstance(kind, list) else kind
        if properties or kind == "object" or "allOf" in schema:
            wanted = self._required(schema) if depth < DEEPEST else ()
            return {name: self.of(properties[name], depth + 1) for name in wanted if name in properties}
        if kind == "array":
            return [self.of(schema.get("items", {}), depth + 1)] * max(1, schema.get("minItems", 1))
        if kind in ("integer", "number"):
            least = schema.get("minimum", 1)
            return int(least) if kind == "integer" else max(least, 0.5)
        if kind == "boolean":
            return False
        return "x" * max(1, schema.get("minLength", 1))

    def _properties(self, schema):
        schema = self._resolved(schema)
        found = dict(schema.get("properties", {}))
        for part in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
            for name, inner in self._properties(part).items():
                found.setdefault(name, inner)
        return found

    def _required(self, schema):
        schema = self._resolved(schema)
        found = list(schema.get("required", ()))
        for part in (*schema.get("allOf", ()), *schema.get("anyOf", ())[:1]):
            found += self._required(part)
        return found

    def _resolved(self, node):
        while "$ref" in node:
            found = self._document
            for part in node["$ref"].lstrip("#/").split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            node = found
        return node
