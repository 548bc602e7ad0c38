r"""``\why``: what became of a job, and why."""

from __future__ import annotations

from contextlib import closing

import pytest
from faults import FaultySandbox
from harness import Harness, make_session

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.shell.run_input import run_text

EXPLAINED = [resource for resource in Catalog().declarations() if resource.why]


@pytest.fixture
def estate(time, shell):
    with FaultySandbox(clock=time, seed=1) as sandbox:
        harness = Harness(make_session(sandbox, time), sandbox, time)
        with closing(harness.session):
            shell.session = harness.session
            shell.session.settings.set("output", "csv")
            yield harness


@pytest.fixture
def told(estate, shell, said):
    def told(line):
        estate.sandbox.forget_requests()
        shell.console.stdout.seek(0)
        shell.console.stdout.truncate()
        assert run_text(shell, line), said()
        return said() + shell.console.stdout.getvalue(), estate.requests

    return told


def test_a_batch_that_was_refused_says_which_lines_are_wrong(estate, told):
    [(batch, code)] = estate.rows("SELECT batch_id, code FROM openai.batch.batch_errors LIMIT 1")
    text, requests = told(f"\\why {batch}")
    assert "The batch:\n" in text
    assert code in text
    assert "not_run" in text
    assert requests[-3:-1] == [f"GET /batches/{batch}"] * 2


def test_a_batch_that_failed_in_parts_counts_them_by_cause(estate, told):
    found = estate.rows(
        "SELECT r.batch_id, r.error_code, count(*) FROM openai.batch.batches b"
        " JOIN openai.batch.batch_results r ON r.batch_id = b.id"
        " WHERE b.status = 'completed' AND r.outcome = 'http_error' GROUP BY 1, 2"
    )
    batch, code, count = max(found, key=lambda row: row[2])
    text, _ = told(f"\\why {batch}")
    [line] = [line for line in text.splitlines() if line.startswith("http_error")]
    assert f",{code},{count}," in line
    assert "error_message" in text
    assert "refusal" not in text


def test_a_file_batch_is_found_below_its_store(estate, told, shell, said, tmp_path):
    store = estate.value("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a') RETURNING id")
    path = tmp_path / "a.txt"
    path.write_text("hello", encoding="utf-8")
    file = estate.upload(path)
    batch = estate.value(
        "INSERT INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_ids)"
        f" VALUES ('{store}', '[\"{file}\"]') RETURNING id"
    )
    for words in (f"{batch} {store}", batch):
        text, requests = told(f"\\why {words}")
        assert "Its files:" in text
        assert "status,files,file_id" in text
        assert all(f"/vector_stores/{store}/file_batches/{batch}" in request for request in requests)
    assert not run_text(shell, "\\why vsfb_1")
    assert "\\why vsfb_1 vector_store_id" in said()


def test_what_may_be_mended_is_told_with_the_statement_that_does(estate, told, tmp_path):
    store = estate.value("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a') RETURNING id")
    for code in ("server_error", "invalid_file"):
        (tmp_path / f"{code}.md").write_text("hello", encoding="utf-8")
        estate.upload(tmp_path / f"{code}.md")
    batch = estate.value(
        "INSERT INTO openai.vector_stores.vector_store_file_batches (vector_store_id, file_id)"
        f" SELECT '{store}', id FROM openai.files.files WHERE filename LIKE '%\\_%.md' ESCAPE '\\' RETURNING id"
    )
    estate.time.seconds += 60
    text, _ = told(f"\\why {batch}")
    (statement,) = [line for line in text.splitlines() if line.startswith("to mend it: ")]
    assert statement.endswith(f"retry @batch_id = '{batch}', @vector_store_id = '{store}';")
    assert "to_type" not in text
    assert [code for code in ("server_error", "invalid_file") if f",{code}," in text] == [
        "server_error",
        "invalid_file",
    ]


def test_a_training_is_told_with_what_happened_last(estate, told):
    job = estate.value(
        "SELECT id FROM openai.fine_tuning.jobs ORDER BY status = 'failed' DESC, created_at LIMIT 1"
    )
    text, requests = told(f"\\why {job}")
    assert "The job:" in text
    assert "What happened last:\n" in text
    assert "\ncreated_at,level,message\n" in text
    assert {r.partition("?")[0] for r in requests} == {
        f"GET /fine_tuning/jobs/{job}",
        f"GET /fine_tuning/jobs/{job}/events",
    }


def test_what_the_api_does_not_show_is_told(shell, said):
    assert not run_text(shell, "\\why upload_1")
    assert "the API shows an upload only in answers" in said()


@pytest.mark.parametrize("words", ["", " resp_1", " batch_1 vs_1"])
def test_what_cannot_be_explained_says_what_can(shell, said, words):
    assert not run_text(shell, f"\\why{words}")
    assert "batch_" in said()


@pytest.mark.parametrize("resource", EXPLAINED, ids=lambda resource: resource.id)
def test_the_id_of_what_is_explained_tells_it_from_others(resource):
    assert resource.id_prefix
    assert [r.id for r in EXPLAINED if resource.id_prefix.startswith(r.id_prefix)] == [resource.id]
