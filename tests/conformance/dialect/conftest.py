"""Hands the run over to SQLAlchemy's own plugin, and tells it what is ours."""

from __future__ import annotations

import pytest
from sqlalchemy import pool

pytest_plugins = ["requirements"]
pytest.register_assert_rewrite("sqlalchemy.testing.assertions")

from sqlalchemy.testing.plugin.pytestplugin import *  # noqa: E402, F403
from sqlalchemy.testing.provision import temp_table_keyword_args, update_db_opts  # noqa: E402


@update_db_opts.for_db("openai")
def _one_session(_url, options, _given):
    """Tables of a session are seen by its own connection."""
    options["poolclass"] = pool.StaticPool


@temp_table_keyword_args.for_db("openai")
def _temporary(_config, _engine):
    return {"prefixes": ["TEMPORARY"]}
