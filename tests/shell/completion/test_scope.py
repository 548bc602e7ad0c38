import pytest
from shell.completion.places import context_of

from openai_sql_shell.catalog.model import Column, DataType
from openai_sql_shell.classes import replace
from openai_sql_shell.shell.completion.scope import MOST_COLUMNS
from openai_sql_shell.shell.completion.snapshot import Snapshot

BATCHES = "openai.batch.batches"


def scope(text, snapshot=None):
    return context_of(text, snapshot or Snapshot()).scope


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"select ▮ from {BATCHES}", ["batches"]),
        (f"select ▮ from {BATCHES} as b, openai.files.files f", ["b", "f"]),
        (f"select ▮ from {BATCHES} b left join openai.files.files f on f.id = b.id", ["b", "f"]),
        (f"select * from {BATCHES} b where exists (select ▮ from openai.files.files f)", ["f", "b"]),
        ("select * from a union select ▮ from b union all select * from c", ["b"]),
        ("select ▮ from (select id from x) y", ["y"]),
        ("select ▮ from (a join b on 1)", ["a"]),
        ("select count(▮ from x", ["x"]),
        ("update x set a = ▮", ["x"]),
        ("delete from x where ▮", ["x"]),
        ("insert into x (a) values (1) returning ▮", ["x"]),
        ("select a is distinct from ▮ from x", ["x"]),
        ("select ▮ from json_each('[1]') e", ["e"]),
        ("with c as (select 1) select ▮ from c d", ["d"]),
        ('select ▮ from "odd name"', ["odd name"]),
        ("select ▮", []),
    ],
)
def test_the_tables_in_scope_are_found(text, names):
    assert [source.name for source in scope(text).sources] == names


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("select ▮ from read_csv('it''s.csv') f", ["read_csv", "it's.csv"]),
        ("select * from x join read_jsonl(:file) on ▮", ["read_jsonl", "out.jsonl"]),
        (
            "select ▮ from READ_CSV('f.csv', header = true, filename = true)",
            ["read_csv", "f.csv", "filename"],
        ),
        ("with c as (select * from read_json('f.json')) select ▮ from c", ["read_json", "f.json"]),
        ("select ▮ from read_csv(f)", []),
        ("select ▮ from read_csv(", []),
    ],
)
def test_the_columns_of_a_file_are_asked_for_by_function_and_path(text, columns):
    plain = [Column(name, DataType.STRING, "") for name in ("function", "path")]
    snapshot = Snapshot(
        variables=(("file", "out.jsonl"),),
        file_columns=lambda *call: [replace(c, name=part) for c, part in zip(plain, call, strict=True)],
    )
    assert [column.name for source in scope(text, snapshot).sources for column in source.columns] == columns


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (f"with c as (select id, status st from {BATCHES}) select ▮ from c", ["id", "st"]),
        ("with c as (select 1 as one, 2) select ▮ from c", ["one"]),
        ("with c(a, b) as (select 1, 2) select ▮ from c", ["a", "b"]),
        ("with a as (select 1 as x), b as (select *, 2 as y from a) select ▮ from b", ["x", "y"]),
        (f"select ▮ from (select b.* from {BATCHES} b, other o) x", None),
        ("with recursive c as (select 1 as n union all select n + 1 from c) select ▮ from c", ["n"]),
        (
            "select ▮ from (select count(*) n, lower(a) as low, a + b, case when 1 then 2 end c from t) x",
            ["n", "low", "c"],
        ),
    ],
)
def test_queries_give_their_columns(text, columns):
    expected = columns or [c.name for c in Snapshot().resource(BATCHES.split(".")).columns]
    assert [c.name for c in scope(text).sources[0].columns] == expected


def test_a_column_keeps_its_values_on_the_way_through_queries():
    found = scope(f"with c as (select status as s from {BATCHES}) select * from (select s from c) x where ▮")
    source, column = found.find(["s"])
    assert (source.name, column.enum[0]) == ("x", "validating")


def test_a_name_is_a_with_query_before_it_is_a_table_of_the_session(snapshot):
    found = scope("with done as (select 1 as one) select ▮ from done", snapshot)
    assert [c.name for c in found.sources[0].columns] == ["one"]


@pytest.mark.parametrize(
    ("name", "service", "resource"),
    [
        ("openai.batch.batches", None, "openai.batch.batches"),
        ("OPENAI.BATCH.BATCHES", None, "openai.batch.batches"),
        ("openai.batches.batches", None, "openai.batch.batches"),
        ("batch.batches", None, "openai.batch.batches"),
        ("batches", "batch", "openai.batch.batches"),
        ("files", "batch", "openai.files.files"),
        ("openai.files", None, None),
        ("upload_parts", None, "openai.uploads.upload_parts"),
        ("nothing", None, None),
        ("a.b.c.d", None, None),
    ],
)
def test_names_mean_resources(name, service, resource):
    found = Snapshot(service=service).resource(name.split("."))
    assert (found.id if found else None) == resource


def test_columns_that_multiply_are_cut_off():
    steps = ", ".join(f"c{i} as (select * from c{i - 1} a, c{i - 1} b)" for i in range(1, 30))
    found = scope(f"with c0 as (select * from {BATCHES}), {steps} select ▮ from c29")
    assert len(found.sources[0].columns) == MOST_COLUMNS
