"""The statements that the reference suggests: every one of every resource runs on the sandbox, with ids of objects that are there."""

from __future__ import annotations

import json
from time import time as now

import pytest
from each import each
from faults import FaultySandbox
from harness import Harness, Time
from reference.live_ids import A_WHILE, LiveIds

from openai_sql_shell.catalog import LOCAL
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.catalog.relations import Relations
from openai_sql_shell.classes import replace
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import ApiError
from openai_sql_shell.planner.planner import plan
from openai_sql_shell.planner.plans import QueryPlan
from openai_sql_shell.planner.scope import Scope
from openai_sql_shell.reference.example_values import CLASSES, made_up_id
from openai_sql_shell.reference.examples import GENERATING, examples
from openai_sql_shell.session.session import Session
from openai_sql_shell.sql.parser import parse

CATALOG = Catalog()
RELATIONS = Relations(CATALOG)
RESOURCES = list(CATALOG.declarations())
EXAMPLES = [
    pytest.param(resource, number, id=f"{resource.id}-{number}-{example.verb}")
    for resource in RESOURCES
    for number, example in enumerate(examples(resource, RELATIONS))
]
PRINTED = [(resource, example.sql) for resource in RESOURCES for example in examples(resource, RELATIONS)]
FILES = (
    "requests.jsonl",
    "speech.mp3",
    "sample.wav",
    "consent.wav",
    "cat.png",
    "clip.mp4",
    "SKILL.md",
    "part-1.bin",
)
REQUEST = {
    "custom_id": "one",
    "method": "POST",
    "url": "/v1/responses",
    "body": {"model": "gpt-4o-mini", "input": "Say hello."},
}


BEFORE = {"resume_fine_tuning_job": "pause_fine_tuning_job"}
"""What must be called before a method can be."""


@pytest.fixture
def answered():
    """A sandbox at the present: statements may say ``now``."""
    time = Time(now())
    with FaultySandbox(clock=time, seed=1) as sandbox:
        keys = {"api_key": sandbox.key, "admin_key": getattr(sandbox, "admin_key", sandbox.key)}
        profile = Profile("test", base_url=sandbox.url, sandbox=True, **keys)
        session = Session(profile, Settings(concurrency=1), clock=time.clock)
        yield Harness(session, sandbox, time)
        session.close()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the files of the examples are; as large as an upload's part says it is."""
    for name in FILES:
        (tmp_path / name).write_bytes(b"x" * 1024)
    (tmp_path / "requests.jsonl").write_text(json.dumps(REQUEST) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def example_of(resource, number, ids=made_up_id):
    return list(examples(resource, RELATIONS, ids))[number]


def run(answered, sql):
    """Run a statement; what is not ready yet is after a while."""
    try:
        answered.rows(sql)
    except ApiError:
        answered.time.seconds += A_WHILE
        answered.rows(sql)


@pytest.mark.parametrize(("resource", "number"), EXAMPLES)
@pytest.mark.usefixtures("folder")
def test_an_example_runs(answered, resource, number):
    verb = example_of(resource, number).verb
    ids = LiveIds(answered, RELATIONS, resource, verb)
    sql = example_of(resource, number, ids).sql
    if "@run = '...'" in sql:
        answered.rows(f"INSERT INTO openai.batch.batch_requests (raw) VALUES ('{json.dumps(REQUEST)}')")
        sql = sql.replace("...", answered.value("SELECT id FROM local.runs"))
    for method, before in BEFORE.items():
        if f".{method} " in sql:
            run(answered, sql.replace(method, before))
    run(answered, sql)
    assert bool(answered.requests) is (resource.service != LOCAL or ".resume " in sql)


@each(PRINTED, lambda printed: printed[1])
def test_an_example_as_it_is_printed_can_be_planned_and_changes_nothing_that_nobody_named(printed):
    resource, sql = printed
    what = plan(parse(sql), Scope(CATALOG, None, ()))
    assert resource.id in sql
    assert isinstance(what, QueryPlan) or "(SELECT" not in sql


@each(RESOURCES, lambda resource: resource.id)
def test_every_statement_that_a_resource_takes_has_an_example(resource):
    found = list(examples(resource, RELATIONS))
    assert {verb for verb in SqlVerb if resource.for_verb(verb)} <= {example.verb for example in found}
    generating = [m for m in resource.methods if m.changes and m.verb is SqlVerb.SELECT]
    assert all({e.verb for e in found if e.remark == m.description} == set(GENERATING) for m in generating)


EXAMPLED = [p for r in RESOURCES for m in r.methods for p in m.parameters if p.example is not None]


@each(EXAMPLED, lambda parameter: parameter.name)
def test_the_example_of_a_declaration_is_a_value_that_the_parameter_takes(parameter):
    kind = CLASSES.get(parameter.type, object)
    assert isinstance(parameter.example, kind) or (
        parameter.local_file and isinstance(parameter.example, str)
    )
    examples = parameter.example if isinstance(parameter.example, list) else [parameter.example]
    assert not parameter.enum or set(examples) <= set(parameter.enum)
    json.dumps(parameter.example)


def test_an_example_shows_the_value_of_its_declaration():
    upload = CATALOG.resource("uploads", "upload_parts")
    changed = [
        replace(p, example="mine.bin") if p.name == "data" else p for p in upload.methods[0].parameters
    ]
    method = replace(upload.methods[0], parameters=tuple(changed))
    shown = [e.sql for e in examples(replace(upload, methods=(method,)), RELATIONS)]
    assert any("mine.bin" in sql for sql in shown)
