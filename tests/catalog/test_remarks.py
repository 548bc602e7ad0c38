"""What is deprecated, billed, or takes an admin key says so wherever its description is shown."""

from __future__ import annotations

import pytest
from catalog.deprecated import OLD, SERVICE, WIDGETS

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.summary import summary_of
from openai_sql_shell.session import show_rows
from openai_sql_shell.shell.completion.snapshot import Snapshot
from openai_sql_shell.shell.completion.text import complete_text

CATALOG = Catalog(declared=(SERVICE,))


def test_show_extended_marks_what_is_deprecated_and_which_key_it_takes():
    listed = {row[0]: row[-1] for row in show_rows.resources(summary_of(SERVICE), extended=True).rows}
    assert listed == {
        "old_widgets": "Things of the past. Deprecated: use widgets.",
        "widgets": "Things.",
    }
    methods = {
        r: {row[0]: row[-1] for row in show_rows.methods(r, extended=True).rows} for r in (OLD, WIDGETS)
    }
    assert methods == {
        OLD: {"list_old_widgets": "All of them. Deprecated: use widgets."},
        WIDGETS: {
            "list_widgets": "All of them. Takes an admin key.",
            "bend_widget": "Bend it. Deprecated: use fold_widget.",
            "fold_widget": "Fold it. Billed.",
        },
    }


def test_show_without_extended_is_as_it_was():
    assert show_rows.methods(WIDGETS, extended=False).columns == ("MethodName", "RequiredParams", "SQLVerb")
    assert show_rows.resources(summary_of(SERVICE), extended=False).columns == ("name", "id")


@pytest.mark.parametrize(
    ("typed", "remarks"),
    [
        (
            "select * from openai.widgets.",
            {"old_widgets": "deprecated · Things of the past.", "widgets": "Things."},
        ),
        (
            "exec openai.widgets.widgets.",
            {
                "bend_widget": "deprecated · Bend it.",
                "fold_widget": "Fold it.",
                "list_widgets": "All of them.",
            },
        ),
        ("exec bend", {"openai.widgets.widgets.bend_widget": "deprecated · Bend it."}),
    ],
)
def test_the_menu_says_it_first(typed, remarks):
    found = {c.text: c.meta for c in complete_text(typed, snapshot=Snapshot(catalog=CATALOG))}
    assert {name: found.get(name) for name in remarks} == remarks


def test_describe_says_what_is_deprecated():
    for extended in (False, True):
        assert show_rows.describe(OLD, extended=extended).notice.endswith("is deprecated. Use widgets.")
        assert show_rows.describe(WIDGETS, extended=extended).notice is None
    notices = {m.name: show_rows.describe_method(WIDGETS, m, extended=False).notice for m in WIDGETS.methods}
    assert [name for name, notice in notices.items() if notice] == ["bend_widget"]
