"""The executor of SHOW and DESCRIBE: names resolved here, rows made by `show_rows`. Sends nothing."""

from __future__ import annotations

from openai_sql_shell.catalog import LOCAL, PROVIDER, PROVIDERS
from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.errors import StatementError, UnknownName, UnsupportedStatement
from openai_sql_shell.planner.scope import resource_named
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.session import show_rows
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.engine.database import LocalObject
    from openai_sql_shell.errors import Span
    from openai_sql_shell.planner.plans import Metadata, MetadataPlan
    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.session.workspace import Workspace


def run(plan: MetadataPlan, workspace: Workspace) -> Result:
    """The rows of SHOW or DESCRIBE; SQLite filters them where LIKE or WHERE asks for it.

    Raises:
        StatementError: a name is unknown or missing.
    """
    statement = plan.statement
    listing = _listing(statement, workspace)
    columns = tuple(ResultColumn(name, is_name=name in show_rows.NAMES) for name in listing.columns)
    notices = list(filter(None, [listing.notice]))
    if isinstance(statement, ast.Show) and (statement.like is not None or statement.where is not None):
        from openai_sql_shell.planner.sql_builder import over_rows  # noqa: PLC0415 - most listings need no SQLite
        from openai_sql_shell.session.queries import query  # noqa: PLC0415

        sql, bindings = over_rows(listing.columns, listing.rows, statement, workspace.scope)
        filtered = query(sql, workspace, workspace.context(), ahead="", bindings=bindings)
        filtered.columns = columns
        filtered.notices += notices
        return filtered
    return Result(columns, iter(listing.rows), notices=notices)


def _listing(what: Metadata, workspace: Workspace) -> show_rows.Listing:
    scope = workspace.scope
    match what:
        case ast.Describe():
            return _described(what.target, workspace, extended=what.extended)
        case ast.DescribeMethod():
            *parts, last = what.target.parts
            resource = _resource(ast.Name(tuple(parts), what.target.span), workspace)
            method = scope.catalog.method(resource, last, what.target.span)
            return show_rows.describe_method(resource, method, extended=what.extended)
        case ast.ShowInsert():
            return _template(what, workspace)
        case ast.Show(kind=ast.ShowKind.AUTH):
            return show_rows.auth(workspace.profile)
        case ast.Show(kind=ast.ShowKind.TABLES | ast.ShowKind.VIEWS):
            kind = what.kind.value.lower().removesuffix("s")
            found = workspace.database.local_objects()
            return show_rows.local((local.name, local.columns) for local in found if local.kind == kind)
        case ast.Show():
            return _show(what, workspace)


def _local(name: ast.Name, workspace: Workspace) -> LocalObject | None:
    """The table or view of the session that a name means."""
    if not name.parts or workspace.scope.target(name) is not None:
        return None
    wanted = name.parts[-1].lower()
    return next((found for found in workspace.database.local_objects() if found.name.lower() == wanted), None)


def _described(name: ast.Name, workspace: Workspace, *, extended: bool) -> show_rows.Listing:
    local = _local(name, workspace)
    if local is not None:
        return show_rows.describe_local(local.columns, extended=extended)
    return show_rows.describe(resource_named(name, workspace.scope), extended=extended)


def _resource(name: ast.Name, workspace: Workspace) -> Resource:
    """The resource of a name.

    Raises:
        UnsupportedStatement: it means a table or view of the session.
    """
    local = _local(name, workspace)
    if local is not None:
        raise UnsupportedStatement(
            f'"{name}" is a {local.kind} of this session, not a resource of the API',
            hint=f"DESCRIBE {name} lists its columns",
            span=name.span,
        )
    return resource_named(name, workspace.scope)


def _template(what: ast.ShowInsert, workspace: Workspace) -> show_rows.Listing:
    resource = _resource(what.target, workspace)
    method = show_rows.insertable(resource)
    if method is None:
        raise UnsupportedStatement(f"{resource.id} has no INSERT", span=what.target.span)
    return show_rows.insert_template(
        resource, method, required_only=what.required_only, extended=what.extended
    )


def _show(what: ast.Show, workspace: Workspace) -> show_rows.Listing:
    extended, scope = what.extended, workspace.scope
    match what.kind:
        case ast.ShowKind.PROVIDERS:
            return show_rows.providers()
        case ast.ShowKind.SERVICES:
            known = scope.catalog.services
            if what.target is not None:
                _check_provider(what.target, what.target.parts)
                known = tuple(service for service in known if service.name != LOCAL)
            return show_rows.services(known, extended=extended)
        case ast.ShowKind.RESOURCES:
            return show_rows.resources(scope.catalog.service(*_service(what, scope)), extended=extended)
        case ast.ShowKind.METHODS:
            return show_rows.methods(_resource(_needed(what), workspace), extended=extended)
        case ast.ShowKind.COLUMNS:
            return _described(_needed(what), workspace, extended=extended)
        case _:
            return show_rows.version(__version__)


def _service(what: ast.Show, scope: Scope) -> tuple[str, Span | None]:
    """The service SHOW RESOURCES is about, as written or as USE chose it."""
    if what.target is None:
        if scope.service is None:
            raise StatementError("SHOW RESOURCES needs a service", hint="SHOW RESOURCES IN openai.batch")
        return scope.service, None
    *provider, service = what.target.parts
    _check_provider(what.target, provider or [PROVIDER])
    return service, what.target.span


def _check_provider(name: ast.Name, parts: Sequence[str]) -> None:
    """Raise unless the parts are the name of a provider, and nothing more."""
    first = parts[0]
    if len(parts) > 1 or first.lower() not in PROVIDERS:
        raise UnknownName("provider", ".".join(parts), nearest(first, PROVIDERS), span=name.span)


def _needed(what: ast.Show) -> ast.Name:
    if what.target is None:
        raise StatementError(
            f"SHOW {what.kind} needs a resource", hint=f"SHOW {what.kind} IN openai.batch.batches"
        )
    return what.target
