"""One declaration of the columns: in SQL, in Arrow and in Spark they are the same, in this order."""

from __future__ import annotations

import pytest

from openai_sql_shell import arrow
from openai_sql_shell.arrow import ArrowField, Kind
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.errors import UsageError
from openai_sql_shell.lines.schema import BODY, FIELDS, arrow_schema
from openai_sql_shell.spark import types as spark_types
from openai_sql_shell.spark.types import NAMES, check_schema, ddl, result_fields

OF_SQL = {
    "string": "string",
    "integer": "bigint int",
    "number": "decimal(18,9)",
    "array": "string",
    "object": "string",
    "any": "string",
}
"""Spark's types by the catalog's."""


def columns_of(text):
    return [tuple(part.strip(" `").split("` ")) for part in text.replace("(18,9)", "(18;9)").split(",")]


@pytest.mark.parametrize("body", [False, True])
def test_sql_arrow_and_spark_have_the_same_columns(body):
    spark = {name: kind.replace(";", ",") for name, kind in columns_of(ddl(result_fields(body=body)))}
    assert list(spark) == arrow_schema(body=body).names
    resource = Catalog().resource("batch", "batch_results")
    for name, kind in spark.items():
        assert kind in OF_SQL[resource.column(name).type.value].split(" "), name


def test_what_spark_takes_is_what_is_declared_but_for_two_kinds_of_strings():
    pa = pytest.importorskip("pyarrow")
    declared, made = arrow.schema((*FIELDS, BODY)), arrow.schema(result_fields(body=True))
    for one, other in zip(declared, made, strict=True):
        of_text = pa.types.is_dictionary(one.type) or pa.types.is_large_string(one.type)
        assert other.type == (pa.string() if of_text else one.type)
        assert other.nullable


def test_names_that_spark_cannot_tell_apart_are_an_error():
    with pytest.raises(UsageError, match="several columns are named a"):
        ddl([ArrowField("a"), ArrowField("b"), ArrowField("a")])


def test_a_schema_of_one_s_own_is_an_error():
    fields = result_fields(body=False)
    own = [(name, kind.replace(";", ",")) for name, kind in columns_of(ddl(fields))]
    check_schema(own, fields)
    for wrong in (own[:-1], [*own, ("body", "string")], [("batch_id", "binary"), *own[1:]]):
        with pytest.raises(UsageError, match="cannot be chosen"):
            check_schema(wrong, fields)


def test_what_spark_writes_of_a_schema_is_read_again():
    kinds = [kind for kind in Kind if kind in NAMES and kind is not Kind.DECIMAL]
    given = [(f"c{at}", NAMES[kind]) for at, kind in enumerate(kinds)]
    made = spark_types.arrow_schema(given)
    assert made.names == [name for name, _ in given]
    assert str(made.field(f"c{kinds.index(Kind.TIME)}").type) == "timestamp[us, tz=UTC]"
    plain = arrow.schema([ArrowField(name, kind) for (name, _), kind in zip(given, kinds, strict=True)])
    assert [(a, b) for a, b in zip(made.types, plain.types, strict=True) if a != b] == [
        (made.field(f"c{kinds.index(Kind.TIME)}").type, plain.field(f"c{kinds.index(Kind.TIME)}").type)
    ]
    with pytest.raises(UsageError, match="map<string,string>"):
        spark_types.arrow_schema([("m", "map<string,string>")])
