"""The search behind Ctrl-R: words in any order, newest first, a bounded piece of the history with every key."""

from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell.editor.test_keys import ENTER, read, typing

from openai_sql_shell.shell.editor.history_list import ENTRY_COST, MOST, HistorySearch, excerpt, marked
from openai_sql_shell.shell.editor.suggestion import PrefixIndex
from openai_sql_shell.shell.history.file import HistoryEntry

CTRL_R, CTRL_G, UP, DOWN, CTRL_U = "\x12", "\x07", "\x1b[A", "\x1b[B", "\x15"
ENTRIES = ["SELECT id FROM files;", "DELETE FROM batches;", "SELECT status\nFROM batches;", "\\dt"]


@pytest.fixture
def remembered(shell):
    for text in reversed(ENTRIES):
        shell.history.append(HistoryEntry(shell.console.now(), "test", text, "ok"))
    return shell


def found(entries, question):
    search = HistorySearch(iter(entries), question)
    while not search.finished:
        search.advance(1)
    return search.found


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("", ENTRIES),
        ("batches", ENTRIES[1:3]),
        ("batches SELECT", [ENTRIES[2]]),
        ("from select id", [ENTRIES[0]]),
        ("select nowhere", []),
    ],
)
def test_an_entry_is_found_by_words_in_any_order_and_either_case(question, entries):
    assert found(ENTRIES, question) == entries


@given(st.lists(st.text("ab c", max_size=6)), st.text("aB c", max_size=4))
def test_what_is_found_is_what_holds_every_word(entries, question):
    words = question.lower().split()
    assert found(entries, question) == [e for e in entries if all(w in e for w in words)][:MOST]


def test_one_piece_looks_at_so_many_characters_and_no_more():
    looked = []
    search = HistorySearch((looked.append(n) or "SELECT 1" for n in range(50_000)), "nothing")
    search.advance(100 * ENTRY_COST)
    assert 0 < len(looked) <= 101
    assert not search.finished


def test_no_more_are_found_than_anybody_scrolls_through():
    assert len(found((str(n) for n in range(2 * MOST)), "")) == MOST


def test_each_statement_is_listed_once_where_it_was_typed_last():
    index = PrefixIndex()
    index.load(["c", "a", "b", "a"])
    index.add("b")
    assert list(index.newest_first()) == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (f"{CTRL_R}", ENTRIES[0]),
        (f"{CTRL_R}batches", ENTRIES[1]),
        (f"{CTRL_R}batches{DOWN}", ENTRIES[2]),
        (f"{CTRL_R}batches{CTRL_R}", ENTRIES[2]),
        (f"{CTRL_R}{DOWN}{DOWN}{DOWN}{DOWN}{DOWN}{UP}", ENTRIES[2]),
        (f"{CTRL_R}{UP}", ENTRIES[0]),
        (f"{CTRL_R}batches{DOWN} delete", ENTRIES[1]),
        (f"{CTRL_R}nowhere{ENTER}{CTRL_U}\x1b[200~status\nbatches\x1b[201~", ENTRIES[2]),
    ],
)
def test_enter_takes_the_chosen_entry_to_the_line_and_runs_nothing(remembered, keys, text):
    read(remembered, ENTER)  # the history has been read then
    typed = f"SELECT 'mine{keys}{ENTER} -- more{ENTER}{ENTER}"
    assert read_again(remembered, typed).startswith(f"{text} -- more")


@pytest.mark.parametrize("back", [CTRL_G, "\x03"])
def test_what_was_typed_is_given_back(remembered, back):
    assert (
        read_again(remembered, f"SELECT 'mine{CTRL_R}batches{DOWN}", back, f"';{ENTER}") == "SELECT 'mine';"
    )


def read_again(shell, *typed):
    """What is typed when the history has been read."""
    with typing(shell, *typed) as prompt:
        index, history = prompt._history.index, prompt._history
        earlier = history.load_history_strings()
        index.load(earlier)
        history._loaded = True
        return prompt.read()


@pytest.mark.parametrize("width", [1, 2, 10, 57, 200])
def test_a_line_of_the_list_is_one_line_and_fits(width):
    text = "SELECT id,\n  status\tFROM t\x1b[2J WHERE " + "id = 1 OR " * 50 + "needle"
    shown = excerpt(text, ["needle"], width)
    assert len(shown) <= width
    assert shown.isprintable()
    assert ("needle" in shown) is (width > 50)


@pytest.mark.parametrize("before", ["SELECT '" + "a" * 100, "SELECT '" + "日本語 " * 30])
def test_what_was_asked_for_is_in_sight_whatever_stands_before_it(before):
    assert "needle" in excerpt(f"{before}needle and more'", ["needle"], 40)


def test_as_long_as_the_history_is_being_read_nobody_says_that_nothing_is_in_it(shell):
    said, read_on = [], Event()
    with typing(shell, f"{CTRL_R}nowhere") as prompt:
        app = prompt._editor.app
        prompt._history.load_history_strings = lambda: [] * read_on.wait(30)

        def look(_):
            if app.layout.current_buffer.text == "nowhere" and not said:
                [lines] = [
                    w.content.text
                    for w in app.layout.find_all_windows()
                    if "_lines" in str(getattr(w.content, "text", ""))
                ]
                said.append("".join(text for _, text in lines()))
                read_on.set()
                app.exit(result="")

        app.after_render += look
        prompt.read()
    assert said[0] == "the history is being read"


def test_the_words_that_were_asked_for_stand_out():
    assert [text for style, text in marked("SELECT id", ["id", "sel"]) if style] == ["SEL", "id"]
