"""SHOW and DESCRIBE answered from the catalog: columns and rows, nothing else. Sends nothing, needs no SQLite."""

from __future__ import annotations

from openai_sql_shell.catalog import PROVIDER, schema_of
from openai_sql_shell.catalog.model import DataType, Place, SqlVerb
from openai_sql_shell.catalog.remarks import method_text, resource_text
from openai_sql_shell.catalog.services import DESCRIBED_ON
from openai_sql_shell.classes import frozen
from openai_sql_shell.secrets import mask_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from openai_sql_shell.catalog.model import Column, Method, Parameter, Resource
    from openai_sql_shell.catalog.summary import ServiceSummary
    from openai_sql_shell.config import Profile
    from openai_sql_shell.result import Row


@frozen
class Listing:
    """An answer from the catalog."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notice: str | None = None
    """What is to be said beside it: that what it is about is deprecated."""


NAMES = frozenset({"id", "name", "MethodName", "SQLVerb", "type", "param_type", "variable", "version"})
"""The columns of these listings that hold names and ids, or the words of a short list; the others are texts."""


def providers() -> Listing:
    """SHOW PROVIDERS."""
    return Listing(("name", "version"), ((PROVIDER, DESCRIBED_ON),))


def services(known: Iterable[ServiceSummary], *, extended: bool) -> Listing:
    """SHOW SERVICES."""
    rows = [
        (
            schema_of(s.name),
            s.name,
            s.title,
            *((s.description, DESCRIBED_ON, "true") if extended else ()),
        )
        for s in known
    ]
    more = ("description", "version", "preferred") if extended else ()
    return Listing(("id", "name", "title", *more), tuple(rows))


def resources(service: ServiceSummary, *, extended: bool) -> Listing:
    """SHOW RESOURCES."""
    rows = [(r.name, r.id, *((resource_text(r),) if extended else ())) for r in service.resources]
    return Listing(("name", "id", *(("description",) if extended else ())), tuple(rows))


def methods(resource: Resource, *, extended: bool) -> Listing:
    """SHOW METHODS: the API's; the extended form shows those that stand for other statements, too."""
    rows = [
        (
            m.name,
            _names(m.required),
            str(m.verb),
            *((_names(m.optional), method_text(m, resource)) if extended else ()),
        )
        for m in resource.methods
        if extended or m.statement is None
    ]
    more = ("OptionalParams", "description") if extended else ()
    return Listing(("MethodName", "RequiredParams", "SQLVerb", *more), tuple(rows))


def describe(resource: Resource, *, extended: bool) -> Listing:
    """DESCRIBE; the extended form shows hidden columns too."""
    if not extended:
        plain = tuple((c.name, str(c.type)) for c in resource.columns)
        return Listing(("name", "type"), plain, resource.deprecation)
    rows = [(c.name, str(c.type), _column_text(c)) for c in resource.columns]
    rows += [(c.name, str(c.type), f"Hidden: {_column_text(c)}") for c in resource.hidden]
    return Listing(("name", "type", "description"), tuple(rows), resource.deprecation)


def describe_local(columns: Iterable[str], *, extended: bool) -> Listing:
    """DESCRIBE of a table or view of the session, whose columns take values of any type."""
    rows = [(name, "any", *((None,) if extended else ())) for name in columns]
    return Listing(("name", "type", *(("description",) if extended else ())), tuple(rows))


def describe_method(resource: Resource, method: Method, *, extended: bool) -> Listing:
    """DESCRIBE METHOD: what goes in, then what comes out."""
    rows: list[Row] = []
    for p in (*method.required, *method.optional):
        need = "input_required" if p.required else "input_optional"
        rows.append((p.sql_name, str(p.type), need, _shape(p), *((p.description,) if extended else ())))
    rows += [
        (c.name, str(c.type), "output", _shape(c), *((c.description,) if extended else ()))
        for c in method.answers(resource)
    ]
    more = ("description",) if extended else ()
    return Listing(("name", "type", "param_type", "shape", *more), tuple(rows), method.deprecation(resource))


def insert_template(resource: Resource, method: Method, *, required_only: bool, extended: bool) -> Listing:
    """SHOW INSERT INTO: a statement with placeholders, a line a row; objects whose members are known are spelled out."""
    chosen = method.required if required_only else (*method.required, *method.optional)
    if not chosen:
        chosen = method.optional[:1]
    lines = [f"INSERT INTO {resource.id} ("]
    lines += [f"  {p.sql_name}{',' if p is not chosen[-1] else ''}" for p in chosen]
    lines += [")", "SELECT"]
    for p in chosen:
        comma = "," if p is not chosen[-1] else ""
        note = (
            f" -- {p.type}, {'required' if p.required else 'optional'}: {p.description}" if extended else ""
        )
        lines.append(f"  {_placeholder(p)}{comma}{note}")
    lines.append(";")
    return Listing(("insert_statement",), tuple((line,) for line in lines))


def version(program: str) -> Listing:
    """SHOW VERSION."""
    return Listing(("version", "api_description"), ((program, DESCRIBED_ON),))


def local(objects: Iterable[tuple[str, tuple[str, ...]]]) -> Listing:
    """SHOW TABLES and SHOW VIEWS."""
    return Listing(("name", "columns"), tuple((name, ", ".join(columns)) for name, columns in objects))


def auth(profile: Profile) -> Listing:
    """SHOW AUTH: which keys are there, never what they are."""
    absent = "not set" if profile.ask is None else "not asked for yet"
    rows = [
        ("api key", "OPENAI_API_KEY", "set" if profile.api_key else absent),
        ("admin key", "OPENAI_ADMIN_KEY", "set" if profile.admin_key else absent),
        ("organization", "OPENAI_ORG_ID", profile.organization),
        ("project", "OPENAI_PROJECT_ID", profile.project),
        ("base url", "OPENAI_BASE_URL", mask_url(profile.base_url)),
    ]
    return Listing(("name", "variable", "value"), tuple(rows))


def insertable(resource: Resource) -> Method | None:
    """The method INSERT uses."""
    return next(iter(resource.for_verb(SqlVerb.INSERT)), None)


def _names(parameters: Iterable[Parameter]) -> str:
    return ", ".join(p.sql_name for p in parameters)


def _column_text(column: Column) -> str:
    known = f" One of {', '.join(column.enum)}." if len(column.enum) > 1 else ""
    return f"{column.description}{known}"


def _shape(item: Column | Parameter) -> str | None:
    """The form of a value beyond its type: known values, members, items, unit."""
    if item.enum:
        return " | ".join(item.enum)
    if item.members:
        return "{" + ", ".join(item.members) + "}"
    if getattr(item, "unix_time", False):
        return "seconds since 1970"
    items = getattr(item, "items", None)
    if items is not None:
        return f"[{items}]"
    if getattr(item, "local_file", False):
        return "path of a file"
    return "in the path" if getattr(item, "place", None) is Place.PATH else None


def _placeholder(parameter: Parameter) -> str:
    if parameter.members:
        return f"json_object({', '.join(_member(parameter, name) for name in parameter.members)})"
    bare = parameter.type in (DataType.INTEGER, DataType.NUMBER, DataType.BOOLEAN)
    return f"{{{{ {parameter.name} }}}}" if bare else f"'{{{{ {parameter.name} }}}}'"


def _member(parameter: Parameter, name: str) -> str:
    value = f"{{{{ {parameter.name}_{name} }}}}"
    return f"'{name}', {f'json({value})' if name in parameter.objects else value}"
