"""The dialect: SQLAlchemy's expressions in the SQL of SQLite, on connections of the driver.

The compilers are SQLite's, its dialect is not: what exists is answered in Python (`reflection`), whatever SQLAlchemy asks SQLite for in its next release.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import JSON, event, pool
from sqlalchemy.dialects.sqlite.base import (
    SQLiteCompiler,
    SQLiteDDLCompiler,
    SQLiteIdentifierPreparer,
    SQLiteTypeCompiler,
)
from sqlalchemy.dialects.sqlite.json import JSONIndexType, JSONPathType
from sqlalchemy.sql.compiler import IdentifierPreparer

import openai_sql_shell
from openai_sql_shell.sqlalchemy.address import connect_arguments
from openai_sql_shell.sqlalchemy.reflection import MAIN, CatalogReflection
from openai_sql_shell.sqlalchemy.sandboxes import SharedSandboxes
from openai_sql_shell.sqlalchemy.types import JsonText

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

AUTOCOMMIT = "AUTOCOMMIT"
"""The only isolation level: the API commits each call."""


class NamePreparer(IdentifierPreparer):
    """Quotes names; the parts of a schema each alone: ``openai.batch.batches``."""

    reserved_words = SQLiteIdentifierPreparer.reserved_words

    def quote_schema(self, schema: str, force: Any = None) -> str:  # noqa: ARG002 - SQLAlchemy's signature
        """A schema as statements name it."""
        return ".".join(map(self.quote, schema.split(".")))


class OpenAIDialect(CatalogReflection):
    """What ``create_engine`` makes for ``openai://`` and ``openai+sql://``."""

    name = "openai"
    driver = "sql"
    default_paramstyle = "qmark"
    default_schema_name = MAIN
    supports_statement_cache = True
    statement_compiler = SQLiteCompiler
    ddl_compiler = SQLiteDDLCompiler
    type_compiler_cls = SQLiteTypeCompiler
    preparer = NamePreparer
    poolclass = pool.QueuePool
    colspecs = {  # noqa: RUF012 - SQLAlchemy's attribute
        JSON: JsonText,
        JSON.JSONIndexType: JSONIndexType,
        JSON.JSONPathType: JSONPathType,
    }

    supports_alter = False
    supports_cast = True
    supports_comments = False
    supports_default_values = True
    supports_default_metavalue = True
    default_metavalue_token = "NULL"  # noqa: S105 - what stands for a default in SQL
    supports_empty_insert = False
    supports_multivalues_insert = True
    supports_sane_rowcount = True
    supports_sane_rowcount_returning = True
    use_insertmanyvalues = True
    insert_null_pk_still_autoincrements = True
    insert_returning = True
    update_returning = True
    delete_returning = True
    update_returning_multifrom = True
    postfetch_lastrowid = False
    tuple_in_values = True

    def __init__(
        self,
        json_serializer: Callable[[Any], str] | None = None,
        json_deserializer: Callable[[str], Any] | None = None,
        **options: Any,
    ) -> None:
        """Know how JSON is written and read, where ``create_engine`` was told; ``options`` are SQLAlchemy's."""
        super().__init__(**options)
        self._json_serializer = json_serializer
        self._json_deserializer = json_deserializer
        self.sandboxes = SharedSandboxes()
        weakref.finalize(self, self.sandboxes.close)

    @classmethod
    def import_dbapi(cls) -> Any:
        """The driver: the package itself."""
        return openai_sql_shell

    def create_connect_args(self, url: Any) -> tuple[list[Any], dict[str, object]]:
        """What `connect` is called with for a URL. Raises ArgumentError: something in it has no place there."""
        return [], connect_arguments(url)

    def connect(self, *positional: Any, **given: Any) -> Any:
        """A connection of the driver; those to the sandbox share one, as long as the engine lives."""
        if positional or not given.get("sandbox"):
            return openai_sql_shell.connect(*positional, **given)
        return self.sandboxes.connect(**given)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Have its sandbox end where the engine is disposed of."""
        event.listen(engine, "engine_disposed", _end_sandboxes)

    def _get_server_version_info(self, connection: Any) -> tuple[int, ...]:
        """SQLite's, which runs the statements."""
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
        return tuple(map(int, version.split(".")))

    def _get_default_schema_name(self, connection: Any) -> str:  # noqa: ARG002 - SQLAlchemy's signature
        return MAIN

    def get_default_isolation_level(self, dbapi_conn: Any) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Each call is committed."""
        return AUTOCOMMIT

    def get_isolation_level_values(self, dbapi_conn: Any) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """The only one there is."""
        return (AUTOCOMMIT,)

    def get_isolation_level(self, dbapi_connection: Any) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Each call is committed."""
        return AUTOCOMMIT

    def set_isolation_level(self, dbapi_connection: Any, level: Any) -> None:
        """Nothing is to be set: there is one."""

    def detect_autocommit_setting(self, dbapi_conn: Any) -> bool:  # noqa: ARG002 - SQLAlchemy's signature
        """Whether a rollback would take nothing back."""
        return True

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether a connection can be used; sends nothing."""
        dbapi_connection.check_open()
        return True

    def is_disconnect(self, e: Exception, connection: Any, cursor: Any) -> bool:  # noqa: ARG002 - SQLAlchemy's signature
        """Whether an error means that a connection cannot be used again: none of the API's does, its requests are each for themselves."""
        try:
            dbapi = getattr(connection, "dbapi_connection", connection)
            if dbapi is not None:
                dbapi.check_open()
        except openai_sql_shell.InterfaceError:
            return True
        return False


def _end_sandboxes(engine: Engine) -> None:
    cast("OpenAIDialect", engine.dialect).sandboxes.close()
