"""The file: whose it is, its versions, and what is said where it cannot be used."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from ledger.conftest import ACCOUNT, BASE_URL, record

from openai_sql_shell.catalog.services.local import SERVICE
from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.ledger import connection, store
from openai_sql_shell.ledger.runs import Runs
from openai_sql_shell.ledger.schema import MIGRATIONS, TABLES, migrate


def raw(path):
    return closing(sqlite3.connect(path, isolation_level=None))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_nothing_is_made_before_something_is_written(ledger, path):
    assert ledger.rows("run", ["id"]) == []
    assert ledger.count() == {}
    assert ledger.prune() == 0
    assert not path.parent.exists()


def test_the_file_and_its_directory_are_their_owners_alone(runs, path):
    path.parent.mkdir(parents=True, mode=0o755)
    record(runs, "k")
    with raw(path) as database:
        database.execute("BEGIN IMMEDIATE")  # the log beside it is there
        assert {mode(file) for file in path.parent.iterdir()} == {0o600}
    assert mode(path.parent) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(runs, path):
    record(runs, "k")
    path.chmod(0o644)
    record(runs, "other")
    assert mode(path) == 0o600


def test_writers_and_readers_do_not_wait_for_each_other(runs, ledger, path):
    record(runs, "k")
    with raw(path) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        database.execute("BEGIN IMMEDIATE")
        assert ledger.count()["run"] == 1


def test_no_lock_outlives_an_operation(runs, ledger, path):
    record(runs, "k")
    ledger.rows("run", ["id"])
    with raw(path) as database:
        database.execute("PRAGMA busy_timeout = 0")
        database.execute("BEGIN EXCLUSIVE")


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
@pytest.mark.parametrize("reads_first", [True, False])
def test_a_file_of_every_older_version_is_brought_up_to_date(version, reads_first, runs, ledger, path):
    path.parent.mkdir(parents=True)
    with raw(path) as database:
        migrate(database, MIGRATIONS[:version])
        if version:
            database.execute("INSERT INTO run(id, state) VALUES ('before', 'done')")
    if reads_first:
        assert len(ledger.rows("run", ["id"])) == bool(version)
    record(runs, "k")
    with raw(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert database.execute("SELECT count(*) FROM run").fetchone() == (1 + bool(version),)


def test_a_new_step_is_taken_once_and_keeps_what_is_there(runs, ledger, monkeypatch):
    run = record(runs, "k")
    steps = (*MIGRATIONS, ("ALTER TABLE run ADD COLUMN more TEXT DEFAULT 'yes'", "CREATE TABLE extra(x)"))
    monkeypatch.setattr(store, "MIGRATIONS", steps)
    assert ledger.rows("run", ["id", "more"]) == [(run, "yes")]
    record(runs, "other")
    assert len(ledger.rows("run", ["more"])) == 2


def test_a_step_that_fails_leaves_the_file_as_it_was(runs, path, monkeypatch):
    record(runs, "k")
    monkeypatch.setattr(store, "MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE extra(x)", "NONSENSE")))
    with pytest.raises(LocalFileError):
        record(runs, "other")
    with raw(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'").fetchone() == (0,)


def test_a_file_of_a_newer_program_can_be_read_and_is_not_written(runs, ledger, path):
    run = record(runs, "k")
    with raw(path) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    assert ledger.rows("run", ["id"]) == [(run,)]
    assert [part.key for part in runs.parts(run)] == ["k"]
    with pytest.raises(LocalFileError) as caught:
        record(runs, "other")
    assert f"is of version {len(MIGRATIONS) + 1}" in caught.value.message
    assert "update openai-sql" in caught.value.hint
    assert ledger.count()["run"] == 1


def test_another_file_that_took_its_place_is_used_from_then_on(runs, ledger, path):
    record(runs, "k")
    path.rename(path.with_name("old.sqlite"))  # the log beside it is of no use to a new one
    assert ledger.rows("part", ["key"]) == []
    record(runs, "new")
    assert ledger.rows("part", ["key"]) == [("new",)]


def test_damage_is_told_with_what_to_do(runs, ledger, path):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no ledger at all " * 100)
    for use in (lambda: ledger.rows("run", ["id"]), lambda: record(runs, "k")):
        with pytest.raises(LocalFileError) as caught:
            use()
        assert str(path) in caught.value.message
        assert "damaged: move it away" in caught.value.hint
    assert path.read_bytes().startswith(b"no ledger")


def test_a_page_that_is_damaged_is_told_with_what_to_do(runs, ledger, path):
    for number in range(200):
        record(runs, f"k{number}")
    ledger.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(LocalFileError) as caught:
        ledger.rows("run", ["id", "made_at"])
    assert "damaged: move it away" in caught.value.hint


def test_a_full_disk_is_told_and_leaves_what_was_there(runs, make_ledger):
    record(runs, "k")

    def connect(*args, **options):
        database = sqlite3.connect(*args, **options)
        database.execute("PRAGMA max_page_count = 1")  # SQLite takes what the file has
        return database

    full = Runs(make_ledger(connect=connect), BASE_URL)
    with pytest.raises(LocalFileError) as caught:
        record(full, *(f"{number:0200}" for number in range(100)))
    assert "full" in caught.value.message
    assert "make room" in caught.value.hint
    assert len(runs.find(["k"])) == 1
    assert runs.find([f"{0:0200}"]) == []


def test_another_process_that_does_not_end_its_write_is_told(runs, path, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_FOR", 0)
    record(runs, "k")
    with raw(path) as database:
        database.execute("BEGIN IMMEDIATE")
        with pytest.raises(LocalFileError) as caught:
            record(runs, "other")
    assert "another process has been writing" in caught.value.hint


@pytest.mark.parametrize("place", ["/proc/no/ledger.sqlite", "/dev/null/ledger.sqlite"])
def test_a_directory_that_cannot_be_made_is_told(place, make_ledger):
    refused = Runs(make_ledger(path=Path(place)), BASE_URL)
    with pytest.raises(LocalFileError) as caught:
        record(refused, "k")
    assert place in caught.value.message
    assert "XDG_STATE_HOME" in caught.value.hint


AS_NOBODY = """
import os, sys
from pathlib import Path
from openai_sql_shell.errors import LocalFileError
from openai_sql_shell.ledger import connection
from openai_sql_shell.ledger.runs import Runs
from openai_sql_shell.ledger.store import Ledger
Path.cwd().as_uri()  # it may load a module the first time, which nobody may read where Python is root's
if os.getuid() == 0:  # who may write anywhere
    os.setgid(65534), os.setuid(65534)
ledger = Ledger(Path(sys.argv[1]), lambda: (), lambda: 1.8e9)
print(ledger.count()["run"])
try:
    Runs(ledger, "").record([], resource="r", origin="insert", statement_sha256="")
except LocalFileError as error:
    print(error.hint)
"""


@pytest.fixture
def open_folder():
    """A folder that every user may look into, as none of pytest's is."""
    with TemporaryDirectory(prefix="openai-sql-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o700)


def test_a_python_without_sqlite_is_told(ledger, monkeypatch):
    monkeypatch.setitem(sys.modules, "openai_sql_shell.ledger.connection", None)
    with pytest.raises(LocalFileError, match="this Python cannot use the ledger") as caught, ledger.write():
        pass
    assert "ledger off" in caught.value.hint


def test_an_account_may_have_bytes_that_are_no_text(make_ledger):
    odd = make_ledger(who=lambda: ("key-\udcff",))
    with odd.write() as database:
        assert len(odd.account(database)) == 16


def test_where_nobody_can_write_it_can_be_read(make_ledger, open_folder):
    path = open_folder / "ledger.sqlite"
    written = make_ledger(path=path)
    record(Runs(written, BASE_URL), "k")
    written.close()
    path.chmod(0o444)
    open_folder.chmod(0o555)
    command = [sys.executable, "-c", AS_NOBODY, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("1\nlet your user write to it and its directory")


def test_the_account_is_a_hash_that_each_file_tells_otherwise(make_ledger, tmp_path):
    told = []
    for place, who in (("a", ACCOUNT), ("a", ("other",)), ("b", ACCOUNT)):
        one = make_ledger(path=tmp_path / place / "ledger.sqlite", who=lambda who=who: who)
        with one.write() as database:
            told.append(one.account(database))
            assert one.account(database) == told[-1]
    assert len({*told}) == 3
    assert all(len(account) == 16 and int(account, 16) >= 0 for account in told)


def test_without_a_file_it_lasts_as_long_as_its_object(make_ledger):
    kept = make_ledger(path=None)
    run = record(Runs(kept, BASE_URL), "k")
    assert kept.rows("run", ["id"]) == [(run,)]
    kept.close()
    assert kept.rows("run", ["id"]) == []


def test_the_catalog_declares_the_columns_that_the_tables_have(ledger):
    declared = {r.kept: [c.name for c in r.columns] for r in SERVICE.resources if r.kept}
    with ledger.write() as database:
        there = {t: [row[1] for row in database.execute(f"PRAGMA table_info({t})")] for t in TABLES}
    assert declared == there
