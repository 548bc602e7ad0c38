from __future__ import annotations

import subprocess
import sys

import pytest

from openai_sql_shell.errors import UsageError
from openai_sql_shell.sandbox import Sandbox


@pytest.fixture
def reopen(tmp_path, clock, connect):
    """Opens the same directory again and again."""
    running = []

    def make(**options):
        while running:
            running.pop().stop()
        sandbox = Sandbox(tmp_path / "state", clock=clock, **{"seed_data": False, **options})
        running.append(sandbox)
        sandbox.start()
        return connect(sandbox)

    yield make
    while running:
        running.pop().stop()


def test_objects_and_bytes_survive_a_restart(reopen, clock):
    api = reopen()
    file = api.upload("a.md", b"small")
    large = api.upload("b.bin", b"x" * 1_500_000, "user_data")
    store = api.post("/vector_stores", {"name": "kept", "file_ids": [file["id"]]}).json
    api.delete(
        "/models/" + next(m["id"] for m in api.get("/models").json["data"] if m["id"].startswith("ft:"))
    )
    before = (api.get("/files").json, api.get("/models").json)
    clock.advance(5)
    api = reopen()
    assert (api.get("/files").json, api.get("/models").json) == before
    assert api.get(f"/files/{file['id']}/content").data == b"small"
    assert len(api.get(f"/files/{large['id']}/content").data) == 1_500_000
    assert api.get(f"/vector_stores/{store['id']}").json["file_counts"]["completed"] == 1


def test_a_new_directory_is_its_owners_alone(reopen, tmp_path):
    reopen()
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_a_batch_goes_on_after_a_restart(reopen, clock, line):
    api = reopen()
    batch = api.batch(b"".join(line(str(n)) for n in range(10)))
    clock.advance(1.5)
    assert api.get(f"/batches/{batch['id']}").json["status"] == "in_progress"
    api = reopen()
    assert api.get(f"/batches/{batch['id']}").json["status"] == "in_progress"
    clock.advance(10)
    assert api.get(f"/batches/{batch['id']}").json["status"] == "completed"


def test_identifiers_are_never_given_twice(reopen):
    api = reopen()
    gone = api.post("/vector_stores", {}).json["id"]
    api.delete(f"/vector_stores/{gone}")
    api = reopen()
    assert api.post("/vector_stores", {}).json["id"] != gone


def test_the_seed_data_is_built_once(reopen):
    api = reopen(seed_data=True)
    before = {b["id"] for b in api.every("/batches")}
    api = reopen(seed_data=True)
    assert {b["id"] for b in api.every("/batches")} == before


def test_a_second_sandbox_is_kept_out(reopen, tmp_path):
    reopen()
    with pytest.raises(UsageError, match="another sandbox uses"):
        Sandbox(tmp_path / "state").start()


def test_a_killed_process_loses_nothing_it_has_answered(tmp_path, connect):
    program = (
        "import http.client, os, sys; from pathlib import Path; from openai_sql_shell.sandbox import Sandbox\n"
        "s = Sandbox(Path(sys.argv[1]), seed_data=False); s.start()\n"
        "c = http.client.HTTPConnection(s.url.split('/')[2])\n"
        "c.request('POST', '/v1/vector_stores', '{\"name\": \"kept\"}', {'Authorization': 'Bearer ' + s.key})\n"
        "c.getresponse().read(); os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path], check=False)
    with Sandbox(tmp_path, seed_data=False) as sandbox:
        assert [store["name"] for store in connect(sandbox).every("/vector_stores")] == ["kept"]


def test_a_line_cut_off_by_a_crash_is_dropped(reopen, tmp_path):
    api = reopen()
    kept = api.post("/vector_stores", {}).json["id"]
    api.sandbox.stop()
    with (tmp_path / "state/objects.jsonl").open("a") as file:
        file.write('{"table": "vector_st')
    api = reopen()
    assert [s["id"] for s in api.get("/vector_stores").json["data"]] == [kept]


@pytest.mark.parametrize("line", ["not json", "[]", '{"table": "files"}', '{"serial": "x"}'])
def test_a_line_that_is_not_ours_is_an_error_that_names_it(reopen, tmp_path, line):
    reopen().sandbox.stop()
    journal = tmp_path / "state/objects.jsonl"
    journal.write_text(line + "\n" + journal.read_text())
    with pytest.raises(UsageError, match="line 1 of"):
        reopen()


def test_bytes_that_belong_to_nothing_are_swept_away(reopen, tmp_path):
    reopen().sandbox.stop()
    stray = tmp_path / "state/files/file-stray"
    stray.write_bytes(b"x")
    reopen()
    assert not stray.exists()


def test_a_directory_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be used"):
        Sandbox(tmp_path / "file").start()
