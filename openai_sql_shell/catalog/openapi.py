"""An OpenAPI document, read for what declarations say: operations with their parameters, and the fields of their answers.

Comes in: the JSON of a document of version 3.0 or 3.1. Goes out: `Operation` values, in the catalog's own types. References are followed,
``allOf`` is merged, and of ``anyOf`` and ``oneOf`` every branch counts: a property of one branch is a property that may be absent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.model import BodyKind, DataType, KeyClass, Place, Returns
from openai_sql_shell.classes import define, field, frozen, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = dict[str, Any]

HTTP_VERBS = ("get", "post", "put", "patch", "delete")
JSON_TYPE, FORM_TYPE, STREAM_TYPE = "application/json", "multipart/form-data", "text/event-stream"
BYTES = "binary"
"""The format of a property that holds a file."""
NUMBERS = (DataType.INTEGER, DataType.NUMBER)
TIMES = ("_at", "_time")
"""How fields that hold seconds since 1970 are called."""
STREAMING = ("stream", "stream_options", "starting_after", "include_obfuscation")
"""What asks for an answer in pieces; never asked for."""
DEEPEST = 12
"""How many references and combinations inside of each other are followed; schemas may contain themselves."""


@frozen
class Fact:
    """What a document says about one parameter, property or field."""

    name: str
    place: Place | None = None
    """None: a field of an answer."""
    type: DataType = DataType.ANY
    required: bool = False
    nullable: bool = False
    enum: tuple[str, ...] = ()
    closed: bool = False
    """No value outside of ``enum`` is valid."""
    members: tuple[str, ...] = ()
    """Of an object, or of the objects in an array."""
    objects: tuple[str, ...] = ()
    """Those of the members that are objects themselves."""
    items: DataType | None = None
    min_items: int = 0
    max_items: int | None = None
    unix_time: bool = False
    file: bool = False
    deprecated: bool = False
    most: int | None = None
    """The largest number it takes."""
    default: str | None = None
    prose: str = ""
    """The document's own words: limits and orders are said in no other way."""


@frozen
class Operation:
    """One operation of a document."""

    id: str
    tag: str
    http: str
    path: str
    parameters: tuple[Fact, ...]
    """Of the path, the query and the body, in this order."""
    body: BodyKind
    returns: Returns
    fields: tuple[Fact, ...]
    """Of one object of the answer; of one item where the answer is a list."""
    envelope: tuple[str, ...]
    """Names beside ``data`` where the answer is a list."""
    key: KeyClass
    deprecated: bool

    @property
    def line(self) -> str:
        """Verb and path: the name of an operation that every document agrees on."""
        return f"{self.http} {self.path}"


@define
class Shape:
    """A schema with all its branches merged."""

    types: set[str] = field(default_factory=set)
    enum: dict[str, None] = field(default_factory=dict)
    free: bool = False
    """Some branch takes text that is not in ``enum``."""
    nullable: bool = False
    properties: dict[str, list[Json]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    items: list[Json] = field(default_factory=list)
    format: str | None = None
    most: int | None = None
    default: str | None = None
    min_items: int = 0
    max_items: int | None = None
    deprecated: bool = False


class Document:
    """Reads one document."""

    def __init__(self, document: Json) -> None:
        """A document as ``json.loads`` gives it.

        Raises:
            ValueError: it is no OpenAPI document of version 3.
        """
        version = document.get("openapi")
        if not isinstance(version, str) or not version.startswith("3."):
            raise ValueError("it has no openapi version 3")
        if not isinstance(document.get("paths"), dict) or not document["paths"]:
            raise ValueError("it has no paths")
        self._document = document

    def operations(self) -> Iterator[Operation]:
        """Every operation but those of paths with a query of their own: they are second ways to the plain path.

        Raises:
            ValueError: one is not written as OpenAPI has it.
        """
        for path, item in self._document["paths"].items():
            if "?" not in path:
                try:
                    yield from list(self._of_path(path, item))
                except (AttributeError, KeyError, IndexError, TypeError, ValueError) as problem:
                    raise ValueError(f"{path} is not written as OpenAPI has it: {problem}") from problem

    def _of_path(self, path: str, item: Json) -> Iterator[Operation]:
        for verb in HTTP_VERBS:
            if verb in item:
                yield self._operation(verb, path, item[verb], item.get("parameters", ()))

    def _operation(self, verb: str, path: str, operation: Json, shared: Iterable[Json]) -> Operation:
        returns, fields, envelope = self._answer(operation)
        if verb == "delete" and "deleted" in {f.name for f in fields}:
            returns, fields = Returns.DELETED, ()
        if verb == "get" and returns is Returns.EMPTY:
            returns = Returns.BINARY
        kind, body = self._body(operation)
        security = operation.get("security") or self._document.get("security") or ()
        return Operation(
            id=str(operation.get("operationId", "")),
            tag=next(iter(operation.get("tags", ())), ""),
            http=verb.upper(),
            path=path,
            parameters=(*self._asked([*shared, *operation.get("parameters", ())]), *body),
            body=kind,
            returns=returns,
            fields=fields,
            envelope=envelope,
            key=KeyClass.ADMIN if any("AdminApiKeyAuth" in way for way in security) else KeyClass.API,
            deprecated=bool(operation.get("deprecated")),
        )

    def _asked(self, parameters: Iterable[Json]) -> Iterator[Fact]:
        found = [self._resolved(p) for p in parameters]
        for place in (Place.PATH, Place.QUERY):
            for p in found:
                if p["in"] == place.value and p["name"] not in STREAMING:
                    fact = self._fact(p["name"], [p.get("schema", {})], required=bool(p.get("required")))
                    yield replace(
                        fact,
                        place=place,
                        required=place is Place.PATH or fact.required,
                        prose=p.get("description", ""),
                    )

    def _body(self, operation: Json) -> tuple[BodyKind, tuple[Fact, ...]]:
        content = self._resolved(operation.get("requestBody", {})).get("content", {})
        shapes = [
            self._shape(content[kind].get("schema", {})) for kind in (FORM_TYPE, JSON_TYPE) if kind in content
        ]
        if not shapes:
            return BodyKind.NONE, ()
        kinds = {
            (True, True): BodyKind.EITHER,
            (True, False): BodyKind.MULTIPART,
            (False, True): BodyKind.JSON,
        }
        properties: dict[str, list[Json]] = {}
        for shape in shapes:
            for name, schemas in shape.properties.items():
                properties.setdefault(name, []).extend(schemas)
        required = set.intersection(*(shape.required for shape in shapes))
        facts = tuple(
            replace(self._fact(name, schemas, required=name in required), place=Place.BODY)
            for name, schemas in properties.items()
            if name not in STREAMING
        )
        return kinds[FORM_TYPE in content, JSON_TYPE in content], facts

    def _answer(self, operation: Json) -> tuple[Returns, tuple[Fact, ...], tuple[str, ...]]:
        answers = operation.get("responses", {})
        answer = self._resolved(next((answers[code] for code in sorted(answers) if code.startswith("2")), {}))
        content = {k: v for k, v in answer.get("content", {}).items() if k != STREAM_TYPE}
        if not content:
            return Returns.EMPTY, (), ()
        if JSON_TYPE not in content:
            return Returns.BINARY, (), ()
        shape = self._shape(content[JSON_TYPE].get("schema", {}))
        if "string" in shape.types and not shape.properties:
            return Returns.BINARY, (), ()
        names = set(shape.properties)
        items = self._shape(*shape.properties["data"]).items if "data" in names else []
        if items and names & {"has_more", "object", "next"}:
            envelope = tuple(n for n in shape.properties if n not in ("data", "object"))
            return Returns.LIST, self._fields(self._shape(*items)), envelope
        return Returns.OBJECT, self._fields(shape), ()

    def _fields(self, shape: Shape) -> tuple[Fact, ...]:
        return tuple(
            self._fact(name, schemas, required=name in shape.required)
            for name, schemas in shape.properties.items()
        )

    def _fact(self, name: str, schemas: list[Json], *, required: bool) -> Fact:
        shape = self._shape(*schemas)
        inner = self._shape(*shape.items) if shape.items else None
        kind = _data_type(shape.types)
        about = shape if kind is DataType.OBJECT else inner
        members = tuple(about.properties) if about is not None else ()
        file = shape.format == BYTES or (inner is not None and inner.format == BYTES)
        values = shape if shape.enum or inner is None else inner
        return Fact(
            name=name,
            type=kind,
            required=required,
            nullable=shape.nullable,
            enum=tuple(values.enum),
            closed=bool(values.enum) and not values.free,
            members=members,
            objects=tuple(
                m
                for m in members
                if about and _data_type(self._shape(*about.properties[m]).types) is DataType.OBJECT
            ),
            items=_data_type(inner.types) if inner is not None and inner.types else None,
            min_items=shape.min_items,
            max_items=shape.max_items,
            unix_time=kind in NUMBERS and (shape.format == "unixtime" or name.endswith(TIMES)),
            file=file,
            deprecated=shape.deprecated,
            most=shape.most,
            default=str(shape.default) if shape.default is not None else None,
        )

    def _shape(self, *schemas: Json) -> Shape:
        shape = Shape()
        for index, schema in enumerate(schemas):
            self._merge(schema, shape, every=index == 0, depth=0)
        return shape

    def _merge(self, schema: Json, into: Shape, *, every: bool, depth: int) -> None:
        """Add one schema to a shape; ``every`` value fits it, so what it requires is required."""
        schema = self._resolved(schema)
        if depth > DEEPEST:
            return
        kinds = schema.get("type", ())
        types = {kinds} if isinstance(kinds, str) else set(kinds)
        into.nullable |= "null" in types or schema.get("nullable") is True
        into.types |= types - {"null"} or ({"object"} if schema.get("properties") else set())
        into.format = into.format or schema.get("format")
        into.most = into.most or schema.get("maximum")
        into.default = into.default or schema.get("default")
        into.min_items = max(into.min_items, schema.get("minItems", 0))
        into.max_items = into.max_items or schema.get("maxItems")
        into.deprecated |= bool(schema.get("deprecated"))
        values = schema.get("enum", [schema["const"]] if "const" in schema else [])
        into.enum.update(dict.fromkeys(str(v) for v in values if isinstance(v, str)))
        into.nullable |= None in values
        into.free |= "string" in types and not values
        for name, inner in schema.get("properties", {}).items():
            into.properties.setdefault(name, []).append(inner)
        if every:
            into.required |= set(schema.get("required", ()))
        if "items" in schema:
            into.items.append(schema["items"])
        for part in schema.get("allOf", ()):
            self._merge(part, into, every=every, depth=depth + 1)
        self._merge_branches(
            [*schema.get("anyOf", ()), *schema.get("oneOf", ())], into, every=every, depth=depth + 1
        )

    def _merge_branches(self, branches: list[Json], into: Shape, *, every: bool, depth: int) -> None:
        common: set[str] | None = None
        for branch in branches:
            own = Shape()
            self._merge(branch, own, every=True, depth=depth)
            if own.types or own.properties or own.enum:
                common = own.required if common is None else common & own.required
            self._merge(branch, into, every=False, depth=depth)
        if every and common:
            into.required |= common

    def _resolved(self, node: Json) -> Json:
        for _ in range(DEEPEST):
            if "$ref" not in node:
                break
            found: Any = self._document
            try:
                for part in node["$ref"].removeprefix("#/").split("/"):
                    found = found[part.replace("~1", "/").replace("~0", "~")]
            except (KeyError, TypeError):
                raise ValueError(f"there is no {node['$ref']} in the document") from None
            node = {**found, **{k: v for k, v in node.items() if k != "$ref"}}
        return node


def _data_type(types: set[str]) -> DataType:
    """One type where the document has one; whole numbers are numbers.

    >>> _data_type({"integer", "number"}), _data_type({"string", "array"})
    (<DataType.NUMBER: 'number'>, <DataType.ANY: 'any'>)
    """
    known = types - {"integer"} if "number" in types else types
    return DataType(next(iter(known))) if len(known) == 1 else DataType.ANY


def by_line(operations: Iterable[Operation]) -> Mapping[str, Operation]:
    """Operations by verb and path."""
    return {operation.line: operation for operation in operations}
