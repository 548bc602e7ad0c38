"""The organization in SQL: projects, service accounts and keys joined; what goes in one is gone in the join."""

from __future__ import annotations

import pytest
from harness import Harness

from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.session.session import Session

JOINED = """
SELECT p.name, a.id AS account, k.id AS key
FROM openai.projects.projects p
JOIN openai.projects.project_service_accounts a ON a.project_id = p.id
JOIN openai.projects.project_api_keys k ON k.project_id = p.id AND k.owner->>'$.service_account.id' = a.id
"""


@pytest.fixture
def harness(sandbox, time):
    """One with the admin key, too."""
    keys = {"api_key": sandbox.key, "admin_key": sandbox.admin_key}
    session = Session(
        Profile("test", base_url=sandbox.url, sandbox=True, **keys), Settings(), clock=time.clock
    )
    yield Harness(session, sandbox, time)
    session.close()


def by_hand(harness):
    """The same, put together here."""
    found = set()
    for project, name in harness.rows("SELECT id, name FROM openai.projects.projects"):
        where = f"WHERE project_id = '{project}'"
        accounts = harness.rows(f"SELECT id FROM openai.projects.project_service_accounts {where}")
        owner = "owner->>'$.service_account.id'"
        keys = harness.rows(f"SELECT id, {owner} FROM openai.projects.project_api_keys {where}")
        found |= {(name, account, key) for (account,) in accounts for key, whose in keys if whose == account}
    return found


def test_projects_service_accounts_and_their_keys_are_joined(harness):
    harness.rows("INSERT INTO openai.projects.projects (name) VALUES ('Alpha'), ('Beta')")
    for name, project in harness.rows("SELECT name, id FROM openai.projects.projects"):
        accounts = [f"('{project}', '{name} {number}')" for number in range(2)]
        harness.rows(
            f"INSERT INTO openai.projects.project_service_accounts (project_id, name) VALUES {', '.join(accounts)}"
        )
    joined = set(harness.rows(JOINED))
    assert joined == by_hand(harness)
    assert len(joined) == 6
    name, account, _ = min(joined)
    [(project,)] = harness.rows(f"SELECT id FROM openai.projects.projects WHERE name = '{name}'")
    harness.rows(
        f"DELETE FROM openai.projects.project_service_accounts WHERE project_id = '{project}' AND id = '{account}'"
    )
    assert set(harness.rows(JOINED)) == {row for row in joined if row[1] != account} == by_hand(harness)
