"""``\\ledger``: what is written down, and how to be rid of what is old."""

from __future__ import annotations

import pytest

from openai_sql_shell.ledger.store import KEPT_FOR, Ledger
from openai_sql_shell.ledger.witness import created
from openai_sql_shell.shell.run_input import run_text

NOW = 1_800_000_000


@pytest.fixture
def now():
    return [NOW]


@pytest.fixture
def ledger(shell, tmp_path, monkeypatch, now):
    """A ledger with two files of different age."""
    made = Ledger(tmp_path / "ledger.sqlite", lambda: ("somebody",), lambda: now[0])
    files = shell.session.catalog.resource("files", "files")
    for name in ("file-1", "file-2"):
        created(made, files, [{"id": name, "status": "processed"}], {}, None)
        now[0] += 10
    monkeypatch.setattr(type(shell.session), "_ledger", made)
    yield made
    made.close()


def test_it_tells_what_is_written_down_and_which_tables_show_it(shell, said, ledger):
    assert run_text(shell, "\\ledger")
    assert (
        said() == f"0 runs, 0 parts, 2 objects, 2 sightings in {ledger.path}; the tables of local show it\n"
    )


def test_it_forgets_what_is_old(shell, said, ledger, now):
    now[0] = NOW + KEPT_FOR
    assert run_text(shell, "\\ledger prune")
    assert "removed 0 rows " in said()
    now[0] += 1
    assert run_text(shell, "\\ledger PRUNE")
    assert "removed 2 rows of more than 180 days ago " in said()
    assert ledger.rows("object", ["id"]) == ledger.rows("sighting", ["id"]) == [("file-2",)]


def test_it_says_when_it_is_off(shell, said):
    run_text(shell, "\\set ledger off")
    assert run_text(shell, "\\ledger")
    assert said() == "off: \\set ledger on writes down what is created from then on\n"


def test_it_says_that_nothing_outlives_a_session_without_a_file(shell, said):
    assert run_text(shell, "\\ledger")
    assert said().startswith("nothing yet in memory, for this session; ")


def test_what_is_wrong_with_the_file_is_said(shell, said, ledger):
    ledger.close()
    ledger.path.write_bytes(b"no ledger " * 100)
    assert not run_text(shell, "\\ledger")
    assert "damaged: move it away" in said()


def test_another_word_is_an_error(shell, said, ledger):
    assert not run_text(shell, "\\ledger clear")
    assert "\\ledger takes prune" in said()
    assert ledger.count()["object"] == 2
