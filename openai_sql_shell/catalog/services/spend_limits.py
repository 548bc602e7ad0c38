"""Spend limits: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    deletes,
    in_path,
    integer,
    json_object,
    reads,
    required,
    text,
    updates,
    words,
)
from openai_sql_shell.catalog.model import DataType, KeyClass, Resource, Service

OF_PROJECT = in_path("project_id", "TODO")

ORGANIZATION_SPEND_LIMITS = Resource(
    "spend_limits",
    "organization_spend_limits",
    "Organization spend limits",
    "TODO",
    order_of_use=words("threshold_amount currency interval enforcement"),
    always=words("object threshold_amount currency interval enforcement"),
    columns=(
        text("object", "Always organization.spend_limit.", enum=("organization.spend_limit",)),
        integer("threshold_amount", "TODO"),
        text("currency", "TODO", enum=("USD",)),
        text("interval", "TODO", enum=("month",)),
        json_object("enforcement", "TODO", "status"),
    ),
    methods=(
        reads("get_organization_spend_limit", "/organization/spend_limit", "TODO", key=KeyClass.ADMIN),
        updates(
            "update_organization_spend_limit",
            "/organization/spend_limit",
            "TODO",
            required("threshold_amount", DataType.INTEGER, "TODO", column="threshold_amount"),
            required("currency", DataType.STRING, "TODO", column="currency", enum=("USD",)),
            required("interval", DataType.STRING, "TODO", column="interval", enum=("month",)),
            key=KeyClass.ADMIN,
        ),
        deletes("delete_organization_spend_limit", "/organization/spend_limit", "TODO", key=KeyClass.ADMIN),
    ),
)

PROJECT_SPEND_LIMITS = Resource(
    "spend_limits",
    "project_spend_limits",
    "Project spend limits",
    "TODO",
    order_of_use=words("threshold_amount currency interval enforcement"),
    always=words("object threshold_amount currency interval enforcement"),
    columns=(
        text("object", "Always project.spend_limit.", enum=("project.spend_limit",)),
        integer("threshold_amount", "TODO"),
        text("currency", "TODO", enum=("USD",)),
        text("interval", "TODO", enum=("month",)),
        json_object("enforcement", "TODO", "status"),
    ),
    methods=(
        reads(
            "get_project_spend_limit",
            "/organization/projects/{project_id}/spend_limit",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
        ),
        updates(
            "update_project_spend_limit",
            "/organization/projects/{project_id}/spend_limit",
            "TODO",
            OF_PROJECT,
            required("threshold_amount", DataType.INTEGER, "TODO", column="threshold_amount"),
            required("currency", DataType.STRING, "TODO", column="currency", enum=("USD",)),
            required("interval", DataType.STRING, "TODO", column="interval", enum=("month",)),
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_project_spend_limit",
            "/organization/projects/{project_id}/spend_limit",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
        ),
    ),
)

SERVICE = Service("spend_limits", "Spend limits", "TODO", (ORGANIZATION_SPEND_LIMITS, PROJECT_SPEND_LIMITS))
