"""Objects that are about others follow them: renamed they are shown so, and gone they are gone; what is locked stays."""

from __future__ import annotations

import pytest

from openai_sql_shell.sandbox import Sandbox
from openai_sql_shell.sandbox.references import MEMBERSHIPS, about

ORGANIZATION = "/organization"
PROJECT = f"{ORGANIZATION}/projects/proj_support"


@pytest.fixture
def admin(clock, connect):
    """A client with the admin key on a sandbox with a past."""
    with Sandbox(clock=clock) as sandbox:
        client = connect(sandbox)

        def send(verb, path, body=None):
            return client.send(verb, path, body, Authorization=f"Bearer {sandbox.admin_key}")

        send("GET", f"{ORGANIZATION}/users")
        yield send, sandbox._dispatcher._store


def members_of(store, table, key):
    return list(about(store, table, store[table].get(f"/{key}")))


REFERRED = {table for kind in MEMBERSHIPS.values() for table in kind.of}


@pytest.mark.parametrize("table", MEMBERSHIPS)
def test_every_membership_of_the_past_is_about_something_that_is_there(admin, table):
    _, store = admin
    rows = store[table].all()
    found = [m for of in REFERRED for r in store[of].all() for n, m in about(store, of, r) if n == table]
    assert len(rows) > 0
    assert {r.key for r in rows} == {m.key for m in found}


@pytest.mark.parametrize(
    ("table", "key", "path", "name"),
    [
        ("groups.groups", "group-engineering", f"{ORGANIZATION}/groups/group-engineering", "group_name"),
        ("roles.roles", "role-auditor", f"{ORGANIZATION}/roles/role-auditor", "name"),
    ],
)
def test_a_new_name_is_shown_wherever_the_object_is_a_member(admin, table, key, path, name):
    send, store = admin
    column = "name" if table.startswith("groups") else "role_name"
    assert send("POST", path, {column: "renamed"}).status == 200
    members = members_of(store, table, key)
    assert {member.fields[name] for _, member in members} == {"renamed"}


@pytest.mark.parametrize(
    ("table", "key", "path"),
    [
        ("groups.groups", "group-engineering", f"{ORGANIZATION}/groups/group-engineering"),
        ("roles.roles", "role-auditor", f"{ORGANIZATION}/roles/role-auditor"),
        ("users.users", "user-support", f"{ORGANIZATION}/users/user-support"),
    ],
)
def test_nothing_is_left_of_what_is_removed(admin, table, key, path):
    send, store = admin
    before = members_of(store, table, key)
    assert len(before) > 0
    assert send("DELETE", path).status == 200
    assert [member.key for name, member in before if member.key in store[name]] == []


def test_the_keys_of_a_service_account_go_with_it(admin):
    send, _ = admin
    made = send("POST", f"{PROJECT}/service_accounts", {"name": "robot"}).json
    more = send("POST", f"{PROJECT}/service_accounts/{made['id']}/api_keys", {}).json

    def keys():
        return {row["id"]: row["owner"] for row in send("GET", f"{PROJECT}/api_keys").json["data"]}

    own = {made["api_key"]["id"], more["id"]}
    assert own < set(keys())
    send("POST", f"{PROJECT}/service_accounts/{made['id']}", {"name": "golem"})
    assert {keys()[key]["service_account"]["name"] for key in own} == {"golem"}
    send("DELETE", f"{PROJECT}/service_accounts/{made['id']}")
    assert keys()
    assert not own & set(keys())


def test_an_archived_project_and_what_is_in_it_cannot_be_changed(admin):
    send, _ = admin
    assert send("POST", f"{PROJECT}/archive").status == 200
    calls = [
        ("POST", PROJECT, {"name": "again"}),
        ("POST", f"{PROJECT}/archive", None),
        ("POST", f"{PROJECT}/service_accounts", {"name": "robot"}),
        ("DELETE", f"{PROJECT}/users/user_sandbox", None),
    ]
    replies = [send(*call) for call in calls]
    assert [reply.status for reply in replies] == [400] * len(calls)
    assert all("archived" in reply.error["message"] for reply in replies)
    assert send("GET", f"{PROJECT}/users").status == 200


def test_a_predefined_role_stays(admin):
    send, _ = admin
    path = f"{ORGANIZATION}/roles/role-owner"
    for reply in (send("DELETE", path), send("POST", path, {"role_name": "boss"})):
        assert (reply.status, "predefined" in reply.error["message"]) == (400, True)
    assert send("GET", path).json["name"] == "owner"
