"""Changes by an agent: planned, shown to a person, carried out as they were shown, and written down."""

from __future__ import annotations

import json
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
import requests
from agent import GENERATIONS, add_file, remove_file, sent
from faults import Fault, FaultKind

from openai_sql_shell.errors import UsageError
from openai_sql_shell.mcp import audit as audit_module
from openai_sql_shell.mcp.audit import Audit, AuditLine

YES = ("accept", {"confirm": True})
DELETE = "DELETE FROM openai.files.files WHERE purpose = 'assistants'"
DELETED = "DELETE /files/{}"


def deletions(sandbox):
    return [line for line in sent(sandbox) if line.startswith("DELETE")]


@pytest.mark.parametrize("mode", ["confirm", "full"])
def test_planning_reads_and_changes_nothing(make_agent, sandbox, three_files, mode):
    told = make_agent(sandbox, mode).good("plan_change", sql=DELETE)
    assert (told["verb"], told["resource"], told["count"]) == ("DELETE", "openai.files.files", 3)
    assert {o["name"] for o in told["objects"]} == set(three_files)
    assert {o["label"] for o in told["objects"]} == {"a.txt", "b.txt", "c.txt"}
    assert (told["request"], told["requests"], told["read"]) == ("DELETE /files/{file_id}", 3, 1)
    assert sent(sandbox) == ["GET /files"]
    nothing = make_agent(sandbox, mode).good("plan_change", sql=f"{DELETE} AND filename = 'none'")
    assert nothing["count"] == 0


def test_a_plan_names_the_first_twenty(make_agent, sandbox):
    rows = ", ".join(f"('s{n}')" for n in range(25))
    told = make_agent(sandbox, "confirm").good(
        "plan_change", sql=f"INSERT INTO openai.vector_stores.vector_stores (name) VALUES {rows}"
    )
    assert (told["count"], len(told["objects"])) == (25, 20)
    assert sent(sandbox) == []


@pytest.mark.parametrize("generation", GENERATIONS)
def test_an_accepted_form_makes_the_change(make_agent, sandbox, three_files, generation, audit):
    agent = make_agent(sandbox, "confirm", generation, YES)
    done = agent.good("run_change", sql=DELETE, expected=3)
    assert set(done["done"]) == set(three_files)
    assert done["failed"] == done["not_tried"] == done["perhaps_done"] == []
    assert sorted(deletions(sandbox)) == sorted(DELETED.format(name) for name in three_files)
    assert sent(sandbox).count("GET /files") == 1, "the plan that was shown is the one that is carried out"
    [question] = agent.asked
    for word in (
        "DELETE 3 objects of openai.files.files",
        "profile default",
        "3 requests",
        *three_files,
        "a.txt",
    ):
        assert word in question
    last = audit()[-1]
    assert (last["tool"], last["mode"], last["decision"], last["verb"]) == (
        "run_change",
        "confirm",
        "accepted",
        "DELETE",
    )
    assert (last["statement"], last["count"], last["requests"], last["error"]) == (DELETE, 3, 4, None)
    assert last["duration"] > 0


ANSWERS = [
    ("decline", None),
    ("cancel", None),
    ("accept", {"confirm": False}),
    ("accept", {"confirm": "true"}),
    ("accept", {}),
    ("accept", None),
]


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_any_other_answer_sends_nothing(make_agent, sandbox, three_files, generation, answer):
    agent = make_agent(sandbox, "confirm", generation, answer)
    told = agent.refused("run_change", sql=DELETE, expected=3)
    assert deletions(sandbox) == []
    assert len(agent.asked) == 1
    for word in ("full", "--mode", "--yes", "assume_yes", "confirm_each"):
        assert word not in told
    agent.answer = YES
    assert len(agent.good("run_change", sql=DELETE, expected=3)["done"]) == len(three_files)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_client_that_cannot_ask_sends_nothing(make_agent, sandbox, three_files, generation, audit):
    assert three_files
    told = make_agent(sandbox, "confirm", generation).refused("run_change", sql=DELETE, expected=3)
    assert "cannot ask" in told
    assert "mode" not in told
    assert sent(sandbox) == []
    assert audit()[-1]["decision"] == "refused"


@pytest.mark.parametrize("mode", ["confirm", "full"])
@pytest.mark.parametrize("expected", [0, 2, 4])
def test_another_number_than_expected_is_an_error_with_the_number(
    make_agent, sandbox, three_files, mode, expected
):
    assert three_files
    agent = make_agent(sandbox, mode, answer=YES)
    assert "3 objects" in agent.refused("run_change", sql=DELETE, expected=expected)
    assert deletions(sandbox) == []
    assert agent.asked == []


def test_full_asks_nobody_and_has_a_bound(make_agent, sandbox, three_files):
    agent = make_agent(sandbox, "full", answer=YES)
    assert set(agent.good("run_change", sql=DELETE, expected=3)["done"]) == set(three_files)
    rows = ", ".join(f"('s{n}')" for n in range(11))
    many = f"INSERT INTO openai.vector_stores.vector_stores (name) VALUES {rows}"
    assert "more than the 10 allowed" in agent.refused("run_change", sql=many, expected=11)
    assert agent.asked == []
    assert "POST /vector_stores" not in sent(sandbox)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_what_changed_in_between_is_told_and_nothing_is_added(make_agent, sandbox, three_files, generation):
    def answer(_message):
        remove_file(sandbox, three_files[-1])
        answer.added = add_file(sandbox, "late.txt")
        return YES

    agent = make_agent(sandbox, "confirm", generation, answer)
    done = agent.good("run_change", sql=DELETE, expected=3)
    assert DELETED.format(answer.added) not in sent(sandbox)
    gone = three_files[-1]
    assert gone in str([*done["failed"], *done["done"]])
    assert gone not in done["done"]
    assert set(done["done"]) | set(done["not_tried"]) | {gone} == set(three_files)
    assert done["summary"].startswith("stopped")


def test_returning_and_exec_give_rows(make_agent, sandbox):
    agent = make_agent(sandbox, "confirm", answer=YES)
    insert = "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a') RETURNING id, name"
    made = agent.good("run_change", sql=insert, expected=1)
    assert made["rows"] == [[made["done"][0], "a"]]
    assert [c["name"] for c in made["columns"]] == ["id", "name"]


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "SET read_only = off", "CREATE TABLE t (a)", "COPY (SELECT 1) TO 'a.csv'", "x"]
)
@pytest.mark.parametrize("tool", ["plan_change", "run_change"])
def test_only_changes_of_objects_are_changes(make_agent, sandbox, sql, tool):
    expected = {"expected": 1} if tool == "run_change" else {}
    agent = make_agent(sandbox, "confirm", answer=YES)
    agent.refused(tool, sql=sql, **expected)
    assert (sent(sandbox), agent.asked) == ([], [])


def test_names_in_a_question_cannot_pretend_to_be_something_else(make_agent, sandbox):
    name = "a\u202e\nDELETE 1 object, with the profile nobody?\x1b[2J"
    agent = make_agent(sandbox, "confirm", answer=("decline", None))
    sql = f"INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('{name}')"
    agent.refused("run_change", sql=sql, expected=1)
    [question] = agent.asked
    assert not {"\u202e", "\x1b"} & set(question)
    assert len(question.splitlines()) == 4


def ask_round(agent, sql, expected, **extra):
    """One round of a call by a client of today that carries the state itself."""

    async def call(client):
        return await client.session.call_tool(
            "run_change", {"sql": sql, "expected": expected}, allow_input_required=True, **extra
        )

    return agent.ask(call)


def answered(asked, content):
    from mcp_types import ElicitResult

    return {
        "input_responses": {
            key: ElicitResult(action="accept", content=content) for key in asked.input_requests
        },
        "request_state": asked.request_state,
    }


@pytest.mark.usefixtures("three_files")
def test_an_answer_counts_once_and_for_the_change_that_was_shown(make_agent, sandbox):
    agent = make_agent(sandbox, "confirm", answer=YES)
    asked = ask_round(agent, DELETE, 3)
    assert deletions(sandbox) == []
    yes = answered(asked, {"confirm": True})
    assert not ask_round(agent, DELETE, 3, **yes).is_error
    assert len(deletions(sandbox)) == 3
    for name in ("d.txt", "e.txt", "f.txt"):
        add_file(sandbox, name)
    again = ask_round(agent, DELETE, 3, **yes)
    assert again.is_error
    asked_again = ask_round(agent, DELETE, 3)
    replayed = ask_round(agent, DELETE, 3, **yes)
    assert getattr(replayed, "input_requests", None) or replayed.is_error, (
        "an old answer is none to a new question"
    )
    assert asked_again.request_state != asked.request_state
    assert len(deletions(sandbox)) == 3


def test_state_that_the_client_has_changed_or_moved_is_refused(make_agent, sandbox, three_files):
    agent = make_agent(sandbox, "confirm", answer=YES)
    asked = ask_round(agent, DELETE, 3)
    yes = answered(asked, {"confirm": True})
    forged = {**yes, "request_state": asked.request_state[:-4] + "AAAA"}
    with pytest.raises(ExceptionGroup):
        ask_round(agent, DELETE, 3, **forged)
    with pytest.raises(ExceptionGroup):
        ask_round(agent, f"{DELETE} AND id = '{three_files[0]}'", 1, **yes)
    assert deletions(sandbox) == []


def test_questions_that_nobody_answers_hold_no_session(make_agent, sandbox, three_files):
    agent = make_agent(sandbox, "confirm", answer=YES)
    for name in three_files:
        for _ in range(3):
            ask_round(agent, f"{DELETE} AND id = '{name}'", 1)
    assert agent.good("run_query", sql="SELECT count(*) FROM openai.files.files")["rows"] == [[3]]
    assert len([t for t in threading.enumerate() if t.name == "change"]) <= 2


def test_a_client_that_is_lost_while_the_person_thinks_changes_nothing(
    make_agent, sandbox, three_files, audit
):
    agent = make_agent(sandbox, "confirm", "legacy")
    assert three_files

    async def lose(client):
        with anyio.move_on_after(0.5):
            await client.call_tool("run_change", {"sql": DELETE, "expected": 3})

    agent.answer = lambda _message: threading.Event().wait(0.2) or ("cancel", None)
    agent.ask(lose)
    assert deletions(sandbox) == []
    assert audit()[-1]["decision"] in ("not answered", "cancelled")


def test_a_change_that_is_interrupted_says_what_became_of_each(make_agent, sandbox, three_files):
    agent = make_agent(sandbox, "full")
    sandbox.faults.add(Fault(match="DELETE *", status=400, skip=1, times=None))
    told = agent.good("run_change", sql=DELETE, expected=3)
    named = [*told["done"], *told["failed"], *told["not_tried"], *told["perhaps_done"]]
    assert all(any(name in text for text in named) for name in three_files)
    assert len(told["done"]) == 1
    assert told["failed"]
    sandbox.faults.clear()
    sandbox.faults.add(Fault(match="POST *", kind=FaultKind.DROP_AFTER, times=None))
    insert = "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a')"
    assert agent.good("run_change", sql=insert, expected=1)["perhaps_done"]


# --- the audit ---------------------------------------------------------------------------------------------------


def test_every_call_is_a_line_without_rows_and_keys_for_the_owner_alone(
    make_agent, sandbox, three_files, tmp_path
):
    path = tmp_path / "kept" / "audit.jsonl"
    agent = make_agent(sandbox, audit=path)
    agent.good("run_query", sql="SELECT filename FROM openai.files.files -- sk-proj-abcdef123456")
    agent.good("list_resources", service="batch")
    agent.refused("run_change", sql=DELETE, expected=3)
    agent.refused("run_query", sql="SELECT 1", colour="red")
    agent.refused("run_query", sql=DELETE)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["tool"], line["decision"], bool(line["error"])) for line in lines] == [
        ("run_query", "allowed", False),
        ("list_resources", "allowed", False),
        ("run_change", "refused", True),
        ("run_query", "refused", True),
        ("run_query", "refused", True),
    ]
    assert (lines[0]["count"], lines[0]["requests"]) == (3, 1)
    assert not any(word in path.read_text() for word in ("a.txt", "abcdef", *three_files))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_read_only_has_an_audit_on_request_only(make_agent, sandbox, audit):
    make_agent(sandbox).good("run_query", sql="SELECT 1")
    with pytest.raises(FileNotFoundError):
        audit()
    make_agent(sandbox, "full").good("run_query", sql="SELECT 1")
    assert [line["mode"] for line in audit()] == ["full"]


@pytest.mark.parametrize("mode", ["confirm", "full"])
def test_a_change_whose_line_cannot_be_written_is_not_made(
    make_agent, sandbox, three_files, mode, monkeypatch
):
    agent = make_agent(sandbox, mode, answer=YES)
    assert three_files

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(audit_module.os, "write", full)
    told = agent.refused("run_change", sql=DELETE, expected=3)
    assert "No space left" in told
    assert deletions(sandbox) == []


def test_the_line_of_a_change_stands_before_it_is_made(tmp_path):
    path = tmp_path / "audit.jsonl"
    path.write_text("")
    path.chmod(0o644)
    audit = Audit(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    line = AuditLine("run_change", "full", DELETE)
    place = audit.reserve(line)
    assert json.loads(path.read_text())["duration"] is None
    audit.write(AuditLine("run_query", "full", "SELECT 1"))
    line.duration, line.error = 1.0, "é" * 5_000
    audit.fill(place, line)
    first, second = map(json.loads, path.read_text().splitlines())
    assert (first["duration"], second["tool"]) == (1.0, "run_query")
    audit.close()


def test_lines_of_several_threads_and_programs_are_whole(tmp_path):
    path = tmp_path / "audit.jsonl"
    audits = [Audit(path), Audit(path)]

    def write(number):
        audit = audits[number % 2]
        line = AuditLine("run_change", "full", str(number))
        place = audit.reserve(line)
        line.count = number
        audit.fill(place, line)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(80)))
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert {(line["statement"], line["count"]) for line in lines} == {(str(n), n) for n in range(80)}
    for audit in audits:
        audit.close()


def test_an_audit_that_cannot_be_opened_stops_the_server(make_agent, sandbox, tmp_path):
    with pytest.raises(UsageError, match="audit file"):
        make_agent(sandbox, audit=tmp_path)


def test_requests_of_a_batch_are_counted_by_themselves(make_agent, sandbox):
    agent = make_agent(sandbox, "confirm", answer=YES)
    rows = ", ".join(f"('/v1/responses', 'gpt-5-mini', 'q-{n}', 'hi', 20)" for n in range(3))
    sql = (
        "INSERT INTO openai.batch.batch_requests (url, model, custom_id, input, max_output_tokens) "
        f"VALUES {rows} RETURNING batch_id"
    )
    told = agent.good("plan_change", sql=sql)
    assert (told["count"], len(told["objects"]), told["requests"]) == (3, 1, 2)
    assert not [line for line in sent(sandbox) if line.startswith("POST")]
    done = agent.good("run_change", sql=sql, expected=3)
    assert [line for line in sent(sandbox) if line.startswith("POST")] == ["POST /files", "POST /batches"]
    assert done["rows"][0][0].startswith("batch_")
    assert "3 requests" in agent.asked[0]


REQUESTS = (
    "INSERT INTO openai.batch.batch_requests (url, model, custom_id, input, max_output_tokens) "
    "SELECT '/v1/responses', 'gpt-5-mini', 'q-' || value, 'hi', 20 FROM json_each('[1, 2, 3]') ORDER BY value"
)
BY_ONE = "[settings]\nbatch_part_requests = 1\nconcurrency = 1\n"


def batches(sandbox):
    """The ids of those that are there."""
    answer = requests.get(
        f"{sandbox.url}/batches", headers={"Authorization": f"Bearer {sandbox.key}"}, timeout=10
    )
    return {batch["id"] for batch in answer.json()["data"]}


@pytest.mark.parametrize("shown", ["", " RETURNING batch_id", " RETURNING 1 AS one"])
def test_rows_that_become_files_are_done_as_their_batches(make_agent, sandbox, shown):
    done = make_agent(sandbox, "full", config=BY_ONE).good("run_change", sql=REQUESTS + shown, expected=3)
    assert len(done["done"]) == 3
    assert set(done["done"]) == batches(sandbox)
    assert len(done["rows"]) == (3 if shown else 0)


def test_a_run_that_is_gone_on_with_tells_the_batches_it_has_made(make_agent, sandbox):
    agent = make_agent(sandbox, "full", config=BY_ONE)
    sandbox.faults.add(Fault(match="POST */batches", status=400, skip=1, times=1))
    first = agent.good("run_change", sql=REQUESTS, expected=3)
    assert (len(first["done"]), len(first["failed"]), len(first["not_tried"])) == (1, 1, 1)
    assert set(first["done"]) == batches(sandbox)
    [[run]] = agent.good("run_query", sql="SELECT id FROM local.runs")["rows"]
    sandbox.faults.add(Fault(match="POST */batches", status=400, times=1))
    resume = f"EXEC local.parts.resume @run = '{run}'"
    agent.good("plan_change", sql=resume)
    agent.refused("run_change", sql=resume, expected=1)  # nothing was made
    resumed = agent.good("run_change", sql=resume, expected=1)
    assert len(resumed["done"]) == 1
    assert set(resumed["done"]) | set(first["done"]) == batches(sandbox)
    rest = agent.good("run_change", sql=REQUESTS, expected=1)
    assert set(rest["done"]) == batches(sandbox)


IDS = "WHERE purpose = 'assistants'"
STORE = "openai.vector_stores.vector_stores"
EVERY_KIND = {
    "DELETE": (f"DELETE FROM openai.files.files {IDS}", 3),
    "INSERT": (f"INSERT INTO {STORE} (name) VALUES ('a'), ('b')", 2),
    "INSERT SELECT": (f"INSERT INTO {STORE} (name) SELECT filename FROM openai.files.files", 3),
    "UPDATE": (f"UPDATE {STORE} SET name = 'other' WHERE name = 'here'", 1),
    "EXEC": ("EXEC openai.files.files.delete_file @file_id = '{}'", 1),
    "FOR EACH": (
        f"EXEC openai.files.files.delete_file FOR EACH (SELECT id AS file_id FROM openai.files.files {IDS})",
        3,
    ),
    "gathered": (REQUESTS, 3),
}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_what_was_done_is_named_with_and_without_rows(make_agent, sandbox, three_files, kind):
    agent = make_agent(sandbox, "full")
    agent.good("run_change", sql=f"INSERT INTO {STORE} (name) VALUES ('here')", expected=1)
    sql, count = EVERY_KIND[kind]
    sql = sql.format(three_files[0])
    for shown in ("", " RETURNING *"):
        if shown and sql.startswith("EXEC"):
            continue
        done = agent.good("run_change", sql=sql + shown, expected=count)
        assert len(done["done"]) == (1 if kind == "gathered" else count)
        assert all(name.startswith(("file-", "vs_", "batch_")) for name in done["done"])
        if kind == "DELETE":
            assert set(done["done"]) == set(three_files)
            break
        if kind == "UPDATE":
            agent.good("run_change", sql=f"INSERT INTO {STORE} (name) VALUES ('here')", expected=1)
        if kind == "gathered":
            sql = sql.replace("'hi'", "'other'")
