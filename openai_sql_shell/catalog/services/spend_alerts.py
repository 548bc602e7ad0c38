"""Spend alerts: mails to people when a month becomes expensive."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import (
    creates,
    deletes,
    in_path,
    integer,
    json_object,
    lists,
    reads,
    required,
    text,
    updates,
    words,
)
from openai_sql_shell.catalog.model import DataType, Parameter, Resource, Service
from openai_sql_shell.catalog.organization import ADMIN, ADMIN_LIST, OF_PROJECT

ALERT_ID = in_path("alert_id", "The alert.", column="id")
CHANNEL = words("type recipients subject_prefix")
FACTS = (
    required(
        "threshold_amount",
        DataType.INTEGER,
        "The amount, in the currency's smallest unit: cents.",
        column="threshold_amount",
    ),
    required("currency", DataType.STRING, "The currency of the amount.", column="currency", enum=("USD",)),
    required(
        "interval", DataType.STRING, "The time in which it is spent.", column="interval", enum=("month",)
    ),
    required(
        "notification_channel",
        DataType.OBJECT,
        "Who is told: type email, recipients, and the beginning of the subject.",
        column="notification_channel",
        members=CHANNEL,
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
            text("object", f"Always {place}.spend_alert.", enum=(f"{place}.spend_alert",)),
            integer("threshold_amount", "The amount, in the currency's smallest unit: cents."),
            text("currency", "The currency of the amount.", enum=("USD",)),
            text("interval", "The time in which it is spent.", enum=("month",)),
            json_object("notification_channel", "Who is told.", *CHANNEL),
        ),
        methods=(
            lists(
                f"list_{place}_spend_alerts",
                path,
                f"Alerts of the {place}, a page at a time.",
                *above,
                **ADMIN_LIST,
            ),
            reads(
                f"retrieve_{place}_spend_alert",
                f"{path}/{{alert_id}}",
                "One alert.",
                *above,
                ALERT_ID,
                **ADMIN,
            ),
            creates(f"create_{place}_spend_alert", path, "Make an alert.", *above, *FACTS, **ADMIN),
            updates(
                f"update_{place}_spend_alert",
                f"{path}/{{alert_id}}",
                "Replace an alert as a whole.",
                *above,
                ALERT_ID,
                *FACTS,
                **ADMIN,
            ),
            deletes(
                f"delete_{place}_spend_alert",
                f"{path}/{{alert_id}}",
                "Remove an alert.",
                *above,
                ALERT_ID,
                **ADMIN,
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
