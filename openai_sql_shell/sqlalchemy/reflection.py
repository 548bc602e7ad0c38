"""What exists, as an inspector of SQLAlchemy asks for it: resources from the catalog, tables and views from the session. No statement, no request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import default, reflection
from sqlalchemy.exc import NoSuchTableError

from openai_sql_shell.catalog import schema_of
from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.sqlalchemy.types import OF_CATALOG, declared_type

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.engine import Connection
    from sqlalchemy.engine.interfaces import (
        ReflectedColumn,
        ReflectedPrimaryKeyConstraint,
        ReflectedTableComment,
        TableKey,
    )

    from openai_sql_shell.catalog.model import Column, Resource
    from openai_sql_shell.catalog.summary import ResourceSummary
    from openai_sql_shell.engine.database import LocalObject
    from openai_sql_shell.session.session import Session

MAIN = "main"
"""The schema of the session's own tables and views."""
TABLE, VIEW = "table", "view"
LEFT_OUT = "NULL"
"""The default of every column of a resource: an INSERT of the ORM leaves out what was not set, and RETURNING tells what the API made of it."""


def key_of(resource: Resource) -> tuple[str, ...]:
    """The columns by which one object is read with one request; empty: none is."""
    for method in resource.for_verb(SqlVerb.SELECT):
        if method.returns is Returns.OBJECT and method.path_parameters and not method.changes:
            named = [method.parameter(name) for name in method.path_parameters]
            return tuple(found.column or found.sql_name for found in named if found is not None)
    return ()


class CatalogReflection(default.DefaultDialect):
    """The part of a dialect that an inspector asks."""

    @reflection.cache
    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **_: Any) -> bool:
        """Whether there is a table, view or resource of a name."""
        return _summary(connection, table_name, schema) is not None or bool(
            _local(connection, table_name, schema)
        )

    @reflection.cache
    def has_schema(self, connection: Connection, schema_name: str, **_: Any) -> bool:
        """Whether there is a service of a name, or it is that of the session's tables."""
        return schema_name in self.get_schema_names(connection)

    @reflection.cache
    def get_schema_names(self, connection: Connection, **_: Any) -> list[str]:
        """``main`` and one for each service."""
        return [MAIN, *(schema_of(service.name) for service in _session(connection).catalog.services)]

    @reflection.cache
    def get_table_names(self, connection: Connection, schema: str | None = None, **_: Any) -> list[str]:
        """Resources of a service, those too that need a parent; tables of the session."""
        return _names(connection, schema, TABLE)

    @reflection.cache
    def get_view_names(self, connection: Connection, schema: str | None = None, **_: Any) -> list[str]:
        """Views, of the catalog or of the session."""
        return _names(connection, schema, VIEW)

    @reflection.cache
    def get_temp_table_names(self, connection: Connection, schema: str | None = None, **_: Any) -> list[str]:  # noqa: ARG002
        """Tables of the session that were made as temporary ones."""
        return [found.name for found in _locals(connection) if found.kind == TABLE and found.is_temporary]

    def get_temp_view_names(self, connection: Connection, schema: str | None = None, **_: Any) -> list[str]:  # noqa: ARG002
        """None: every view of a session ends with it, and `get_view_names` has them."""
        return []

    @reflection.cache
    def get_view_definition(
        self, connection: Connection, view_name: str, schema: str | None = None, **_: Any
    ) -> str:
        """The text of a view."""
        if view_name.lower() not in map(str.lower, self.get_view_names(connection, schema)):
            raise NoSuchTableError(view_name)
        resource = _resource(connection, view_name, schema)
        return (resource.view or "") if resource else _found(connection, view_name, schema).text

    @reflection.cache
    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> list[ReflectedColumn]:
        """Visible columns, then those that ``*`` leaves out, whose comment begins with ``hidden``."""
        resource = _resource(connection, table_name, schema)
        if resource is None:
            return _local_columns(_found(connection, table_name, schema))
        key = key_of(resource)
        visible = [_column(column, key) for column in resource.columns]
        return [*visible, *(_column(column, key, hidden=True) for column in resource.hidden)]

    def get_multi_columns(
        self, connection: Connection, **choice: Any
    ) -> Iterable[tuple[TableKey, list[ReflectedColumn]]]:
        """What tables are made of: the columns of ``*``, and those of the key.

        A SELECT of the others would be an error where they have to be pinned first, or cost further requests.
        """
        found: Iterable[tuple[TableKey, list[ReflectedColumn]]] = super().get_multi_columns(  # type: ignore[no-untyped-call] # SQLAlchemy's
            connection, **choice
        )
        for (schema, name), columns in found:
            resource = _resource(connection, name, schema)
            wanted = None if resource is None else {*resource.by_column, *key_of(resource)}
            yield (schema, name), [c for c in columns if wanted is None or c["name"] in wanted]

    @reflection.cache
    def get_pk_constraint(
        self, connection: Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> ReflectedPrimaryKeyConstraint:
        """The columns by which one object is read with one request."""
        resource = _resource(connection, table_name, schema)
        key = key_of(resource) if resource else _found(connection, table_name, schema).key
        return {"constrained_columns": list(key), "name": None}

    @reflection.cache
    def get_table_comment(
        self, connection: Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> ReflectedTableComment:
        """What a resource is for."""
        resource = _resource(connection, table_name, schema)
        if resource is None:
            _found(connection, table_name, schema)
        return {"text": resource.description if resource else None}

    def _none(
        self, connection: Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> list[Any]:
        """None of it: the API tells of no such thing."""
        if not self.has_table(connection, table_name, schema):
            raise NoSuchTableError(table_name)
        return []

    get_foreign_keys = get_indexes = get_unique_constraints = get_check_constraints = _none


def _session(connection: Connection) -> Session:
    session: Session = connection.connection.dbapi_connection.session  # type: ignore[union-attr] # our own
    return session


def _locals(connection: Connection) -> tuple[LocalObject, ...]:
    return _session(connection).local_objects()


def _local(connection: Connection, name: str, schema: str | None) -> LocalObject | None:
    if schema not in (None, MAIN):
        return None
    found = (each for each in _locals(connection) if each.name.lower() == name.lower())
    return next((each for each in found if schema is None or not each.is_temporary), None)


def _found(connection: Connection, name: str, schema: str | None) -> LocalObject:
    found = _local(connection, name, schema)
    if found is None:
        raise NoSuchTableError(f"{schema}.{name}" if schema else name)
    return found


def _summary(connection: Connection, name: str, schema: str | None) -> ResourceSummary | None:
    if schema is None:
        return None
    service = schema.lower().removeprefix(schema_of(""))
    if schema_of(service) != schema.lower():
        return None
    return _session(connection).catalog.by_name.get((service, name.lower()))


def _resource(connection: Connection, name: str, schema: str | None) -> Resource | None:
    summary = _summary(connection, name, schema)
    return None if summary is None else _session(connection).catalog.declaration(summary)


def _names(connection: Connection, schema: str | None, kind: str) -> list[str]:
    if schema in (None, MAIN):
        # SQLite keeps every view of a session as a temporary one, which ``main.name`` does not find.
        mine = [found for found in _locals(connection) if found.kind == kind]
        temporary = schema is None and kind == VIEW
        return [found.name for found in mine if temporary or not found.is_temporary]
    catalog = _session(connection).catalog
    declared = (catalog.declaration(found) for found in catalog.resources if found.schema == schema)
    return [resource.name for resource in declared if (VIEW if resource.view else TABLE) == kind]


def _column(column: Column, key: Collection[str], *, hidden: bool = False) -> ReflectedColumn:
    return {
        "name": column.name,
        "type": OF_CATALOG[column.type],
        "nullable": column.name not in key,
        "default": LEFT_OUT,
        "autoincrement": False,
        "comment": f"hidden: {column.description}" if hidden else column.description,
    }


def _local_columns(found: LocalObject) -> list[ReflectedColumn]:
    types = found.types or ("",) * len(found.columns)
    return [
        {
            "name": name,
            "type": declared_type(declaration),
            "nullable": name not in found.required,
            "default": None,
        }
        for name, declaration in zip(found.columns, types, strict=True)
    ]
