"""Costs: what an organization is charged, day by day."""

from __future__ import annotations

from openai_sql_shell.catalog.declare import json_object, number, text, words
from openai_sql_shell.catalog.model import Service, Window
from openai_sql_shell.catalog.services.usage import DAY, FILTERS, GROUPS, buckets, group_by

GROUPING = words("project_id line_item api_key_id")

COSTS, RESULTS = buckets(
    "costs.costs",
    "/organization/costs",
    "Costs",
    FILTERS["project_ids"],
    FILTERS["api_key_ids"],
    group_by(GROUPING),
    method="usage_costs",
    window=Window("bucket_width", {"1d": 180}, DAY),
    columns=(
        json_object("amount", "What is charged: the value, and its currency.", "value", "currency"),
        *(GROUPS[name] for name in GROUPING),
        number("quantity", "How much was used, where the groups are line items."),
        text(
            "quantity_unit",
            "What the quantity counts.",
            enum=words(
                "tokens 1000_tokens duration_seconds duration_minutes duration_hours gibibyte_hours images characters"
            ),
        ),
    ),
)

SERVICE = Service("costs", "Costs", "What the organization is charged, day by day.", (COSTS, RESULTS))
