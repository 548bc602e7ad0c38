"""A session as a front end without a terminal uses it: open, execute, script, cancel, progress, confirm, close."""

from __future__ import annotations

import subprocess
import sys

import pytest

from openai_sql_shell.errors import Cancelled, UnknownName, UsageError
from openai_sql_shell.session.session import Session


@pytest.fixture
def environ(sandbox, tmp_path):
    """Somebody with a key for the sandbox and no configuration file yet."""
    return {"HOME": str(tmp_path), "OPENAI_BASE_URL": sandbox.url, "OPENAI_API_KEY": sandbox.key}


@pytest.fixture
def config_file(tmp_path):
    path = tmp_path / ".config" / "openai-sql" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_a_session_is_opened_from_the_environment(environ):
    session = Session.open(environ)
    assert list(session.execute("SELECT count(*) FROM openai.batch.batches").rows) == [(0,)]
    assert session.stats.requests == 1
    session.close()


def test_the_configuration_file_counts_and_what_is_given_wins(environ, config_file):
    config_file.write_text(
        '[settings]\nnull = "-"\nretries = 0\n[profiles.work]\napi_key_env = "WORK_KEY"\nproject = "proj_1"\n'
    )
    session = Session.open(environ | {"WORK_KEY": "sk-work"}, "work", retries="1")
    assert (session.profile.name, session.profile.project, session.profile.api_key) == (
        "work",
        "proj_1",
        "sk-work",
    )
    assert (session.settings.null, session.settings.retries) == ("-", 1)


@pytest.mark.parametrize(
    ("profile", "settings", "error"), [("nobody", {}, UsageError), (None, {"colour": "red"}, UnknownName)]
)
def test_what_cannot_be_is_said_before_anything_is_opened(environ, profile, settings, error):
    with pytest.raises(error):
        Session.open(environ, profile, **settings)


def test_a_text_of_several_statements_runs_piece_by_piece(harness):
    session = harness.session
    session.variables["n"] = 2
    pieces = session.script("CREATE TABLE t AS SELECT {{ n }} AS n; SELECT n FROM t;")
    results = [list(session.execute(piece.text).rows) for piece in pieces]
    assert results == [[], [(2,)]]
    assert [found.name for found in session.local_objects()] == ["t"]


def test_cancel_stops_the_statement_that_runs_and_no_other(harness):
    session = harness.session
    long = (
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT i FROM n"
    )
    rows = session.execute(long).rows
    assert next(rows) == (1,)
    session.cancel()
    with pytest.raises(Cancelled):
        list(rows)
    assert list(session.execute("SELECT 1").rows) == [(1,)]


def test_a_new_statement_closes_the_result_before(harness):
    session = harness.session
    before = session.execute("VALUES (1), (2), (3)")
    session.execute("SELECT 1").close()
    with pytest.raises(UsageError, match="has ended before all of its rows were read"):
        next(before.rows)


def test_nothing_is_imported_before_a_statement_needs_it():
    code = (
        "import sys; from openai_sql_shell.config import Profile, Settings;"
        "from openai_sql_shell.session.session import Session; session = Session(Profile('p'), Settings());"
        "session.local_objects(); session.refresh();"
        "print(*(name for name in sys.modules if name.startswith('openai_sql_shell.')));"
        "list(session.execute('SHOW SERVICES IN openai').rows); session.close();"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    at_first, after_show = (set(line.split()) for line in loaded.splitlines())
    rooms = {name.split(".")[1] for name in at_first}
    assert not rooms & {"planner", "engine", "handlers", "sql", "catalog"}
    assert not {"apsw", "requests"} & after_show
    assert "openai_sql_shell.session.show" in after_show
