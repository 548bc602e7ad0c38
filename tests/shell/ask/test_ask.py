r"""``\ask``: what goes to the model, what may come back, who is asked, and what stays as it was."""

from __future__ import annotations

import io
import json
import os
import signal
import threading
from contextlib import closing
from datetime import UTC, datetime

import pytest
from faults import Fault, FaultKind, FaultySandbox
from harness import Harness, make_session
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.classes import replace
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import Cancelled, OpenAISqlError
from openai_sql_shell.session.session import Session
from openai_sql_shell.shell import repl
from openai_sql_shell.shell.ask.answer_check import checked
from openai_sql_shell.shell.ask.consent import consented
from openai_sql_shell.shell.ask.exchange import MOST_QUESTION, MOST_TOKENS
from openai_sql_shell.shell.run_input import run_text

ASKED = "POST /v1/responses"
DAY = datetime(2026, 11, 20, tzinfo=UTC)
"""The prices are known."""
GOOD = "SELECT id FROM openai.batch.batches LIMIT 1"
KEY = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789"


def answer(statement, remark="", *, text=None, **more):
    """An answer of the API with a statement in it."""
    said = json.dumps({"statement": statement, "remark": remark}) if text is None else text
    content = [{"type": "output_text", "text": said, "annotations": [], "logprobs": []}]
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": content,
    }
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "error": None,
        "model": "gpt-5-mini",
        "output": [message],
        "tools": [],
        "tool_choice": "auto",
        "parallel_tool_calls": True,
        "usage": {"input_tokens": 2000, "output_tokens": 100, "total_tokens": 2100},
        **more,
    }


@pytest.fixture
def estate(time, shell):
    """A shell on a sandbox, whose person typed yes."""
    with FaultySandbox(clock=time, seed=1) as sandbox:
        harness = Harness(make_session(sandbox, time), sandbox, time)
        with closing(harness.session):
            shell.session = harness.session
            shell.session.profile = replace(shell.session.profile, admin_key=sandbox.admin_key)
            shell.session.confirm = lambda _: False
            shell.console = replace(shell.console, stdin=io.StringIO("yes\n"), now=lambda: DAY)
            yield harness


@pytest.fixture
def answers(estate):
    """Let the model answer so, one after the other."""

    def answers(*given):
        faults = [Fault(ASKED, reply=a if isinstance(a, dict) else answer(a)) for a in given]
        estate.sandbox.faults.add(*faults)

    return answers


def sent(estate):
    """The bodies of the questions that arrived."""
    return [json.loads(r.body) for r in estate.sandbox.requests if r.target == ASKED]


def test_the_statement_comes_to_the_prompt_and_is_not_run(estate, shell, said, answers):
    answers(GOOD + ";")
    assert run_text(shell, "\\ask which batches are there"), said()
    assert shell.draft == GOOD + ";"
    assert [r.target for r in estate.sandbox.requests] == [ASKED]
    assert "SELECT only reads; nothing of it was run" in said()
    assert "gpt-5-mini · 2,000 tokens in, 100 out · $0.0007" in said()


def test_names_columns_and_values_are_sent_and_nothing_of_the_person(estate, shell, said, answers):
    answers(GOOD)
    known = estate.column("SELECT id FROM openai.batch.batches")
    run_text(shell, "\\set secret 'fromhistory'\nCREATE TABLE ownnotes AS SELECT 'ownrow' AS remark;")
    assert run_text(shell, f"\\ask how many batches failed with {KEY}"), said()
    [body] = sent(estate)
    assert body["store"] is False
    assert body["text"]["format"]["strict"] is True
    assert body["model"] == "gpt-5-mini"
    assert "openai.batch.batches" in body["input"]
    assert "validating | failed | in_progress" in body["input"]
    whole = json.dumps(body)
    assert [word for word in (KEY, "fromhistory", "ownnotes", "ownrow", *known) if word in whole] == []


def test_what_is_sent_keeps_the_bound_that_is_said(estate, shell, said, answers):
    answers("wrong " * 2000, GOOD)
    run_text(shell, "\\ask")
    assert f"{MOST_TOKENS:,} tokens" in said()
    words = " ".join(name for summary in shell.session.catalog.resources for name in summary.name.split("_"))
    assert run_text(shell, f"\\ask {words[:MOST_QUESTION]}"), said()
    sizes = [len(json.dumps(body, ensure_ascii=False).encode()) for body in sent(estate)]
    assert len(sizes) == 2
    assert max(sizes) <= 3 * MOST_TOKENS
    assert sizes[0] > 2 * MOST_TOKENS / 3


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT nope FROM openai.batch.batches",
        "SELEKT 1",
        "SELECT 1; DROP TABLE x",
        "SELECT 1 \\g |rm",
        "\\! rm x",
        "SELECT '\x1b[2J'",
        "SELECT '\u202e'",
        "SELECT * FROM read_csv('secret.csv')",
        "SELECT :x",
        "SELECT '{{ x }}'",
        "SET read_only = off",
        "COPY (SELECT 1) TO 'x.csv'",
        "SELECT * FROM ownnotes",
        "-- nothing",
    ],
)
def test_what_cannot_be_run_goes_back_once_with_the_error_and_never_to_the_prompt(
    estate, shell, said, answers, statement
):
    run_text(shell, "CREATE TABLE ownnotes2 AS SELECT 1 AS x;")
    answers(statement, statement)
    shell.draft = "as it was"
    assert not run_text(shell, "\\ask something about batches")
    assert shell.draft == "as it was"
    first, second = sent(estate)
    assert second["input"].startswith(first["input"])
    assert "It cannot be run: " in second["input"]
    assert "what came back cannot be run" in said()
    assert "4,000 tokens in, 200 out" in said()
    assert "\x1b" not in said()
    assert "ownnotes2" not in second["input"]


def test_a_statement_that_is_mended_is_taken(estate, shell, said, answers):
    answers("SELECT nope FROM openai.batch.batches", GOOD)
    assert run_text(shell, "\\ask batches"), said()
    assert shell.draft == GOOD + ";"
    assert 'no column "nope"' in sent(estate)[1]["input"]
    assert "asked twice" in said()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM openai.files.files WHERE id = 'file-x'", "DELETE changes something"),
        ("EXEC openai.batch.batches.cancel_batch @batch_id = 'batch_x'", "EXEC changes something"),
        ("SHOW SERVICES IN openai", "SHOW only reads"),
    ],
)
def test_a_change_is_named_as_one(shell, said, answers, statement, told):
    answers(statement)
    assert run_text(shell, "\\ask x"), said()
    assert said().rstrip().splitlines()[-1].startswith(told)
    assert shell.draft == f"{statement};"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (answer("", "there is no \x1b[31mweather"), "no statement came back: there is no \\x1b[31mweather"),
        (answer("", text="SELECT 1"), "has not the form it was asked for"),
        (answer("", text="[]"), "has not the form it was asked for"),
        (
            answer("", status="incomplete", incomplete_details={"reason": "max_output_tokens"}),
            "max_output_tokens",
        ),
        (answer("", status="failed", error={"code": "server_error", "message": "down"}), "down"),
    ],
)
def test_no_statement_is_an_error_that_says_why_and_what_it_cost(
    estate, shell, said, answers, given, message
):
    answers(given)
    assert not run_text(shell, "\\ask will it rain")
    assert message in said()
    assert "2,000 tokens in" in said()
    assert shell.draft == ""
    assert len(sent(estate)) == 1


@pytest.mark.parametrize(
    "fault", [Fault(ASKED, status=401), Fault(ASKED, status=400), Fault(ASKED, kind=FaultKind.DROP_AFTER)]
)
def test_an_error_leaves_the_prompt_as_it_was_and_is_not_tried_again(estate, shell, fault):
    estate.sandbox.faults.add(fault)
    shell.draft = "as it was"
    assert not run_text(shell, "\\ask x")
    assert shell.draft == "as it was"
    assert len(sent(estate)) <= 1


def test_a_question_is_given_up_in_time_and_by_ctrl_c(estate, shell, said):
    estate.sandbox.faults.add(Fault(ASKED, kind=FaultKind.HOLD, times=2))
    held = estate.sandbox.faults.held

    def press():
        held.acquire(timeout=20)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    assert not run_text(shell, "\\ask x")
    thread.join()
    assert shell.draft == ""
    shell.session.settings.set("read_timeout", "0.2s")
    assert not run_text(shell, "\\ask x")
    estate.sandbox.faults.released.set()
    assert "0.2" in said()
    assert shell.draft == ""


@pytest.mark.parametrize("typed", ["no\n", "y\n", "1\n", "\n", ""])
def test_each_profile_is_asked_about_until_it_says_yes(estate, shell, said, paths, typed):
    shell.console = replace(shell.console, stdin=io.StringIO(typed))
    assert not run_text(shell, "\\ask batches")
    assert sent(estate) == []
    assert not paths.ask_file.exists()
    shell.console = replace(shell.console, stdin=io.StringIO("yes\n"))
    assert run_text(shell, "\\ask batches\n\\ask batches"), said()
    assert len(sent(estate)) == 2
    assert said().count("once per profile") == 2
    assert paths.ask_file.stat().st_mode & 0o777 == 0o600
    profile = shell.session.profile
    assert consented(paths.ask_file, replace(profile, base_url="http://127.0.0.1:9/v1"))
    assert not consented(paths.ask_file, replace(profile, base_url="https://elsewhere.example/v1"))
    shell.session.profile = replace(profile, name="other")
    shell.console = replace(shell.console, stdin=io.StringIO())
    assert not run_text(shell, "\\ask batches")
    assert len(sent(estate)) == 2


def test_without_a_key_nobody_is_asked_anything(estate, shell, said):
    shell.session.profile = replace(shell.session.profile, api_key=None)
    assert not run_text(shell, "\\ask batches")
    assert "no API key" in said()
    assert "Type" not in said()
    assert sent(estate) == []


def test_a_look_at_endless_rows_is_stopped_by_the_person():
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'x' || max(i) FROM n"
    cancel = CancelToken()
    timer = threading.Timer(0.1, cancel.set)
    timer.start()
    with pytest.raises(Cancelled):
        checked(
            f"INSERT INTO openai.vector_stores.vector_stores (name) {endless}",
            Profile("test", api_key="x"),
            cancel,
        )
    timer.join()


def test_where_nobody_can_be_asked_it_is_refused_with_what_to_do(estate, shell, said):
    shell.session.confirm = None
    assert not run_text(shell, "\\ask batches")
    assert "nobody can be asked" in said()
    assert "ask once at a terminal" in said()
    assert sent(estate) == []
    assert shell.session.confirm is None
    assert shell.session.confirm_each is False


def test_a_dear_question_is_refused_where_nobody_can_be_asked(estate, shell, said):
    assert run_text(shell, "\\ask batches\n\\set max_cost_usd 0.001"), said()
    shell.session.confirm = None
    assert not run_text(shell, "\\ask batches")
    assert "raise that" in said()
    assert len(sent(estate)) == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"read_only": "on"}, "read-only"),
        ({"max_changes": "0"}, "allowed"),
        ({"max_cost_usd": "0.001"}, "max_cost_usd is 0.001"),
        ({"max_cost_usd": "9", "ask_model": "ft:gpt-5:own::x"}, "nobody knows what"),
        ({"ask": "off"}, "\\set ask on"),
    ],
)
def test_what_bounds_billable_calls_bounds_this_one(estate, shell, said, settings, message):
    shell.console = replace(shell.console, stdin=io.StringIO("yes\nno\n"))
    assert run_text(shell, "\\ask batches"), said()
    for name, text in settings.items():
        shell.session.settings.set(name, text)
    shell.draft = ""
    assert not run_text(shell, "\\ask batches")
    assert message in said()
    assert shell.draft == ""
    assert len(sent(estate)) == 1


def test_a_dry_run_shows_what_would_be_sent(estate, shell, said, rows):
    run_text(shell, "\\set dry_run on\n\\set output json")
    assert run_text(shell, "\\ask batches"), said()
    assert "openai.batch.batches" in rows()
    assert "dry run" in said()
    assert (sent(estate), shell.draft) == ([], "")


def test_off_is_kept_until_it_is_on_again(shell, paths, said):
    run_text(shell, "\\set ask off\n\\set ask")
    assert "ask = off" in said()
    assert paths.ask_off_file.exists()
    run_text(shell, "\\unset ask")
    assert not paths.ask_off_file.exists()


def test_further_sessions_begin_as_the_person_left_it(shell, paths, said):
    for leave in ("off", "on"):
        run_text(shell, f"\\set ask {leave}")
        again = Session(shell.session.profile, Settings())
        with (
            create_pipe_input() as keys,
            create_app_session(input=keys, output=DummyOutput()),
            closing(again),
        ):
            keys.send_text("\\set ask\r\x04")
            repl.run(again, shell.console, paths=paths)
        assert said().rstrip().endswith(f"ask = {leave}")


def test_a_long_question_is_refused_before_anything_is_sent(estate, shell, said):
    assert not run_text(shell, f"\\ask {'ä' * MOST_QUESTION}")
    assert "2,000 bytes" in said()
    assert sent(estate) == []


@pytest.mark.parametrize(
    "question",
    [
        "how many batches failed last week",
        "the largest files",
        "vector stores with their names",
        "what did I spend last month",
        "fine tuning jobs that run",
        "usage of completions by model",
        "delete a response",
        "members of my organization",
        "wie viele?",
    ],
)
def test_on_the_sandbox_the_answer_is_a_statement_that_runs(estate, shell, said, question):
    assert run_text(shell, f"\\ask {question}"), said()
    assert shell.draft.endswith(";")
    try:
        list(estate.session.execute(shell.draft.rstrip(";"), CancelToken()).rows)
    except OpenAISqlError as error:
        pytest.fail(f"{shell.draft}: {error}")
