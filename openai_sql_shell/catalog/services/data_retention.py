"""Data retention: how long the API keeps what it is sent."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import object_type, required, text, words
from openai_sql_shell.catalog.model import Parameter, Resource, Service
from openai_sql_shell.catalog.organization import OF_PROJECT, reads, updates

KINDS = words(
    "zero_data_retention modified_abuse_monitoring enhanced_zero_data_retention enhanced_modified_abuse_monitoring"
)


def _retention(place: str, path: str, kinds: tuple[str, ...], *above: Parameter) -> Resource:
    """The rule of the organization, or of one project: one row."""
    return Resource(
        "data_retention",
        f"{place}_data_retention",
        f"{place.capitalize()} data retention",
        f"The rule of the {place}: one row.",
        expected_rows=1,
        order_of_use=("type",),
        always=words("object type"),
        columns=(object_type(f"{place}.data_retention"), text("type", "The rule in force.", enum=kinds)),
        methods=(
            reads(f"retrieve_{place}_data_retention", path, "The rule in force.", *above),
            updates(
                f"update_{place}_data_retention",
                path,
                "Set another rule.",
                *above,
                required("retention_type", "The new rule.", enum=kinds, column="type"),
            ),
        ),
    )


ORGANIZATION_DATA_RETENTION = _retention("organization", "/organization/data_retention", KINDS)
PROJECT_DATA_RETENTION = _retention(
    "project",
    "/organization/projects/{project_id}/data_retention",
    ("organization_default", "none", *KINDS),
    OF_PROJECT,
)

SERVICE = Service(
    "data_retention",
    "Data retention",
    "How long the API keeps what it is sent.",
    (ORGANIZATION_DATA_RETENTION, PROJECT_DATA_RETENTION),
)
