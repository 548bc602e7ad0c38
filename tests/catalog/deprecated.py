"""A service of a test, with what is deprecated and what needs an admin key."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import acts, in_path, lists, text
from openai_sql_shell.catalog.model import KeyClass, Paging, Resource, Service

WIDGET = in_path("widget_id", "Which.", column="id")
OLD = Resource(
    "widgets",
    "old_widgets",
    "Old widgets",
    "Things of the past.",
    (text("id", "The id."),),
    (lists("list_old_widgets", "/old", "All of them.", paging=Paging.AFTER_LAST_ID, max_page=20),),
    deprecated="Use widgets.",
)
WIDGETS = Resource(
    "widgets",
    "widgets",
    "Widgets",
    "Things.",
    (text("id", "The id."),),
    (
        lists("list_widgets", "/widgets", "All of them.", key=KeyClass.ADMIN),
        acts("bend_widget", "/widgets/{widget_id}/bend", "Bend it.", WIDGET, deprecated="Use fold_widget."),
        acts("fold_widget", "/widgets/{widget_id}/fold", "Fold it.", WIDGET, billable=True),
    ),
)
SERVICE = Service("widgets", "Widgets", "Things of a test.", (OLD, WIDGETS))
