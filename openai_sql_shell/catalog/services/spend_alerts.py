"""Spend alerts: TODO."""

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
from openai_sql_shell.catalog.model import DataType, KeyClass, Paging, Resource, Service

ALERT_ID = in_path("alert_id", "TODO", column="id")
OF_PROJECT = in_path("project_id", "TODO")

ORGANIZATION_SPEND_ALERTS = Resource(
    "spend_alerts",
    "organization_spend_alerts",
    "Organization spend alerts",
    "TODO",
    order_of_use=words("id threshold_amount currency interval notification_channel"),
    always=words("id object threshold_amount currency interval notification_channel"),
    columns=(
        text("id", "TODO"),
        text("object", "Always organization.spend_alert.", enum=("organization.spend_alert",)),
        integer("threshold_amount", "TODO"),
        text("currency", "TODO", enum=("USD",)),
        text("interval", "TODO", enum=("month",)),
        json_object("notification_channel", "TODO", "type", "recipients", "subject_prefix"),
    ),
    methods=(
        lists(
            "list_organization_spend_alerts",
            "/organization/spend_alerts",
            "TODO",
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads(
            "retrieve_organization_spend_alert",
            "/organization/spend_alerts/{alert_id}",
            "TODO",
            ALERT_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "create_organization_spend_alert",
            "/organization/spend_alerts",
            "TODO",
            required("threshold_amount", DataType.INTEGER, "TODO", column="threshold_amount"),
            required("currency", DataType.STRING, "TODO", column="currency", enum=("USD",)),
            required("interval", DataType.STRING, "TODO", column="interval", enum=("month",)),
            required(
                "notification_channel",
                DataType.OBJECT,
                "TODO",
                column="notification_channel",
                members=words("type recipients subject_prefix"),
            ),
            key=KeyClass.ADMIN,
        ),
        updates(
            "update_organization_spend_alert",
            "/organization/spend_alerts/{alert_id}",
            "TODO",
            ALERT_ID,
            required("threshold_amount", DataType.INTEGER, "TODO", column="threshold_amount"),
            required("currency", DataType.STRING, "TODO", column="currency", enum=("USD",)),
            required("interval", DataType.STRING, "TODO", column="interval", enum=("month",)),
            required(
                "notification_channel",
                DataType.OBJECT,
                "TODO",
                column="notification_channel",
                members=words("type recipients subject_prefix"),
            ),
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_organization_spend_alert",
            "/organization/spend_alerts/{alert_id}",
            "TODO",
            ALERT_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

PROJECT_SPEND_ALERTS = Resource(
    "spend_alerts",
    "project_spend_alerts",
    "Project spend alerts",
    "TODO",
    order_of_use=words("id threshold_amount currency interval notification_channel"),
    always=words("id object threshold_amount currency interval notification_channel"),
    columns=(
        text("id", "TODO"),
        text("object", "Always project.spend_alert.", enum=("project.spend_alert",)),
        integer("threshold_amount", "TODO"),
        text("currency", "TODO", enum=("USD",)),
        text("interval", "TODO", enum=("month",)),
        json_object("notification_channel", "TODO", "type", "recipients", "subject_prefix"),
    ),
    methods=(
        lists(
            "list_project_spend_alerts",
            "/organization/projects/{project_id}/spend_alerts",
            "TODO",
            OF_PROJECT,
            key=KeyClass.ADMIN,
            paging=Paging.AFTER_LAST_ID,
            max_page=100,
        ),
        reads(
            "retrieve_project_spend_alert",
            "/organization/projects/{project_id}/spend_alerts/{alert_id}",
            "TODO",
            OF_PROJECT,
            ALERT_ID,
            key=KeyClass.ADMIN,
        ),
        creates(
            "create_project_spend_alert",
            "/organization/projects/{project_id}/spend_alerts",
            "TODO",
            OF_PROJECT,
            required("threshold_amount", DataType.INTEGER, "TODO", column="threshold_amount"),
            required("currency", DataType.STRING, "TODO", column="currency", enum=("USD",)),
            required("interval", DataType.STRING, "TODO", column="interval", enum=("month",)),
            required(
                "notification_channel",
                DataType.OBJECT,
                "TODO",
                column="notification_channel",
                members=words("type recipients subject_prefix"),
            ),
            key=KeyClass.ADMIN,
        ),
        updates(
            "update_project_spend_alert",
            "/organization/projects/{project_id}/spend_alerts/{alert_id}",
            "TODO",
            OF_PROJECT,
            ALERT_ID,
            required("threshold_amount", DataType.INTEGER, "TODO", column="threshold_amount"),
            required("currency", DataType.STRING, "TODO", column="currency", enum=("USD",)),
            required("interval", DataType.STRING, "TODO", column="interval", enum=("month",)),
            required(
                "notification_channel",
                DataType.OBJECT,
                "TODO",
                column="notification_channel",
                members=words("type recipients subject_prefix"),
            ),
            key=KeyClass.ADMIN,
        ),
        deletes(
            "delete_project_spend_alert",
            "/organization/projects/{project_id}/spend_alerts/{alert_id}",
            "TODO",
            OF_PROJECT,
            ALERT_ID,
            key=KeyClass.ADMIN,
        ),
    ),
)

SERVICE = Service("spend_alerts", "Spend alerts", "TODO", (ORGANIZATION_SPEND_ALERTS, PROJECT_SPEND_ALERTS))
