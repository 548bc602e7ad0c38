"""Inspecting: what the catalog says, without a request; and tables that are made of it are such that a SELECT can read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import MetaData, Table, inspect, select
from sqlalchemy.exc import DBAPIError, NoSuchTableError

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.sqlalchemy.reflection import key_of
from openai_sql_shell.sqlalchemy.types import OF_CATALOG

RESOURCES = tuple(Catalog().declarations())
READABLE = [resource for resource in RESOURCES if resource.columns]
KEYED = [resource for resource in RESOURCES if key_of(resource)]


@pytest.fixture
def inspector(engine):
    return inspect(engine)


def test_schemas_are_the_services_and_the_session(inspector):
    schemas = inspector.get_schema_names()
    assert schemas[0] == inspector.default_schema_name == "main"
    assert set(schemas[1:]) == {resource.schema for resource in RESOURCES}
    assert inspector.has_schema("openai.batch")
    assert not inspector.has_schema("batch")


def test_every_resource_is_a_table_or_a_view(inspector):
    for schema in inspector.get_schema_names()[1:]:
        own = [resource for resource in RESOURCES if resource.schema == schema]
        assert inspector.get_table_names(schema) == [r.name for r in own if not r.view]
        assert inspector.get_view_names(schema) == [r.name for r in own if r.view]


def test_columns_are_the_visible_ones_then_the_hidden_ones_and_nothing_is_sent(inspector, sandbox):
    sandbox.forget_requests()
    for resource in RESOURCES:
        found = inspector.get_columns(resource.name, resource.schema)
        declared = [*resource.columns, *resource.hidden]
        assert [column["name"] for column in found] == [column.name for column in declared]
        assert [column["type"] for column in found] == [OF_CATALOG[column.type] for column in declared]
        hidden = [column["comment"].startswith("hidden: ") for column in found]
        assert hidden == [False] * len(resource.columns) + [True] * len(resource.hidden)
        assert inspector.get_table_comment(resource.name, resource.schema) == {"text": resource.description}
        for none in ("foreign_keys", "indexes", "unique_constraints", "check_constraints"):
            assert getattr(inspector, f"get_{none}")(resource.name, resource.schema) == []
        if resource.view:
            assert inspector.get_view_definition(resource.name, resource.schema) == resource.view
    assert sandbox.requests == []


def test_keys_are_what_one_object_is_read_by(inspector):
    key = {
        name: inspector.get_pk_constraint(*name.split("|"))["constrained_columns"]
        for name in (
            "batches|openai.batch",
            "messages|openai.assistants",
            "costs|openai.costs",
            "versions|openai.skills",
        )
    }
    assert list(key.values()) == [["id"], ["thread_id", "id"], [], ["skill_id", "version"]]


@pytest.mark.parametrize("resource", KEYED, ids=lambda resource: resource.id)
def test_an_object_is_read_by_its_key_with_one_get(resource, seeded_sandbox, engine_on):
    """Whether there is one or not: what matters is that the whole key travels in the path."""
    engine = engine_on(seeded_sandbox, "max_requests=1&retries=0")
    with engine.connect() as connection:
        table = Table(resource.name, MetaData(), schema=resource.schema, autoload_with=connection)
        key = list(table.primary_key)
        assert [column.name for column in key] == list(key_of(resource))
        query = select(table).where(*(column == f"k-{column.name}" for column in key))
        seeded_sandbox.forget_requests()
        with suppress(DBAPIError):
            connection.execute(query).all()
    asked = [(seen.method, seen.path) for seen in seeded_sandbox.requests]
    assert [method for method, _ in asked] == ["GET"]
    assert all(f"k-{column.name}" in asked[0][1] for column in key)


@pytest.mark.parametrize("resource", READABLE, ids=lambda resource: resource.id)
def test_a_table_has_no_column_that_a_select_could_not_read(resource, seeded_engine):
    """As ``SELECT *`` does it: the same rows, or the same error."""
    with seeded_engine.connect() as connection:
        connection.connection.dbapi_connection.session.settings.max_requests = 2
        table = Table(resource.name, MetaData(), schema=resource.schema, autoload_with=connection)

        def answer(*statement):
            try:
                with connection.exec_driver_sql(*statement) as found:
                    return len(found.fetchmany(1))
            except DBAPIError as error:
                return error.orig.message

        text = str(select(table).compile(connection))
        assert resource.id in text.replace('"', "")
        assert answer(f"{text} LIMIT 1") == answer(f"SELECT * FROM {resource.id} LIMIT 1")


def test_names_are_found_in_any_case_and_by_aliases_and_others_are_not(inspector):
    assert inspector.has_table("BATCHES", "openai.batch")
    assert inspector.has_table("batches", "openai.batches")
    for name, schema in (
        ("batches", None),
        ("batches", "batch"),
        ("batchs", "openai.batch"),
        ("batches", "main"),
    ):
        assert not inspector.has_table(name, schema)
        for ask in (
            inspector.get_columns,
            inspector.get_pk_constraint,
            inspector.get_indexes,
            inspector.get_table_comment,
            inspector.get_view_definition,
        ):
            with pytest.raises(NoSuchTableError):
                ask(name, schema)
    assert inspector.get_table_names("openai.nothing") == inspector.get_view_names("openai.nothing") == []


def test_tables_of_the_session_have_their_declared_types(engine):
    with engine.connect() as connection:
        for statement in (
            "CREATE TABLE t (a INTEGER, b VARCHAR(3) NOT NULL, PRIMARY KEY (b, a))",
            "CREATE TEMP TABLE tt (a)",
            "CREATE VIEW v AS SELECT id, created_at FROM openai.batch.batches",
        ):
            connection.exec_driver_sql(statement)
        inspector = inspect(connection)
        assert inspector.get_table_names() == ["t"]
        assert inspector.get_temp_table_names() == ["tt"]
        assert inspector.get_view_names() == ["v"]
        assert inspector.get_view_names("main") == []
        assert inspector.get_pk_constraint("t")["constrained_columns"] == ["b", "a"]
        described = {c["name"]: (str(c["type"]), c["nullable"]) for c in inspector.get_columns("t")}
        assert described == {"a": ("INTEGER", True), "b": ("VARCHAR(3)", False)}
        assert {c["name"]: str(c["type"]) for c in inspector.get_columns("v")} == {
            "id": "TEXT",
            "created_at": "INTEGER",
        }
        assert "SELECT id" in inspector.get_view_definition("v")


def test_what_exists_is_asked_without_a_statement(engine, monkeypatch):
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")
        inspector = inspect(connection)
        session = connection.connection.dbapi_connection.session
        monkeypatch.setattr(session, "execute", None)
        MetaData().reflect(connection, schema="openai.batch", views=True)
        MetaData().reflect(connection)
        assert inspector.has_table("t")
