"""The general engine: paging, filters, errors, secrets, keys, what outlives a restart."""

from __future__ import annotations

import pytest
from each import each
from every_operation import METHODS, Caller

from openai_sql_shell.catalog.model import KeyClass, Paging, Returns
from openai_sql_shell.sandbox import Sandbox
from openai_sql_shell.sandbox.pages import cursor_of
from openai_sql_shell.sandbox.records import Record

LISTS = [
    (m, r)
    for m, r in METHODS
    if m.http == "GET" and m.returns is Returns.LIST and m.max_page and not m.window
]


def name_of(pair):
    return f"{pair[1].service}.{pair[0].name}"


@pytest.fixture
def admin(api, sandbox):
    """A client with the admin key on the empty sandbox."""

    def send(verb, path, body=None):
        return api.send(verb, path, body, Authorization=f"Bearer {sandbox.admin_key}")

    return send


@each(LISTS, name_of)
def test_a_list_read_object_by_object_is_the_list_read_at_once(pair, full):
    method, _ = pair
    path = full.path(method)
    everything = full.call(method, f"{path}?limit={min(method.max_page, 100)}")[1].json["data"]
    found, cursor, ended = [], "", False
    for _ in range(12):
        page = full.call(method, f"{path}?limit=1{cursor}")[1].json
        found += page["data"]
        ended = not page["has_more"]
        if ended:
            break
        key = {Paging.NEXT_CURSOR: page.get("next"), Paging.AFTER_LAST_ID: page.get("last_id")}.get(
            method.paging
        )
        cursor = f"&{method.paging.cursor}={key or cursor_of(Record('', 0, page['data'][-1]))}"
    assert found == everything[: len(found)]
    assert ended == (len(found) == len(everything))


@each(LISTS, name_of)
def test_every_list_shows_rows_at_once(pair, full):
    method, _ = pair
    if any(name in method.path for name in ("fine_tuned_model_checkpoint", "checkpoints")):
        return
    if method.path.startswith("/threads"):
        runs = full.api.get("/threads/thread_demo1/runs").json["data"]
        path = method.path.replace("{thread_id}", "thread_demo1").replace("{run_id}", runs[0]["id"])
    else:
        path = method.path
        for name, key in (("{conversation_id}", "conv_demo1"), ("{response_id}", "resp_demo1")):
            path = path.replace(name, key)
        path = path if "{" not in path else full.path(method)
    assert full.call(method, path)[1].json["data"]


OBJECTS = [
    (m, r) for m, r in METHODS if m.path_parameters and m.http in ("GET", "POST", "DELETE") and not m.window
]


@each([p for p in OBJECTS if p[1].name != "calls"], name_of)
def test_what_does_not_exist_is_a_404_in_the_words_of_the_api(pair, api):
    method, _ = pair
    if "checkpoint" in method.path and method.http != "DELETE":
        return
    path = method.path
    for name in method.path_parameters:
        path = path.replace(f"{{{name}}}", "vsfb_nope" if name == "batch_id" else "nope")
    caller = Caller(api)
    caller.id_of = lambda _named: "nope"
    caller.part = "nope"
    _, reply = caller.call(method, path)
    assert reply.status == 404, reply.data
    assert reply.error["message"]


@each(METHODS, name_of)
def test_the_other_kind_of_key_is_refused_and_the_scope_named(pair, api, sandbox):
    method, _ = pair
    wrong = sandbox.key if method.key is KeyClass.ADMIN else sandbox.admin_key
    reply = api.send(method.http, method.path, Authorization=f"Bearer {wrong}")
    if method.path.startswith("/fine_tuning/checkpoints"):
        assert reply.status in (200, 400, 404)
        return
    assert reply.status == (403 if method.key is KeyClass.ADMIN else 401)
    assert "Missing scopes: " in reply.error["message"]


def test_one_key_for_both_kinds_can_be_chosen(clock, connect):
    with Sandbox(clock=clock, seed_data=False, key="sk-mine") as sandbox:
        client = connect(sandbox)
        assert client.get("/models").status == client.get("/organization/projects").status == 200


BODIES = [(m, r) for m, r in METHODS if m.body.value in ("json", "either") and m.http == "POST"]


@each(BODIES, name_of)
def test_an_unknown_property_is_named(pair, full):
    method, _ = pair
    path = method.path.replace("{", "").replace("}", "")
    _, reply = full.call(method, path, {"colour": "red"})
    assert (reply.status, reply.error["param"]) == (400, "colour")


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("/organization/admin_api_keys", lambda made: made["value"]),
        ("/organization/projects/proj_sandbox/service_accounts", lambda made: made["api_key"]["value"]),
    ],
)
def test_a_secret_is_told_once_and_never_kept(admin, path, secret):
    made = admin("POST", path, {"name": "robot"}).json
    value = secret(made)
    assert value.startswith("sk-")
    for shown in (path, f"{path}/{made['id']}", "/organization/projects/proj_sandbox/api_keys"):
        assert value not in admin("GET", shown).data.decode()
        assert value[-4:] in admin("GET", "/organization/admin_api_keys").data.decode() or "admin" not in path


def test_a_role_of_a_group_is_answered_with_both(admin):
    group = admin("POST", "/organization/groups", {"name": "g"}).json["id"]
    path = f"/organization/groups/{group}/roles"
    made = admin("POST", path, {"role_id": "role-reader"}).json
    assert (made["object"], made["group"]["id"], made["role"]["name"]) == ("group.role", group, "reader")
    assert [r["id"] for r in admin("GET", path).json["data"]] == ["role-reader"]
    assert admin("POST", path, {"role_id": "role-nope"}).status == 404
    assert admin("DELETE", f"{path}/role-reader").json["deleted"] is True
    assert admin("GET", path).json["data"] == []


def test_an_archived_project_is_hidden_unless_asked_for(admin):
    made = admin("POST", "/organization/projects", {"name": "p"}).json["id"]
    assert admin("POST", f"/organization/projects/{made}/archive").json["status"] == "archived"

    def ids(query):
        return {p["id"] for p in admin("GET", f"/organization/projects{query}").json["data"]}

    assert made not in ids("")
    assert made in ids("?include_archived=true")


def test_a_certificate_is_active_where_it_was_activated(admin):
    made = admin("POST", "/organization/certificates", {"certificate": "-----BEGIN"}).json["id"]
    ids = {"certificate_ids": [made]}
    admin("POST", "/organization/projects/proj_sandbox/certificates/activate", ids)
    path = "/organization/projects/proj_sandbox/certificates"
    assert admin("GET", path).json["data"][0]["active"] is True
    assert admin("GET", "/organization/certificates").json["data"][0]["active"] is False


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("event_types[]=login.failed", lambda row: row["type"] == "login.failed"),
        (
            "actor_emails[]=ada@example.com",
            lambda row: row["actor"]["session"]["user"]["email"] == "ada@example.com",
        ),
        ("project_ids[]=proj_search", lambda row: row["project"]["id"] == "proj_search"),
        ("effective_at[gte]=1789000000", lambda row: row["effective_at"] >= 1789000000),
        ("effective_at[lt]=1789000000", lambda row: row["effective_at"] < 1789000000),
    ],
)
def test_the_audit_log_is_filtered(full, query, holds):
    reply = full.api.get(
        f"/organization/audit_logs?limit=100&{query}", Authorization=f"Bearer {full.api.sandbox.admin_key}"
    )
    rows = reply.json["data"]
    assert len(rows) > 0
    assert all(holds(row) for row in rows)


def test_what_stands_below_an_object_goes_with_it(api):
    thread = api.post("/threads", {"messages": [{"role": "user", "content": "a"}]}).json["id"]
    message = api.get(f"/threads/{thread}/messages").json["data"][0]["id"]
    api.delete(f"/threads/{thread}")
    again = api.post("/threads", {}).json["id"]
    assert api.get(f"/threads/{again}/messages/{message}").status == 404


def test_everything_outlives_a_restart(tmp_path, clock, connect):
    def lists():
        with Sandbox(tmp_path, clock=clock) as sandbox:
            caller = Caller(connect(sandbox))
            made = caller.api.post("/conversations", {"metadata": {"a": "b"}}).json["id"]
            kept.append(made)
            shown = [caller.api.get(f"/conversations/{key}").json["metadata"] for key in kept]
            assert shown == [{"a": "b"}] * len(kept)
            return {
                f"{r.service}.{m.name}": [
                    cursor_of(Record("", 0, row)) for row in caller.call(m, m.path)[1].json["data"]
                ]
                for m, r in LISTS
                if not m.path_parameters
            }

    kept = []
    assert lists() == lists()
