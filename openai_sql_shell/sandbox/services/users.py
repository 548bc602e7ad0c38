"""Groups and users: their members and their roles are memberships."""

from __future__ import annotations

from openai_sql_shell.sandbox.memberships import add

OPERATIONS = {"role_assignments.assign_user_role": add}
