"""However a change ends, what was done, refused, perhaps done and not tried is told by name."""

from __future__ import annotations

import json
import threading

import pytest
from faults import Fault, FaultKind

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ChangesInterrupted,
    ConnectionProblem,
    EngineError,
    ExitCode,
    JobFailed,
    LocalFileError,
    OpenAISqlError,
    WaitTimeout,
)
from openai_sql_shell.session import call_execution

FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"
STORE_FILES = "openai.vector_stores.vector_store_files"
FILE_BATCHES = "openai.vector_stores.vector_store_file_batches"
BATCHES = "openai.batch.batches"
UPLOADS = "openai.uploads.uploads"
CHAT = "/v1/chat/completions"


def ctrl_c_after(sandbox, count):
    """A token that is set as soon as this many requests were carried out without an answer."""
    cancel = CancelToken()

    def press():
        for _ in range(count):
            sandbox.faults.held.acquire()
        cancel.set()

    threading.Thread(target=press, daemon=True).start()
    return cancel


def stopped(harness, sql, cancel=None, kind=ChangesInterrupted):
    """What a statement ends with, and the rows before it."""
    rows = []
    with pytest.raises(kind) as caught:
        rows.extend(harness.run(sql, cancel).rows)
    return caught.value


def statement_in(hint):
    return hint[hint.index("SELECT") :].split(";")[0]


def groups(account):
    return tuple(account.done), tuple(account.refused), tuple(account.unknown), tuple(account.untried)


@pytest.fixture
def stores(harness):
    """Eight stores, named a to h."""
    values = ", ".join(f"('{name}')" for name in "abcdefgh")
    return harness.column(f"INSERT INTO {STORES} (name) VALUES {values} RETURNING id")


# --- Ctrl-C ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM {} WHERE id IN ({})", "UPDATE {} SET name = 'new' WHERE id IN ({})"],
    ids=["delete", "update"],
)
@pytest.mark.parametrize("returning", ["", " RETURNING id"])
def test_calls_under_way_at_ctrl_c_are_told_as_perhaps_carried_out(harness, sandbox, stores, sql, returning):
    harness.session.settings.concurrency = 2
    sandbox.faults.add(Fault(f"* /v1/vector_stores/{stores[1]}", kind=FaultKind.HOLD))
    sandbox.faults.add(Fault(f"* /v1/vector_stores/{stores[2]}", kind=FaultKind.HOLD))
    listed = ", ".join(f"'{name}'" for name in stores[:5])
    error = stopped(harness, sql.format(STORES, listed) + returning, ctrl_c_after(sandbox, 2))
    assert groups(error.account) == ((stores[0],), (), tuple(stores[1:3]), tuple(stores[3:5]))
    assert error.exit_code is ExitCode.INTERRUPTED
    assert error.may_have_acted
    assert "not sent" not in str(error.hint)
    look = statement_in(error.hint)
    assert look == f"SELECT * FROM {STORES} WHERE id IN ('{stores[1]}', '{stores[2]}')"
    sandbox.faults.released.set()
    harness.rows(look)


@pytest.mark.parametrize("values", ["('one')", "('one'), ('two'), ('three')"])
def test_an_insert_under_way_at_ctrl_c_may_have_been_carried_out(harness, sandbox, values):
    sandbox.faults.add(Fault("POST /v1/vector_stores", kind=FaultKind.HOLD))
    error = stopped(
        harness, f"INSERT INTO {STORES} (name) VALUES {values}", ctrl_c_after(sandbox, 1), kind=Exception
    )
    assert error.exit_code is ExitCode.INTERRUPTED
    assert "may have been carried out" in error.hint
    sandbox.faults.released.set()
    assert harness.column(f"SELECT name FROM ({statement_in(error.hint)})") == ["one"]


@pytest.mark.parametrize("verb", ["DELETE FROM {} WHERE id = '{}'", "EXEC {}.modify @vector_store_id = '{}'"])
def test_a_single_change_under_way_at_ctrl_c_was_not_surely_unsent(harness, sandbox, stores, verb):
    verb = verb.replace(".modify ", ".modify_vector_store ") + ("" if "DELETE" in verb else ", @name = 'x'")
    sandbox.faults.add(Fault(f"* /v1/vector_stores/{stores[0]}", kind=FaultKind.HOLD))
    error = stopped(harness, verb.format(STORES, stores[0]), ctrl_c_after(sandbox, 1), Cancelled)
    assert stores[0] in error.message
    assert error.hint == (
        "it may have been carried out; before sending it again,"
        f" look with SELECT * FROM {STORES} WHERE id = '{stores[0]}'"
    )


def test_ctrl_c_between_two_calls_ends_as_cancelled_and_says_what_was_done(harness, stores):
    cancel = CancelToken()
    harness.session.progress = lambda progress: cancel.set() if progress.done == 2 else None
    listed = ", ".join(f"'{name}'" for name in stores[:4])
    error = stopped(harness, f"DELETE FROM {STORES} WHERE id IN ({listed})", cancel)
    assert groups(error.account) == (tuple(stores[:2]), (), (), tuple(stores[2:4]))
    assert (error.exit_code, error.may_have_acted) == (ExitCode.INTERRUPTED, True)


def test_ctrl_c_before_the_first_call_says_that_it_was_not_sent(harness, stores):
    cancel = CancelToken()
    cancel.set()
    error = stopped(harness, f"DELETE FROM {STORES} WHERE id = '{stores[0]}'", cancel, Cancelled)
    assert harness.requests == []
    assert error.hint in (None, "it was not sent")


def test_ctrl_c_in_a_download_says_nothing_about_changes(harness, sandbox, jsonl):
    file = harness.upload(jsonl, "batch")
    sandbox.faults.add(Fault("GET /v1/files/*/content", kind=FaultKind.HOLD))
    error = stopped(
        harness, f"EXEC {FILES}.download_file @file_id = '{file}'", ctrl_c_after(sandbox, 1), Cancelled
    )
    assert error.hint is None
    assert not error.may_have_acted


# --- failures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep_changing", [False, True])
def test_lost_calls_are_not_told_as_refused(harness, sandbox, stores, keep_changing):
    harness.session.settings.concurrency = 4
    harness.session.settings.keep_changing = keep_changing
    sandbox.faults.add(Fault(f"POST /v1/vector_stores/{stores[0]}", status=400, message="No."))
    for lost in stores[1:3]:
        sandbox.faults.add(Fault(f"POST /v1/vector_stores/{lost}", kind=FaultKind.DROP_AFTER))
    listed = ", ".join(f"'{name}'" for name in stores[:6])
    error = stopped(harness, f"UPDATE {STORES} SET name = 'new' WHERE id IN ({listed})")
    account = error.account
    assert (account.refused, account.unknown) == ((stores[0],), tuple(stores[1:3]))
    assert stores[3] in account.done
    assert account.untried == (() if keep_changing else tuple(stores[4:6]))
    assert "No. [" in error.message
    assert statement_in(error.hint) == f"SELECT * FROM {STORES} WHERE id IN ('{stores[1]}', '{stores[2]}')"
    names = harness.rows(f"SELECT id FROM {STORES} WHERE name = 'new'")
    assert {name for (name,) in names} == {*account.done, *account.unknown}


@pytest.mark.parametrize(
    ("fault", "unknown"),
    [
        (Fault("*", status=400), False),
        (Fault("*", status=404), False),
        (Fault("*", status=409, times=None), False),
        (Fault("*", status=429, times=None), False),
        (Fault("*", status=500, times=None), True),
        (Fault("*", status=503, times=None), True),
        (Fault("*", kind=FaultKind.DROP_AFTER, times=None), True),
        (Fault("*", kind=FaultKind.TRUNCATE, times=None), True),
    ],
    ids=["400", "404", "409", "429", "500", "503", "dropped", "cut off"],
)
@pytest.mark.parametrize("verb", ["INSERT", "UPDATE", "DELETE"])
def test_whether_a_failed_call_may_have_acted_decides_its_group(
    harness, sandbox, stores, fault, unknown, verb
):
    sql = {
        "INSERT": f"INSERT INTO {STORES} (name) VALUES ('x'), ('y')",
        "UPDATE": f"UPDATE {STORES} SET name = 'x' WHERE id IN ('{stores[0]}', '{stores[1]}')",
        "DELETE": f"DELETE FROM {STORES} WHERE id IN ('{stores[0]}', '{stores[1]}')",
    }[verb]
    sandbox.faults.add(fault)
    error = stopped(harness, sql)
    name = "name=x" if verb == "INSERT" else stores[0]
    assert (error.account.unknown, error.account.refused) == (((name,), ()) if unknown else ((), (name,)))
    assert error.may_have_acted is unknown
    assert ("may have been carried out" in (error.hint or "")) is unknown


def test_without_a_server_nothing_may_have_been_carried_out(harness, sandbox, stores):
    sandbox.stop()
    error = stopped(harness, f"UPDATE {STORES} SET name = 'x' WHERE id IN ('{stores[0]}', '{stores[1]}')")
    assert isinstance(error.cause, ConnectionProblem)
    assert groups(error.account) == ((), (stores[0],), (), (stores[1],))


def test_a_call_that_cannot_be_sent_any_more_is_refused_and_those_under_way_are_told(harness, tmp_path):
    paths = [tmp_path / name for name in ("one.md", "two.md", "three.md")]
    for path in paths:
        path.write_text("words\n", encoding="utf-8")
    harness.session.progress = lambda _progress: paths[1].unlink(missing_ok=True)
    values = ", ".join(f"('{path}', 'assistants')" for path in paths)
    error = stopped(harness, f"INSERT INTO {FILES} (file, purpose) VALUES {values}")
    assert isinstance(error.cause, LocalFileError)
    account = error.account
    assert (len(account.done), len(account.untried)) == (1, 1)
    assert "two.md" in account.refused[0]
    assert harness.column(f"SELECT filename FROM {FILES}") == ["one.md"]


def test_each_further_reason_is_told_beside_its_object(harness, sandbox, stores):
    harness.session.settings.keep_changing = True
    for name, message in zip(stores[:3], ("No.", "No.", "Gone."), strict=True):
        sandbox.faults.add(Fault(f"DELETE /v1/vector_stores/{name}", status=400, message=message))
    listed = ", ".join(f"'{name}'" for name in stores[:3])
    error = stopped(harness, f"DELETE FROM {STORES} WHERE id IN ({listed})")
    assert error.account.refused == (stores[0], stores[1], f"{stores[2]}: Gone.")


def test_a_row_of_json_alone_has_a_name(harness, sandbox):
    sandbox.faults.add(Fault("POST /v1/vector_stores", skip=1, status=400))
    values = """('{"a": "b"}'), ('{"a": "c"}')"""
    error = stopped(harness, f"INSERT INTO {STORES} (metadata) VALUES {values}")
    assert error.account.refused == ('metadata={"a": "c"}',)


def test_a_name_of_json_is_cut_short(harness, sandbox):
    sandbox.faults.add(Fault("POST /v1/vector_stores", status=400))
    value = json.dumps({"a": "b" * 200})
    error = stopped(harness, f"INSERT INTO {STORES} (metadata) VALUES ('{value}'), ('{{}}')")
    assert len(error.account.refused[0]) <= 60


@pytest.mark.parametrize(("count", "ending"), [(10, "store 9)"), (11, "store 9 and 1 more)")])
def test_ten_failed_objects_are_named(harness, sandbox, count, ending):
    harness.session.settings.keep_changing = harness.session.settings.assume_yes = True
    sandbox.faults.add(Fault("POST /v1/vector_stores", status=400, times=None))
    values = ", ".join(f"('store {n}')" for n in range(count))
    error = stopped(harness, f"INSERT INTO {STORES} (name) VALUES {values}")
    assert f"{count} refused (name=store 0, " in error.message
    assert ending in error.message


@pytest.mark.parametrize("count", [5, 6])
def test_five_made_objects_are_named(harness, count):
    values = ", ".join(f"('{n}')" for n in range(count))
    summary = harness.run(f"INSERT INTO {STORES} (name) VALUES {values}").summary
    assert summary.count("vs_") == 5
    assert ("and 1 more" in summary) is (count == 6)


# --- the statement that looks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "shown"), [(5, 10), (6, 12)])
def test_the_newest_are_looked_at_twice_as_many_as_may_have_been_made(harness, sandbox, count, shown):
    harness.session.settings.keep_changing = True
    sandbox.faults.add(Fault("POST /v1/vector_stores", status=500, times=None))
    values = ", ".join(f"('{n}')" for n in range(count))
    error = stopped(harness, f"INSERT INTO {STORES} (name) VALUES {values}")
    assert statement_in(error.hint) == f"SELECT * FROM {STORES} ORDER BY created_at DESC LIMIT {shown}"


@pytest.mark.parametrize(
    ("sql", "look"),
    [
        (
            "INSERT INTO {stores} (name) VALUES ('x')",
            "SELECT * FROM {stores} ORDER BY created_at DESC LIMIT 10",
        ),
        ("DELETE FROM {stores} WHERE id = '{store}'", "SELECT * FROM {stores} WHERE id = '{store}'"),
        (
            "INSERT INTO {store_files} (vector_store_id, file_id) VALUES ('{store}', '{file}')",
            "SELECT * FROM {store_files} WHERE vector_store_id = '{store}' AND id = '{file}'",
        ),
        (
            "DELETE FROM {store_files} WHERE vector_store_id = '{store}' AND file_id = '{file}'",
            "SELECT * FROM {store_files} WHERE vector_store_id = '{store}' AND id = '{file}'",
        ),
        ("EXEC {batches}.cancel_batch @batch_id = 'b''1'", "SELECT * FROM {batches} WHERE id = 'b''1'"),
        (
            "INSERT INTO {file_batches} (vector_store_id, file_ids) VALUES ('{store}', '{file}')",
            "SELECT * FROM {store_files} WHERE vector_store_id = '{store}'",
        ),
    ],
)
def test_what_may_have_been_carried_out_comes_with_the_statement_that_looks(
    harness, sandbox, store, documents, sql, look
):
    names = {
        "stores": STORES,
        "store_files": STORE_FILES,
        "batches": BATCHES,
        "file_batches": FILE_BATCHES,
        "uploads": UPLOADS,
        "store": store,
        "file": documents[0],
    }
    sandbox.faults.add(*(Fault(f"{http} *", status=500, times=None) for http in ("POST", "DELETE")))
    error = stopped(harness, sql.format(**names), kind=ApiError)
    sandbox.faults.clear()
    statement = look.format(**names)
    assert f"it may have been carried out; before sending it again, look with {statement}" in error.hint
    assert not harness.session.changes(statement)


# --- RETURNING ---------------------------------------------------------------------------------------------------


def test_a_returning_that_fails_on_a_value_does_not_hide_what_was_made(harness):
    values = "('[1]'), ('no json')"
    error = stopped(
        harness, f"INSERT INTO {STORES} (name) VALUES {values} RETURNING json_extract(name, '$[0]')"
    )
    made = harness.column(f"SELECT id FROM {STORES} ORDER BY created_at")
    assert isinstance(error.cause, EngineError)
    assert sorted(error.account.done) == sorted(made)


def test_the_rows_of_returning_are_there_before_they_are_shown(harness, sandbox):
    result = harness.run(f"INSERT INTO {STORES} (name) VALUES ('x') RETURNING name")
    sandbox.stop()
    harness.session._database.close()
    assert list(result.rows) == [("x",)]


# --- jobs --------------------------------------------------------------------------------------------------------


@pytest.fixture
def input_files(harness, jsonl):
    return [harness.upload(jsonl, "batch") for _ in range(3)]


def batches(files, hint="AWAIT TIMEOUT=1s"):
    values = ", ".join(f"('{file}', '{CHAT}', '24h')" for file in files)
    return f"INSERT /*+ {hint} */ INTO {BATCHES} (input_file_id, endpoint, completion_window) VALUES {values}"


@pytest.mark.parametrize("returning", ["", " RETURNING id"])
@pytest.mark.parametrize(
    ("end", "code"),
    [("timeout", ExitCode.TIMEOUT), ("ctrl-c", ExitCode.INTERRUPTED), ("outage", ExitCode.FAILED)],
)
def test_whenever_a_wait_ends_early_every_job_is_named_with_its_state(
    harness, sandbox, input_files, returning, end, code
):
    cancel = CancelToken()
    if end == "ctrl-c":
        harness.session.progress = lambda progress: cancel.set() if progress.job.startswith("batch") else None
    if end == "outage":
        sandbox.faults.add(Fault("GET /v1/batches/*", status=400, times=None))
    error = stopped(harness, batches(input_files) + returning, cancel)
    sandbox.faults.clear()
    harness.session.progress = lambda _progress: None
    assert error.exit_code is code
    made = harness.column(f"SELECT id FROM {BATCHES} ORDER BY created_at")
    assert sorted(done.partition(" ")[0] for done in error.account.done) == sorted(made)
    assert all("(" in done for done in error.account.done)
    assert all(name in error.message for name in made)
    assert sorted(harness.column(f"SELECT id FROM ({statement_in(error.hint)})")) == sorted(made)


@pytest.mark.parametrize("returning", ["", " RETURNING id"])
@pytest.mark.parametrize("end", ["timeout", "outage"])
def test_one_job_is_named_whenever_its_wait_ends_early(harness, sandbox, input_files, returning, end):
    if end == "outage":
        sandbox.faults.add(Fault("GET /v1/batches/*", status=400, times=None))
    error = stopped(harness, batches(input_files[:1]) + returning, kind=OpenAISqlError)
    sandbox.faults.clear()
    [made] = harness.column(f"SELECT id FROM {BATCHES}")
    assert made in error.message
    assert harness.column(f"SELECT id FROM ({statement_in(error.hint)})") == [made]


def test_a_file_batch_is_looked_at_again_in_its_store(harness, store, documents):
    harness.session.settings.await_timeout = 0.001
    sql = f"EXEC /*+ AWAIT */ {FILE_BATCHES}.create_vector_store_file_batch @vector_store_id = '{store}',"
    error = stopped(harness, f"{sql} @file_ids = '{json.dumps(documents)}'", kind=OpenAISqlError)
    assert harness.column(f"SELECT vector_store_id FROM ({statement_in(error.hint)})") == [store]


def test_more_jobs_than_are_usually_named_are_all_named(harness, jsonl):
    harness.session.settings.assume_yes = True
    file = harness.upload(jsonl, "batch")
    error = stopped(harness, batches([file] * 12))
    assert all(name in error.message for name in harness.column(f"SELECT id FROM {BATCHES}"))


def test_a_row_of_returning_shows_the_state_that_was_seen_last(harness, monkeypatch, input_files):
    def gives_up(_call, answered, _context, _limit):
        error = WaitTimeout("too long")
        error.last = {**answered, "status": "in_progress", "request_counts": {"total": 9, "completed": 4}}
        raise error

    monkeypatch.setattr(call_execution, "follow", gives_up)
    result = harness.run(batches(input_files[:1]) + " RETURNING status, request_counts ->> 'completed'")
    assert next(result.rows) == ("in_progress", 4)
    with pytest.raises(WaitTimeout):
        next(result.rows)


def test_jobs_made_before_a_refused_one_are_named_with_their_state(harness, input_files):
    error = stopped(harness, batches([input_files[0], "file-nope"]))
    assert error.account.done[0].endswith("(validating)")


def test_several_failed_jobs_are_all_told(harness, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text("nonsense\n", encoding="utf-8")
    files = [harness.upload(bad, "batch") for _ in range(2)]
    error = stopped(harness, batches(files, "AWAIT"))
    assert isinstance(error.cause, JobFailed)
    assert [done.partition(" ")[2] for done in error.account.done] == ["(failed)", "(failed)"]
