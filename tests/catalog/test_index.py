"""The index says of each service what its declarations say, and a service that it lacks is found all the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from faults import FaultySandbox
from harness import Time, make_session

from openai_sql_shell.catalog import index, lookup, services
from openai_sql_shell.catalog.index import INDEX
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.services import SERVICES, load, service_modules
from openai_sql_shell.catalog.summary import index_source, summary_of
from openai_sql_shell.classes import replace
from openai_sql_shell.errors import UnknownName
from openai_sql_shell.shell.completion.snapshot import Snapshot
from openai_sql_shell.shell.completion.text import TextCompleter
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer

MODULE = """
from openai_sql_shell.catalog.declare import in_path, lists, reads, text, unix_time
from openai_sql_shell.catalog.model import Paging, Resource, Service

GADGETS = Resource(
    "gadgets", "gadgets", "Gadgets", "Things of a test.",
    aliases=("gizmos.all",),
    columns=(text("id", "The id."), text("colour", "Its colour.", enum=("red", "blue")), unix_time("created_at", "When.")),
    methods=(
        lists("list_gadgets", "/gadgets", "All of them.", paging=Paging.AFTER_LAST_ID, max_page=100),
        reads("retrieve_gadget", "/gadgets/{gadget_id}", "One.", in_path("gadget_id", "Which.", column="id")),
    ),
)
SERVICE = Service("gadgets", "Gadgets", "What no index knows.", (GADGETS,))
"""


@pytest.fixture
def dropped_in(tmp_path, monkeypatch):
    """One file in a folder of services, and nothing else."""
    (tmp_path / "gadgets.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setattr(services, "__path__", [*services.__path__, str(tmp_path)])
    yield
    sys.modules.pop(f"{services.__name__}.gadgets", None)
    vars(services).pop("gadgets", None)


@pytest.fixture
def session(request):
    request.getfixturevalue("dropped_in")
    time = Time()
    with FaultySandbox(clock=time, seed_data=False) as sandbox:
        session = make_session(sandbox, time)
        yield session
        session.close()


def test_the_index_is_what_the_declarations_say():
    assert {service.name: summary_of(service) for service in SERVICES} == INDEX, "run `make index`"
    assert Path(index.__file__).read_text(encoding="utf-8") == index_source(SERVICES), "run `make index`"


def test_a_module_has_the_name_of_its_service():
    assert [load(name).name for name in service_modules()] == service_modules()


def test_a_summary_leads_to_its_declaration():
    catalog = Catalog()
    for summary, resource in zip(catalog.resources, catalog.declarations(), strict=True):
        assert catalog.declaration(summary) is resource
        assert (summary.id, summary.schema) == (resource.id, resource.schema)
        assert catalog.table(resource.schema, resource.name) is resource


def test_the_declarations_of_a_service_can_come_first():
    names = [resource.service for resource in Catalog().declarations(first="uploads")]
    assert names[:2] == ["uploads", "uploads"]
    assert sorted(names) == [resource.service for resource in Catalog().resources]


@pytest.mark.parametrize(
    ("schema", "name"),
    [("openai.batches", "batches"), ("openai.batch", "Batches"), ("batch", "batches"), ("main", "batches")],
)
def test_a_table_has_one_name(schema, name):
    assert Catalog().table(schema, name) is None


@pytest.mark.parametrize(
    ("service", "path", "serves"),
    [
        ("batch", "/batches", True),
        ("batch", "/batches/b_1/cancel", True),
        ("batch", "/batchesx", False),
        ("batch", "/files", False),
        ("files", "/files/f_1/content", True),
    ],
)
def test_a_request_finds_its_service_by_how_its_path_begins(service, path, serves):
    assert Catalog().service(service).serves(path) is serves


def test_every_method_is_found_by_its_path():
    for service in SERVICES:
        for path in {m.path for r in service.resources for m in r.methods if not m.derived}:
            assert summary_of(service).serves(path)


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SHOW SERVICES LIKE 'gadgets'", [("openai.gadgets", "gadgets", "Gadgets")]),
        ("SHOW RESOURCES IN openai.gadgets", [("gadgets", "openai.gadgets.gadgets")]),
        ("DESCRIBE openai.gizmos.all", [("id", "string"), ("colour", "string"), ("created_at", "integer")]),
        ("SELECT * FROM openai.gadgets.gadgets", []),
        ("SELECT count(*) FROM openai.gizmos.all", [(0,)]),
        ("SELECT count(*) FROM gadgets", [(0,)]),
    ],
)
def test_a_resource_is_added_by_one_file(session, sql, rows):
    assert list(session.execute(sql).rows) == rows


def test_the_sandbox_answers_for_a_resource_that_only_its_declaration_knows(session):
    list(session.execute("SELECT * FROM openai.gadgets.gadgets").rows)
    assert session.stats.requests == 1


@pytest.mark.usefixtures("dropped_in")
@pytest.mark.parametrize(
    ("text", "offered"),
    [("SELECT * FROM openai.gad", "gadgets"), ("SELECT * FROM gadgets WHERE colour = '", "red")],
)
def test_the_names_of_a_resource_that_was_added_are_completed(text, offered):
    found = TextCompleter(IncrementalTokenizer()).candidates(text, len(text), Snapshot())
    assert any(offered in candidate.text for candidate in found)


@pytest.mark.usefixtures("dropped_in")
def test_a_misspelt_name_may_mean_one_that_was_added():
    with pytest.raises(UnknownName) as caught:
        Catalog().service("gadgts")
    assert caught.value.hint.startswith("did you mean gadgets? (")


def test_a_resource_that_only_the_declarations_of_a_known_service_have_names_what_to_run(monkeypatch):
    models = load("models")
    more = replace(models.resources[0], name="extras", aliases=())
    monkeypatch.setattr(lookup, "load", lambda _name: replace(models, resources=(*models.resources, more)))
    with pytest.raises(UnknownName) as caught:
        Catalog().resource("models", "extras")
    assert "make index" in caught.value.hint
