"""Spend limits: what a month may cost at most."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import INTEGER, integer, json_object, object_type, required, text, words
from openai_sql_shell.catalog.model import Parameter, Resource, Service
from openai_sql_shell.catalog.organization import OF_PROJECT, deletes, reads, updates


def _limits(place: str, path: str, *above: Parameter) -> Resource:
    """The limit of the organization, or of one project: one row."""
    return Resource(
        "spend_limits",
        f"{place}_spend_limits",
        f"{place.capitalize()} spend limits",
        f"What the {place} may spend at most: one row, where a limit is set.",
        hint="UPDATE sets a limit, also where there is none yet",
        expected_rows=1,
        order_of_use=words("threshold_amount currency interval enforcement"),
        always=words("object threshold_amount currency interval enforcement"),
        columns=(
            object_type(f"{place}.spend_limit"),
            integer("threshold_amount", "The amount, in the currency's smallest unit: cents."),
            text("currency", "The currency of the amount.", enum=("USD",)),
            text("interval", "The time in which it is spent.", enum=("month",)),
            json_object("enforcement", "Whether the limit holds requests back now.", "status"),
        ),
        methods=(
            reads(f"get_{place}_spend_limit", path, "The limit in force.", *above),
            updates(
                f"update_{place}_spend_limit",
                path,
                "Set the limit.",
                *above,
                required("threshold_amount", "The amount, in the currency's smallest unit: cents.", INTEGER),
                required("currency", "The currency of the amount.", enum=("USD",)),
                required("interval", "The time in which it is spent.", enum=("month",)),
            ),
            deletes(f"delete_{place}_spend_limit", path, "Take the limit away.", *above),
        ),
    )


ORGANIZATION_SPEND_LIMITS = _limits("organization", "/organization/spend_limit")
PROJECT_SPEND_LIMITS = _limits("project", "/organization/projects/{project_id}/spend_limit", OF_PROJECT)

SERVICE = Service(
    "spend_limits",
    "Spend limits",
    "What a month may cost at most.",
    (ORGANIZATION_SPEND_LIMITS, PROJECT_SPEND_LIMITS),
)
