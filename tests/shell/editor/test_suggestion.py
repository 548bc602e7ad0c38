"""Ghost text and recall: the newest statement that begins alike, at a cost that does not grow with the history."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document

from openai_sql_shell.shell.editor.line_history import LineHistory
from openai_sql_shell.shell.editor.suggestion import HistorySuggestion, PrefixIndex
from openai_sql_shell.shell.history.file import HistoryEntry, HistoryFile

WORDS = st.text(alphabet="ab", min_size=1, max_size=6)


class Counted(str):
    """A text that counts how often somebody looks at its beginning."""

    looks = 0
    __slots__ = ()

    def startswith(self, *prefix):
        Counted.looks += 1
        return super().startswith(*prefix)


@given(loaded=st.lists(WORDS, max_size=30), typed=st.lists(WORDS, max_size=10), prefix=WORDS)
def test_the_index_agrees_with_looking_at_everything(loaded, typed, prefix):
    index = PrefixIndex()
    index.load(list(dict.fromkeys(loaded)))
    for text in typed:
        index.add(text)
    newest_first = [*reversed(typed), *loaded]
    expected = next((t for t in newest_first if t.startswith(prefix) and t != prefix), None)
    assert index.newest(prefix) == expected


def test_what_was_typed_before_the_history_was_loaded_stays_newest():
    index = PrefixIndex()
    index.add("select 2")
    index.load(["select 1", "select 2"])
    assert index.newest("sel") == "select 2"


@pytest.mark.parametrize("prefix", ["S", "SELECT", "SELECT 1", "SELECT 123", "nothing like it"])
def test_the_work_of_a_key_stays_flat_in_a_long_history(prefix):
    def looks(size):
        index = PrefixIndex()
        index.load([Counted(f"SELECT {n};") for n in range(size)])
        Counted.looks = 0
        index.newest(prefix)
        return Counted.looks

    assert looks(50_000) <= 10 * max(looks(500), 5)


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("SELECT id", ", status"),
        ("SELECT id, status\n", "FROM t;"),
        ("SELECT id, status\nFROM t;", None),
        ("x", None),
        ("", None),
    ],
)
def test_the_rest_of_the_line_is_suggested(text, suggested):
    index = PrefixIndex()
    index.add("SELECT id, status\nFROM t;")
    found = HistorySuggestion(index).get_suggestion(Buffer(), Document(text))
    assert (found.text if found else None) == suggested


def test_nothing_is_suggested_in_the_middle_of_a_text():
    index = PrefixIndex()
    index.add("SELECT 1;")
    assert HistorySuggestion(index).get_suggestion(Buffer(), Document("SEL", 1)) is None


def test_recall_is_newest_first_and_collapses_repetitions(tmp_path):
    file = HistoryFile(tmp_path / "history")
    for text in ("SELECT 1", "SELECT 1", "\\dt", "SELECT 1"):
        file.append(HistoryEntry(datetime.now(UTC), "p", text, "ok"))
    history = LineHistory(file)
    assert list(history.load_history_strings()) == ["SELECT 1;", "\\dt", "SELECT 1;"]
    history.append_string("SELECT 2;")
    history.append_string(" SELECT 3;")
    assert history.index.newest("SELECT 2") == "SELECT 2;"
    assert history.index.newest(" ") is None
    assert history.get_strings() == ["SELECT 2;"]
    assert len(file.read()) == 4


def test_what_this_person_used_before_rises_in_the_menu(tmp_path, shell):
    from openai_sql_shell.shell.completion.text import complete_text
    from openai_sql_shell.shell.editor.completion_snapshot import completion_snapshot

    file = HistoryFile(tmp_path / "history")
    history = LineHistory(file)
    text = "SELECT ▮ FROM openai.batch.batches"
    before = [c.text for c in complete_text(text, snapshot=completion_snapshot(shell, history.usage))]
    file.append(HistoryEntry(datetime.now(UTC), "p", "SELECT endpoint FROM openai.batch.batches", "ok"))
    history.load_history_strings()
    history.append_string("SELECT endpoint, status FROM openai.batch.batches;")
    after = [c.text for c in complete_text(text, snapshot=completion_snapshot(shell, history.usage))]
    assert after[:2] == ["endpoint", "status"]
    assert before[:2] != after[:2]
