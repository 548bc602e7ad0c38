"""Data retention: TODO."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import in_path, reads, required, text, updates, words
from openai_sql_shell.catalog.model import DataType, KeyClass, Resource, Service

OF_PROJECT = in_path("project_id", "TODO")

ORGANIZATION_DATA_RETENTION = Resource(
    "data_retention",
    "organization_data_retention",
    "Organization data retention",
    "TODO",
    order_of_use=("type",),
    always=words("object type"),
    columns=(
        text("object", "Always organization.data_retention.", enum=("organization.data_retention",)),
        text(
            "type",
            "TODO",
            enum=words(
                "zero_data_retention modified_abuse_monitoring enhanced_zero_data_retention "
                "enhanced_modified_abuse_monitoring"
            ),
        ),
    ),
    methods=(
        reads(
            "retrieve_organization_data_retention", "/organization/data_retention", "TODO", key=KeyClass.ADMIN
        ),
        updates(
            "update_organization_data_retention",
            "/organization/data_retention",
            "TODO",
            required(
                "retention_type",
                DataType.STRING,
                "TODO",
                enum=words(
                    "zero_data_retention modified_abuse_monitoring enhanced_zero_data_retention "
                    "enhanced_modified_abuse_monitoring"
                ),
            ),
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_DATA_RETENTION = Resource(
    "data_retention",
    "project_data_retention",
    "Project data retention",
    "TODO",
    order_of_use=("type",),
    always=words("object type"),
    columns=(
        text("object", "Always project.data_retention.", enum=("project.data_retention",)),
        text(
            "type",
            "TODO",
            enum=words(
                "organization_default none zero_data_retention modified_abuse_monitoring "
                "enhanced_zero_data_retention enhanced_modified_abuse_monitoring"
            ),
        ),
    ),
    methods=(
        reads(
            "retrieve_project_data_retention",
            "/organization/projects/{project_id}/data_retention",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
        ),
        updates(
            "update_project_data_retention",
            "/organization/projects/{project_id}/data_retention",
            "TODO",
            OF_PROJECT,
            required(
                "retention_type",
                DataType.STRING,
                "TODO",
                enum=words(
                    "organization_default none zero_data_retention modified_abuse_monitoring "
                    "enhanced_zero_data_retention enhanced_modified_abuse_monitoring"
                ),
            ),
            key=KeyClass.ADMIN,
        ),
    ),
)

SERVICE = Service(
    "data_retention", "Data retention", "TODO", (ORGANIZATION_DATA_RETENTION, PROJECT_DATA_RETENTION)
)
