"""Every declaration keeps the promises the other rooms build on, whichever resource is added next."""

from __future__ import annotations

from itertools import combinations

import pytest
from each import each

from openai_sql_shell.api.messages import Request, Response
from openai_sql_shell.api.paging import Pager
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import BodyKind, DataType, Paging, Place, Returns, SqlVerb, StateKind
from openai_sql_shell.catalog.services import SERVICES

RESOURCES = [resource for service in SERVICES for resource in service.resources]
METHODS = [method for resource in RESOURCES for method in resource.methods]

each_resource = each(RESOURCES, lambda resource: resource.id)
each_method = each(METHODS, lambda method: method.name)


@each_resource
def test_everything_a_person_sees_is_described(resource):
    assert resource.title
    described = [resource, *resource.columns, *resource.methods, *resource.hidden]
    described += [p for m in resource.methods for p in (*m.parameters, *m.columns, *m.adds)]
    assert [thing.name for thing in described if not thing.description.endswith((".", "..."))] == []
    assert [thing.name for thing in described if "TODO" in thing.description] == []
    assert [thing.name for thing in described if "organis" in thing.description.lower()] == []


@each_resource
def test_names_are_lower_case_and_said_once(resource):
    columns = [c.name for c in (*resource.columns, *resource.hidden)]
    methods = [name for m in resource.methods for name in (m.name, *m.aliases)]
    for names in (columns, methods):
        assert len(set(names)) == len(names)
        assert all(name == name.lower() for name in names)


@each_resource
def test_the_whole_object_is_always_reachable(resource):
    assert [column.name for column in resource.hidden][-1:] == ["raw"] * bool(resource.methods)


@each_resource
def test_a_lifecycle_follows_columns_and_methods_that_exist(resource):
    life = resource.lifecycle
    if life is None:
        return
    poll = resource.method(life.poll)
    state = resource.column(life.state)
    assert poll.verb is SqlVerb.SELECT
    assert poll.returns is Returns.OBJECT
    assert all(p.required for p in poll.parameters if p.place is Place.PATH)
    assert set(life.success_states) <= set(life.terminal_states) <= set(state.enum)
    assert {m for method in resource.methods for m in method.success_states} <= set(life.terminal_states)
    assert not life.counts or resource.column(life.counts)
    assert life.pending is None or life.pending in resource.column(life.counts).members
    assert life.errors is None or resource.column(life.errors)
    assert 0 < life.interval < life.deadline


@each_resource
def test_conditions_choose_one_way_to_read(resource):
    """Two methods of a verb that need the same parameters could not be told apart."""
    for one, other in combinations(resource.methods, 2):
        if one.verb is other.verb is not SqlVerb.EXEC:
            assert {p.name for p in one.required} != {p.name for p in other.required}


@each_method
def test_path_parameters_are_declared_and_required(method):
    declared = {p.name for p in method.parameters if p.place is Place.PATH}
    assert set(method.path_parameters) == declared
    assert all(p.required for p in method.parameters if p.place is Place.PATH)


@each_resource
def test_columns_that_parameters_and_orders_speak_of_exist(resource):
    named = {p.column for method in resource.methods for p in method.parameters}
    named |= {method.order_column for method in resource.methods}
    assert named - {None} <= {c.name for c in resource.columns}


@each_method
def test_the_http_verb_fits_the_sql_verb(method):
    allowed = {
        SqlVerb.SELECT: {"GET", "POST"} if method.billable else {"GET"},
        SqlVerb.INSERT: {"POST"},
        SqlVerb.UPDATE: {"POST"},
        SqlVerb.DELETE: {"DELETE"},
        SqlVerb.EXEC: {"POST", "GET"},
    }
    assert method.http in allowed[method.verb]


@each_method
def test_a_body_is_declared_where_there_are_properties_for_it(method):
    assert any(p.place is Place.BODY for p in method.parameters) == (method.body is not BodyKind.NONE)


@each_method
def test_of_an_either_or_pair_one_is_given(method):
    """Never both and never neither; what is spoken of is declared."""
    declared = {p.name: p for p in method.parameters}
    for p in method.parameters:
        assert {*p.excludes, *filter(None, [p.unless])} <= declared.keys()
        other = declared.get(p.unless or "")
        assert other is None or (p.required and not other.required)
        assert other is None or other.name in p.excludes or p.name in other.excludes


@each_method
def test_only_lists_are_paged_and_ordered(method):
    if method.returns is not Returns.LIST:
        assert method.max_page is None
        assert method.order_column is None


@pytest.mark.parametrize("paging", Paging)
def test_every_idiom_with_a_cursor_parameter_is_followed_and_no_other(paging):
    """A new one is a member of the enum and its reader in `api.paging`."""
    everything = {"data": [{"id": "x"}], "last_id": "x", "next": "x", "next_page": "x"}
    first = Request("GET", "/things", query=(("limit", "1"),))
    pager = Pager(first, paging)
    pager.take(Response(first, 200, {}, b"", payload=everything))
    assert (pager.request and pager.request.query[1:]) == (paging.cursor and ((paging.cursor, "x"),))


LOOKS_BY_POST = {"search_vector_store", "validate_grader", "get_input_token_counts"}


@each_method
def test_what_only_looks_is_not_taken_for_a_change(method):
    assert method.changes == (method.http != "GET" and method.name not in LOOKS_BY_POST), (
        "a POST that changes nothing is declared read_only and named in LOOKS_BY_POST"
    )


def test_every_service_has_a_title_and_resources_of_its_own_name():
    for service in Catalog().services:
        assert service.title
        assert service.description
        assert {r.service for r in service.resources} == {service.name}


@each_resource
def test_the_order_of_use_names_columns_and_begins_with_what_identifies(resource):
    assert set(resource.order_of_use) <= set(resource.by_column)
    assert set(resource.always) <= set(resource.by_column)
    assert len(set(resource.order_of_use)) == len(resource.order_of_use)
    assert set(resource.place_of_use) == set(resource.by_column)
    if "id" in resource.by_column and not any(method.lines for method in resource.methods):
        assert resource.place_of_use["id"] == 0


@each_resource
def test_a_column_that_holds_what_a_parameter_leads_to_identifies(resource):
    leading = {p.name for method in resource.methods for p in method.parameters if p.leads_to is not None}
    assert all(c.is_id for c in resource.columns if c.name in leading and c.type is DataType.STRING)


@each_resource
def test_every_known_state_means_something_and_agrees_with_the_lifecycle(resource):
    for column in resource.columns:
        assert set(column.states) in (set(), set(column.enum))
    life = resource.lifecycle
    if life is not None:
        states = resource.column(life.state).states
        assert {s for s, kind in states.items() if kind is StateKind.DONE} == set(life.success_states)
        assert {s for s, kind in states.items() if kind is not StateKind.RUNNING} == set(life.terminal_states)


@each_resource
def test_objects_of_counts_have_the_members_that_are_shown(resource):
    counts = [column for column in resource.columns if column.counts]
    assert all({"total", "completed", "failed"} <= set(column.members) for column in counts)
    life = resource.lifecycle
    assert life is None or not life.counts or resource.column(life.counts) in counts
