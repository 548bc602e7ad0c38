"""What of SQLAlchemy's tests for dialects does not apply, each with its reason, and what applies beside that which they expect of everybody."""

from __future__ import annotations

import pytest
from sqlalchemy.testing import exclusions
from sqlalchemy.testing.requirements import SuiteRequirements

NO_CONSTRAINTS = (
    "the catalog has keys and no other constraints, and those of local tables are not told either"
)
NO_TIMES = "the API's times are whole seconds; a local table keeps what it is given, and hands out the same"
NO_SCHEMAS = "schemas are the API's services, of which nobody makes one"
ONE_SESSION = "the tables of a test are seen by its own connection only"

NOT_APPLICABLE = {
    **dict.fromkeys(("schemas", "cross_schema_fk_reflection", "default_schema_name_switch"), NO_SCHEMAS),
    **dict.fromkeys(
        (
            "foreign_key_constraint_reflection",
            "index_reflection",
            "unique_constraint_reflection",
            "reflect_indexes_with_ascdesc",
            "temp_table_reflect_indexes",
        ),
        NO_CONSTRAINTS,
    ),
    **dict.fromkeys(
        (
            "date",
            "date_coerces_from_datetime",
            "datetime",
            "datetime_implicit_bound",
            "datetime_literals",
            "datetime_microseconds",
            "date_implicit_bound",
            "time",
            "time_implicit_bound",
            "time_microseconds",
        ),
        NO_TIMES,
    ),
    "cast_precision_numerics_many_significant_digits": "SQLite reads a number of JSON as a float",
    "autocommit": "it is the only mode, and the tests want to leave it",
    "independent_connections": ONE_SESSION,
    "implements_get_lastrowid": "ids are told by RETURNING, which the tests switch off",
    "parens_in_union_contained_select_w_limit_offset": "SQLite has no parentheses around a SELECT in a compound one",
    "parens_in_union_contained_select_wo_limit_offset": "SQLite has no parentheses around a SELECT in a compound one",
}
"""Requirements of the suite that are closed."""
TESTS_NOT_APPLICABLE = {
    "RowFetchTest": "a row that all of them insert has a datetime without a time zone, which is refused",
    **dict.fromkeys(
        (
            "BizarroCharacterFKResolutionTest",  # of SQLAlchemy 2.0
            "HasIndexTest",
            "LongNameBlowoutTest::test_long_convention_name[ix",
            "QuotedNameArgumentTest::test_get_foreign_keys",
            "QuotedNameArgumentTest::test_get_indexes",
        ),
        NO_CONSTRAINTS,
    ),
}
"""Tests that ask for no requirement, by the beginning of their names."""
ALSO = (
    "boolean_col_expressions",
    "create_or_replace_view",
    "create_table_as",
    "create_temp_table_as",
    "ctes",
    "except_",
    "float_or_double_precision_behaves_generically",
    "get_isolation_level_values",
    "has_temp_table",
    "intersect",
    "json_type",
    "nullsordering",
    "nvarchar_types",
    "order_by_label_with_expression",
    "percent_schema_names",
    "regexp_match",
    "supports_bitwise_and",
    "supports_bitwise_not",
    "supports_bitwise_or",
    "supports_bitwise_shift",
    "table_ddl_if_exists",
    "temp_table_names",
    "tuple_in",
    "unicode_ddl",
    "update_from",
    "views",
    "window_functions",
    "window_range",
    "window_range_numeric",
    "mod_operator_as_percent_sign",
    "aggregate_order_by",
    "precision_numerics_enotation_small",
    "dialect_level_isolation_level_param",
    "supports_is_distinct_from",
)
"""Requirements that the suite leaves closed for who does not say otherwise."""


def _constant(made):
    return property(lambda _self: made())


Requirements = type(
    "Requirements",
    (SuiteRequirements,),
    {
        **{name: _constant(exclusions.open) for name in ALSO},
        **{name: _constant(exclusions.closed) for name in NOT_APPLICABLE},
    },
)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Skip what does not apply and has no requirement; the plugin's names of classes end with the dialect's."""
    name = item.nodeid.partition("::")[2].replace(item.cls.__name__, item.cls.__name__.partition("_")[0])
    for beginning, why in TESTS_NOT_APPLICABLE.items():
        if name.startswith(beginning):
            pytest.skip(why)
