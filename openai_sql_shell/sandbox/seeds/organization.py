"""The seeds of an organization: projects, people, groups, roles, keys, limits, and what the audit log says of a month."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.memberships import join
from openai_sql_shell.sandbox.once_only import project_key, redacted
from openai_sql_shell.sandbox.services.organization import add_rate_limits

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.records import Json, Record
    from openai_sql_shell.sandbox.store import Store

DAY = 86_400
PROJECTS: tuple[tuple[str, str, int], ...] = (
    ("proj_sandbox", "Default project", 400),
    ("proj_support", "Support assistant", 210),
    ("proj_search", "Search", 150),
    ("proj_research", "Research", 90),
)
"""Id, name and age in days; the usage of the past names them."""
ARCHIVED = ("proj_pilot", "Pilot 2024", 390)
PEOPLE: tuple[tuple[str, str, str], ...] = (
    ("user_sandbox", "Ada Sandbox", "owner"),
    ("user-support", "Bela Moreau", "reader"),
    ("user-search", "Chidi Ray", "reader"),
    ("user-research", "Dana Lindqvist", "owner"),
    ("user-intern", "Eli Novak", "reader"),
    ("user-finance", "Fatima Osei", "reader"),
)
ROLES: tuple[tuple[str, str, tuple[str, ...], bool], ...] = (
    ("role-owner", "owner", ("api.organization.projects.read", "api.organization.projects.write"), True),
    ("role-reader", "reader", ("api.organization.projects.read",), True),
    ("role-billing", "billing viewer", ("api.usage.read",), False),
    ("role-auditor", "auditor", ("api.audit_logs.read",), False),
)
GROUPS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("group-engineering", "Engineering", ("user-support", "user-search"), "role-reader"),
    ("group-research", "Research", ("user-research", "user-intern"), "role-reader"),
    ("group-finance", "Finance", ("user-finance",), "role-billing"),
)
ACCOUNTS: tuple[tuple[str, str, str], ...] = (
    ("proj_sandbox", "key_sandbox", "laptop"),
    ("proj_support", "key_support", "helpdesk"),
    ("proj_search", "key_search", "indexer"),
    ("proj_research", "key_research", "notebooks"),
    ("proj_research", "key_batch", "nightly batches"),
)
"""Service accounts with the ids of their keys."""
EVENTS: tuple[tuple[str, str], ...] = (
    ("login.succeeded", ""),
    ("login.succeeded", ""),
    ("login.succeeded", ""),
    ("logout.succeeded", ""),
    ("login.failed", ""),
    ("api_key.created", "key_"),
    ("api_key.updated", "key_"),
    ("api_key.deleted", "key_"),
    ("service_account.created", "svc_acct_"),
    ("project.updated", "proj_"),
    ("invite.sent", "invite-"),
    ("user.updated", "user-"),
    ("rate_limit.updated", "rl-"),
    ("group.created", "group-"),
    ("role.assignment.created", "role-"),
)
"""Kinds of entries of the audit log, with what their ids begin with; those that are frequent stand here more often."""
LOGGED = 200


def build(store: Store) -> None:
    """Make what every organization has, and for a store with a past all the rest."""
    now = store.now()
    full = store.seeded
    for key, name, age in PROJECTS if full else PROJECTS[:1]:
        make(store, "projects.projects", {"id": key, "name": name}, at=now - age * DAY)
        add_rate_limits(store, key)
    for number, (key, name, role) in enumerate(PEOPLE if full else PEOPLE[:1]):
        email = f"{name.split()[0].lower()}@example.com"
        known = {"id": key, "name": name, "email": email, "role": role, "is_service_account": False}
        make(store, "users.users", known, at=now - (400 - 50 * number) * DAY)
    for key, name, permissions, predefined in ROLES if full else ROLES[:2]:
        known = {"id": key, "name": name, "permissions": list(permissions), "predefined_role": predefined}
        make(store, "roles.roles", known)
    if full:
        _people(store, now)
        _keys(store, now)
        _limits(store, now)
        _audit_log(store, now)


def _people(store: Store, now: float) -> None:
    key, name, age = ARCHIVED
    known: Json = {"id": key, "name": name, "status": "archived", "archived_at": int(now - 200 * DAY)}
    make(store, "projects.projects", known, at=now - age * DAY)
    for number, (group, title, members, role) in enumerate(GROUPS):
        with store.frozen_at(now - (120 - 30 * number) * DAY):
            make(store, "groups.groups", {"id": group, "name": title})
            for user in members:
                join(store, "groups.users", {"user_id": user}, {"group_id": group})
            join(store, "groups.role_assignments", {"role_id": role}, {"group_id": group})
    for number, (project, _, _) in enumerate(PROJECTS):
        path = {"project_id": project}
        with store.frozen_at(now - (80 - 10 * number) * DAY):
            for user, _, role in (PEOPLE[0], PEOPLE[number]) if number else PEOPLE[:1]:
                own = "owner" if role == "owner" else "member"
                join(store, "projects.project_users", {"user_id": user, "role": own}, path)
            group = GROUPS[number % len(GROUPS)][0]
            join(store, "projects.project_groups", {"group_id": group}, path)
            known = {
                "name": "operator",
                "permissions": ["api.model.request"],
                "description": "May call models.",
            }
            made = make(store, "roles.project_roles", known, project)
            whose = {**path, "group_id": group}
            join(store, "projects.project_group_role_assignments", {"role_id": made.fields["id"]}, whose)
            for user, _, _ in (PEOPLE[0], PEOPLE[number]):
                whose = {**path, "user_id": user}
                join(store, "projects.project_user_role_assignments", {"role_id": made.fields["id"]}, whose)
    join(store, "users.role_assignments", {"role_id": "role-auditor"}, {"user_id": "user-finance"})
    for number, status in enumerate(("accepted", "expired", "pending", "pending")):
        known = {"email": f"guest{number}@example.com", "role": "reader", "status": status}
        make(store, "invites.invites", known, at=now - (40 - 12 * number) * DAY)


def _keys(store: Store, now: float) -> None:
    for number, (project, key, name) in enumerate(ACCOUNTS):
        with store.frozen_at(now - (75 - 10 * number) * DAY):
            account = make(store, "projects.project_service_accounts", {"name": name}, project)
            _rename(
                store,
                project,
                project_key(store, project, f"{name} key", account, value=store.new_id("sk-svcacct-"))["id"],
                key,
                now,
            )
    owner = next(r for r in store["users.users"].all() if r.fields["id"] == PEOPLE[0][0])
    with store.frozen_at(now - 300 * DAY):
        project_key(store, PROJECTS[0][0], "first key", owner, "user", store.new_id("sk-proj-"))
    for number, name in enumerate(("terraform", "billing export")):
        value = f"sk-admin-{'x' * 20}{number:04}"
        known = {"name": name, "redacted_value": redacted(value), "last_used_at": int(now - number * DAY)}
        make(store, "admin_api_keys.admin_api_keys", known, at=now - (60 - 20 * number) * DAY)


def _rename(store: Store, project: str, made: str, key: str, now: float) -> None:
    """Give a key the id that the past calls it by."""
    record = store["projects.project_api_keys"].get(f"{project}/{made}")
    if record is not None:
        store.remove("projects.project_api_keys", record.key)
        fields = {**record.fields, "id": key, "last_used_at": int(now - 3600)}
        store.add("projects.project_api_keys", f"{project}/{key}", fields, parent=project)


def _limits(store: Store, now: float) -> None:
    for number, name in enumerate(("gateway 2025", "gateway 2026")):
        hidden = {"content": "-----BEGIN CERTIFICATE-----\nsandbox\n-----END CERTIFICATE-----\n"}
        known = {"name": name, "active": number == 1}
        at = now - (300 - 200 * number) * DAY
        make(store, "certificates.certificates", known, at=at, hidden=hidden)
    channel = {"type": "email", "recipients": ["fatima@example.com"], "subject_prefix": None}
    rule: Json = {"currency": "USD", "interval": "month", "notification_channel": channel}
    for amount in (50_000, 100_000):
        make(store, "spend_alerts.organization_spend_alerts", {"threshold_amount": amount, **rule})
    for project, _, _ in PROJECTS:
        make(store, "spend_alerts.project_spend_alerts", {"threshold_amount": 20_000, **rule}, project)


def _audit_log(store: Store, now: float) -> None:
    source = random.Random(store.seed)
    people: list[Record] = store["users.users"].all()
    moments = sorted(source.uniform(60, 30 * DAY) for _ in range(LOGGED))
    for age in reversed(moments):
        kind, prefix = source.choice(EVENTS)
        user = source.choice(people).fields
        project, title, _ = source.choice(PROJECTS)
        address = {"ip_address": f"203.0.113.{source.randrange(1, 255)}", "user_agent": "Mozilla/5.0"}
        actor = {
            "type": "session",
            "session": {"user": {"id": user["id"], "email": user["email"]}, **address},
        }
        about: Json = {"id": f"{prefix}{source.randrange(16**8):08x}"} if prefix else {}
        if kind == "login.failed":
            about = {"error_code": "invalid_credentials", "error_message": "The password was wrong."}
        entry: Json = {
            "id": store.new_id("audit_log-"),
            "type": kind,
            "effective_at": int(now - age),
            "actor": actor,
            kind: about,
        }
        if prefix in ("key_", "svc_acct_", "rl-"):
            entry["project"] = {"id": project, "name": title}
        store.add("audit_logs.audit_logs", f"/{entry['id']}", entry, parent="")
