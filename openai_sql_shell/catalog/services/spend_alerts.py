"""Spend alerts: mails to people when a month becomes expensive."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    INTEGER,
    OBJECT,
    in_path,
    integer,
    json_object,
    object_type,
    required,
    text,
    words,
)
from openai_sql_shell.catalog.model import Parameter, Resource, Service
from openai_sql_shell.catalog.organization import OF_PROJECT, creates, deletes, lists, reads, updates

ALERT_ID = in_path("alert_id", "The alert.", column="id")
CHANNEL = words("type recipients subject_prefix")
FACTS = (
    required("threshold_amount", "The amount, in the currency's smallest unit: cents.", INTEGER),
    required("currency", "The currency of the amount.", enum=("USD",)),
    required("interval", "The time in which it is spent.", enum=("month",)),
    required(
        "notification_channel",
        "Who is told: type email, recipients, and the beginning of the subject.",
        OBJECT,
        members=CHANNEL,
        example={"type": "email", "recipients": ["ada@example.com"]},
    ),
)


def _alerts(place: str, path: str, *above: Parameter) -> Resource:
    """Alerts of the organization, or of one project."""
    return Resource(
        "spend_alerts",
        f"{place}_spend_alerts",
        f"{place.capitalize()} spend alerts",
        f"At which amounts who is told about the spending of the {place}.",
        id_prefix="alert_",
        expected_rows=10,
        order_of_use=words("id threshold_amount currency interval notification_channel"),
        always=words("id object threshold_amount currency interval notification_channel"),
        columns=(
            text("id", "The alert's identifier."),
            object_type(f"{place}.spend_alert"),
            integer("threshold_amount", "The amount, in the currency's smallest unit: cents."),
            text("currency", "The currency of the amount.", enum=("USD",)),
            text("interval", "The time in which it is spent.", enum=("month",)),
            json_object("notification_channel", "Who is told.", *CHANNEL),
        ),
        methods=(
            lists(f"list_{place}_spend_alerts", path, f"Alerts of the {place}, a page at a time.", *above),
            reads(f"retrieve_{place}_spend_alert", f"{path}/{{alert_id}}", "One alert.", *above, ALERT_ID),
            creates(f"create_{place}_spend_alert", path, "Make an alert.", *above, *FACTS),
            updates(
                f"update_{place}_spend_alert",
                f"{path}/{{alert_id}}",
                "Replace an alert as a whole.",
                *above,
                ALERT_ID,
                *FACTS,
            ),
            deletes(
                f"delete_{place}_spend_alert", f"{path}/{{alert_id}}", "Remove an alert.", *above, ALERT_ID
            ),
        ),
    )


ORGANIZATION_SPEND_ALERTS = _alerts("organization", "/organization/spend_alerts")
PROJECT_SPEND_ALERTS = _alerts("project", "/organization/projects/{project_id}/spend_alerts", OF_PROJECT)

SERVICE = Service(
    "spend_alerts",
    "Spend alerts",
    "Mails to people when a month becomes expensive.",
    (ORGANIZATION_SPEND_ALERTS, PROJECT_SPEND_ALERTS),
)
