"""What the names in a statement mean: resources by full, short and other names, and the session's own tables."""

from __future__ import annotations

from openai_sql_shell.catalog import PROVIDERS, schema_of
from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.classes import field, frozen
from openai_sql_shell.errors import AmbiguousName, StatementError, UnknownName
from openai_sql_shell.planner.plans import Target
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.tokens import quote_name
from openai_sql_shell.sql.variables import no_value, scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from openai_sql_shell.catalog.lookup import Catalog
    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.catalog.summary import ResourceSummary
    from openai_sql_shell.sql.variables import Value

LOCAL_SCHEMAS = ("main", "temp")


@frozen
class Scope:
    """What a table name can mean right now."""

    catalog: Catalog
    service: str | None
    """What USE chose."""
    local: Collection[str]
    """Tables and views of the session, in lower case."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """What variables stand for."""

    def literal(self, variable: ast.Literal | ast.Variable) -> ast.Literal:
        """What a variable stands for, a list or object as its JSON text; a literal as it is.

        Raises:
            StatementError: the variable has no value. InvalidValue: no statement can hold it.
        """
        if not isinstance(variable, ast.Variable):
            return variable
        if variable.name not in self.values:
            raise no_value([f":{variable.name}"], variable.span)
        return scalar(self.values[variable.name], variable.name, variable.span)

    def table(self, name: ast.Name) -> tuple[str, str] | None:
        """Schema and table in SQLite of the resource that `resource` finds; raises what it raises."""
        found = self.resource(name)
        return None if found is None else (found.schema, found.name)

    def resource(self, name: ast.Name) -> Resource | None:
        """The resource of a name; None for a name that is not ours.

        Raises:
            UnknownName: it can only be a resource, and there is none of the name. AmbiguousName.
        """
        parts = tuple(part.lower() for part in name.parts)
        if len(parts) == 1:
            return (
                None
                if parts[0] in self.local
                else self._only(self.catalog.resolve(parts, self.service), name)
            )
        if len(parts) == 2 and parts[0] in LOCAL_SCHEMAS:
            return None
        if len(parts) == 2 and parts[0].startswith(schema_of("")):
            return self._only(self.catalog.resolve((*parts[0].split(".", 1), parts[1])), name)
        if len(parts) == 3 and parts[0] not in PROVIDERS:
            raise UnknownName("provider", name.parts[0], nearest(parts[0], PROVIDERS), span=name.span)
        service, table = parts[-2:]
        if len(parts) == 2 and service in PROVIDERS:
            raise StatementError(
                f'"{name}" names a service, not a resource',
                hint=f"SHOW RESOURCES IN {schema_of(table)} lists what it holds",
                span=name.span,
            )
        if len(parts) == 2 and (service, table) not in self.catalog.by_name and (call := _as_call(name)):
            raise UnknownName("table", str(name), hint=call, span=name.span)
        return self.catalog.resource(service, table, name.span)

    def _only(self, found: Sequence[ResourceSummary], name: ast.Name) -> Resource | None:
        if len(found) > 1:
            raise AmbiguousName(name.parts[-1].lower(), (resource.id for resource in found), name.span)
        return self.catalog.declaration(found[0]) if found else None

    def dotted_columns(self, schema: str, table: str) -> list[str]:
        """The columns of a resource that have a dot in their names: ``api_key.created``."""
        resource = self.catalog.resource(schema.rpartition(".")[2], table)
        return [column.name for column in resource.columns if "." in column.name]

    def view(self, schema: str, table: str) -> str | None:
        """The query that a resource stands for, with the names that SQLite knows; None: it is a table."""
        resource = self.catalog.resource(schema.rpartition(".")[2], table)
        if resource.view is None:
            return None
        from openai_sql_shell.sql.names import rewrite  # noqa: PLC0415 - few resources are views

        return rewrite(" ".join(resource.view.split()), PROVIDERS, self.table).text

    def target(self, name: ast.Name) -> Target | None:
        """The resource a statement acts on; None for a local table.

        Raises:
            UnknownName: neither.
        """
        found = self.resource(name)
        if found is None:
            if name.parts[-1].lower() not in self.local:
                short = {n: f"{schema_of(s)}.{n}" for s, n in self.catalog.by_name}
                near = nearest(name.parts[-1], (*self.local, *short))
                raise UnknownName(
                    "table or resource", str(name), [short.get(n, n) for n in near], span=name.span
                )
            return None
        return Target(found, f"{quote_name(found.schema)}.{quote_name(found.name)}")


def _as_call(name: ast.Name) -> str | None:
    """How a file of that name would be read."""
    from openai_sql_shell.catalog.table_functions import as_call  # noqa: PLC0415 - only an unknown name may be one

    return as_call(str(name))


def resource_named(name: ast.Name, scope: Scope) -> Resource:
    """The resource that a statement about it names.

    Raises:
        UnknownName: there is none.
    """
    if not name.parts:
        raise StatementError(
            "name a resource and a method", hint="EXEC openai.batch.batches.cancel_batch @batch_id='...'"
        )
    target = scope.target(name)
    if target is None:
        raise UnknownName("resource", str(name), hint="it is a table of this session", span=name.span)
    return target.resource
