"""What holds for the driver, the dialect and the server for agents together: nothing is sent for what is refused, and no key is in what they say or keep."""

from __future__ import annotations

import json
import traceback

import pytest
from agent import sent
from faults import Fault, FaultKind
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

import openai_sql_shell

DELETE = "DELETE FROM openai.files.files WHERE id = 'file-1'"
REFUSED = (
    DELETE,
    "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a') RETURNING id",
    "UPDATE openai.vector_stores.vector_stores SET name = 'b' WHERE name = 'a'",
    "EXEC openai.batch.batches.cancel_batch @batch_id = 'batch_1'",
    "INSERT INTO openai.realtime.client_secrets (session) VALUES ('{}') RETURNING value",
    "SELECT nothing FROM openai.files.files",
    "SELECT * FROM openai.files.nothing",
    "SELECT id FROM openai.vector_stores.vector_store_files",
    "SELECT id FROM openai.files.files; SELECT 1",
    "SELECT id FROM",
    "SELEKT id FROM openai.files.files",
    "SELECT nowhere(id) FROM openai.files.files",
    "SET read_only = off",
    "",
)
"""What no front end carries out as long as nothing else is said."""


@pytest.fixture
def front_ends(make_agent, sandbox, tmp_path, monkeypatch):
    """What each says to a statement: its rows, or its error with all that a program or a log can print of it."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    connection = openai_sql_shell.connect(base_url=sandbox.url, api_key=sandbox.key, retries=0)
    keys = {"api_key": sandbox.key, "retries": 0}
    engine = create_engine(f"openai://?base_url={sandbox.url}", connect_args=keys)
    agent = make_agent(sandbox, config="[settings]\nretries = 0\n", audit=tmp_path / "home" / "audit.jsonl")

    def driver(sql):
        cursor = connection.cursor()
        try:
            return str(cursor.execute(sql).fetchall()), repr(cursor), repr(connection)
        except openai_sql_shell.Error as error:
            return error, repr(cursor.messages), repr(error.__dict__)

    def dialect(sql):
        try:
            with engine.connect() as opened:
                return str(opened.execute(text(sql)).all()), repr(engine), str(engine.url), repr(opened)
        except SQLAlchemyError as error:
            return error, repr(error.params)

    def server(sql):
        answer = agent.call("run_query", sql=sql)
        return [
            RuntimeError(answer.content[0].text) if answer.is_error else answer.content[0].text,
            repr(answer),
        ]

    yield {"driver": driver, "dialect": dialect, "server": server}
    engine.dispose()
    connection.close()


@pytest.mark.parametrize("sql", REFUSED)
def test_nothing_is_sent_for_what_is_refused(front_ends, sandbox, sql):
    for name, run in front_ends.items():
        assert isinstance(run(sql)[0], Exception), name
        assert sent(sandbox) == [], name


GOES_WRONG = {
    "nothing": (),
    "refused key": (Fault(status=401, message="Incorrect API key provided: {key}.", times=None),),
    "an error that repeats it": (Fault(status=400, message="{key}", code="{key}", times=None),),
    "a lost connection": (Fault(kind=FaultKind.DROP_BEFORE, times=None),),
    "no JSON": (Fault(kind=FaultKind.TRUNCATE, times=None),),
}


@pytest.mark.parametrize("kind", GOES_WRONG)
def test_no_key_is_in_what_is_said_or_kept(front_ends, sandbox, kind, tmp_path, capfd):
    for fault in GOES_WRONG[kind]:
        words = {n: v.format(key=sandbox.key) for n in ("message", "code") if (v := getattr(fault, n))}
        sandbox.faults.add(Fault(fault.match, None, status=fault.status, kind=fault.kind, **words))
    said = []
    for run in front_ends.values():
        for one in run("SELECT id FROM openai.files.files"):
            lines = traceback.format_exception(one) if isinstance(one, Exception) else [one]
            said += [*lines, repr(one), json.dumps(repr(getattr(one, "__cause__", None)))]
    assert any("Error" in text for text in said) == (kind != "nothing")
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert files
    said += [path.read_bytes().decode("utf-8", "replace") for path in files]
    said += capfd.readouterr()
    for key in (sandbox.key, sandbox.admin_key):
        assert not [text for text in said if key in text]
