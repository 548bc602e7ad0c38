"""A small API description with one of everything, and where the real one lies, if it does."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "api" / "openapi.json"
"""Beside the repository, or nowhere."""

THING = {
    "type": "object",
    "required": ["id", "object", "created_at", "state"],
    "properties": {
        "id": {"type": "string"},
        "object": {"type": "string", "enum": ["thing"]},
        "created_at": {"type": "integer", "format": "unixtime"},
        "state": {"type": "string", "enum": ["new", "used", "broken"]},
        "size": {"type": "integer"},
        "details": {
            "type": "object",
            "properties": {"color": {"type": "string"}, "weight": {"type": "number"}},
        },
    },
}
NEW_THING = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"type": "string", "enum": ["round", "square"]},
        "size": {"type": "integer", "nullable": True},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 16},
    },
}
ID = {"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}}


def answer(schema):
    return {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def operation(name, schema, *parameters, body=None):
    found = {"operationId": name, "tags": ["Odd things"], "parameters": list(parameters)}
    found["responses"] = answer(schema)
    if body is not None:
        found["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return found


def query(name, **schema):
    return {"name": name, "in": "query", "schema": schema}


PAGE = {
    "type": "object",
    "properties": {
        "object": {"type": "string"},
        "data": {"type": "array", "items": ref("Thing")},
        "last_id": {"type": "string"},
        "has_more": {"type": "boolean"},
    },
}
GONE = {"type": "object", "properties": {"id": {"type": "string"}, "deleted": {"type": "boolean"}}}
DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "components": {"schemas": {"Thing": THING, "NewThing": NEW_THING}},
    "paths": {
        "/things": {
            "get": operation(
                "listThings",
                PAGE,
                query("after", type="string"),
                query("limit", type="integer", maximum=50),
                query("state", type="string", enum=["new", "used"]),
            ),
            "post": operation("createThing", ref("Thing"), body=ref("NewThing")),
        },
        "/things/{thing_id}": {
            "parameters": [ID],
            "get": operation("getThing", ref("Thing")),
            "post": operation(
                "updateThing",
                ref("Thing"),
                body={"type": "object", "properties": {"size": {"type": "integer"}}},
            ),
            "delete": operation("deleteThing", GONE),
        },
        "/things/{thing_id}/break": {"post": operation("breakThing", ref("Thing"), ID)},
        "/things/{thing_id}/content": {
            "get": {
                "operationId": "downloadThing",
                "tags": ["Odd things"],
                "parameters": [ID],
                "responses": {
                    "200": {
                        "content": {
                            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                        }
                    }
                },
            }
        },
    },
}


def description():
    """A copy to be doctored."""
    return deepcopy(DESCRIPTION)
