"""The browser with real key codes on an imaginary terminal, and what it draws."""

import asyncio

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from openai_sql_shell.result import ResultColumn
from openai_sql_shell.shell.browser.browser import ACTIONS, CLIPBOARD, GRID_ACTIONS, browser_for
from openai_sql_shell.shell.browser.keys import BROWSER_KEYS
from openai_sql_shell.shell.browser.view import application, clipboard_code, grid_lines, status_line
from openai_sql_shell.shell.output import last_result
from openai_sql_shell.shell.output.last_result import LastResult

UP, DOWN, RIGHT, LEFT, HOME, END = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F"
PAGE_UP, PAGE_DOWN, ENTER, ESC, F1, F2 = "\x1b[5~", "\x1b[6~", "\r", "\x1b", "\x1bOP", "\x1bOQ"
ROWS = [(f"batch_{n}", n % 3, None if n % 2 else '{"total": 7}', f"note {n}") for n in range(40)]
NAMES = ("id", "kind", "counts", "note")


def last_of(rows, *names):
    last = LastResult(tuple(map(ResultColumn, names)))
    list(last.record(iter(rows), lambda: 0.0))
    return last


@pytest.fixture
def browser():
    return browser_for(last_of(ROWS, *NAMES))


class Output(DummyOutput):
    """A terminal of some size that remembers what goes to it as it is."""

    def __init__(self, columns=60, rows=12):
        self.size, self.raw = Size(rows, columns), ""

    def get_size(self):
        return self.size

    def write_raw(self, data):
        self.raw += data


def run(app):
    """Run until the person leaves; a key that does not work ends the test, too."""
    asyncio.run(asyncio.wait_for(app.run_async(), 20))


def typed(shell, browser, *texts, output=None):
    """Press keys until the person leaves; the texts come one after the other."""
    output, browser.leaving = output or Output(), False
    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        app = application(shell, browser)
        left = list(texts)

        def press(_app):
            if left:
                keys.send_text(left.pop(0))

        app.after_render += press
        run(app)
    return output


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (DOWN, (1, 0)),
        ("jj", (2, 0)),
        (DOWN + DOWN + UP, (1, 0)),
        ("jjk", (1, 0)),
        (RIGHT + "l", (0, 2)),
        (RIGHT + "l" + LEFT, (0, 1)),
        ("llh", (0, 1)),
        (END, (0, 3)),
        ("$", (0, 3)),
        (END + HOME, (0, 0)),
        ("$0", (0, 0)),
        ("G", (39, 0)),
        ("Gg", (0, 0)),
        (PAGE_DOWN, (9, 0)),
        (PAGE_DOWN + PAGE_DOWN + PAGE_UP, (9, 0)),
        ("\x06\x06\x02", (9, 0)),
        ("zZ#", (0, 0)),
    ],
)
def test_keys_move_the_cursor(shell, browser, keys, place):
    typed(shell, browser, keys + "q")
    assert (browser.grid.line, browser.grid.column) == place


@pytest.mark.parametrize("key", ["q", F2, "\x03", "\x04"])
def test_keys_that_leave(shell, browser, key):
    typed(shell, browser, key)
    assert browser.leaving


def test_sorting_by_a_column(shell, browser):
    typed(shell, browser, "ls", "Gq")
    assert browser.grid.value() == 2
    typed(shell, browser, "S", "Gq")
    assert browser.grid.value() == 0


def test_a_search_is_typed_and_goes_on(shell, browser):
    typed(shell, browser, f"/NOTE 3{ENTER}", "q")
    assert browser.grid.value() == "note 3"
    typed(shell, browser, "nq")
    assert browser.grid.value() == "note 30"
    typed(shell, browser, "Nq")
    assert browser.grid.value() == "note 3"


def test_keys_are_text_while_a_search_is_typed_and_escape_drops_it(shell, browser):
    typed(shell, browser, "/jjq", ESC, "q")
    assert (browser.grid.line, browser.grid.needle) == (0, "")
    typed(shell, browser, "/jjq\x03", "q")
    assert (browser.grid.line, browser.grid.needle, browser.searching) == (0, "", False)


def test_what_is_not_found_is_said(browser):
    browser.search("nowhere")
    assert browser.status() == '"nowhere" is in no cell'
    browser.press("down")
    assert browser.status().startswith("row 2 of 40")
    browser.search("")
    browser.press("find_next")
    assert browser.status() == "nothing is searched for; / does"


@pytest.mark.parametrize("width", [20, 40, 80])
def test_the_keys_are_wrapped_at_words(browser, width):
    browser.press("help")
    browser.page.resize(width, 200)
    words = [word for key in BROWSER_KEYS for word in f"{key.label} {key.help}".split()]
    assert [word for line in browser.page.visible() for word in line.split()] == words
    assert max(map(len, browser.page.visible())) <= width


def test_a_cell_is_opened_scrolled_and_closed(shell, browser):
    typed(shell, browser, f"ll{ENTER}", "jGg", ESC, "q")
    assert browser.page is None
    browser.press("open")
    browser.page.resize(20, 2)
    assert browser.page.visible() == ["{", '  "total": 7']
    browser.press("last_row")
    assert browser.page.visible() == ['  "total": 7', "}"]
    assert browser.status() == "counts · lines 2-3 of 3"
    browser.press("mark")
    browser.press("sort_up")
    assert (browser.grid.marks, browser.grid.sorting) == (set(), None)
    browser.press("leave")
    assert (browser.page, browser.leaving) == (None, False)


def test_q_closes_what_is_open_first(shell, browser):
    typed(shell, browser, f"{ENTER}qjq")
    assert browser.grid.line == 1


def test_the_cell_is_copied_by_way_of_the_terminal(shell, browser):
    output = typed(shell, browser, "jc", "q")
    assert clipboard_code("batch_1") in output.raw


def test_marked_rows_are_copied_as_csv_and_their_ids_as_sql(shell, browser):
    output = typed(shell, browser, "  c", "i", "q")
    csv = 'id,kind,counts,note\nbatch_0,0,"{""total"": 7}",note 0\nbatch_1,1,,note 1\n'
    assert clipboard_code(csv) in output.raw
    assert clipboard_code("'batch_0', 'batch_1'") in output.raw


def test_what_is_too_long_for_a_clipboard_is_not_copied(shell):
    browser = browser_for(last_of([("x" * (CLIPBOARD + 1),)], "id"))
    assert typed(shell, browser, "c", "q").raw == ""
    browser.press("copy")
    assert "55,001 bytes are too many for a clipboard; \\g FILE writes a file" in browser.status()


@pytest.mark.parametrize("key", ["?", F1])
def test_the_help_lists_every_key(shell, browser, key):
    browser.press("help")
    assert all(
        any(row.label in line and row.help in line for line in browser.page._source) for row in BROWSER_KEYS
    )
    browser.press("back")
    typed(shell, browser, f"{key}qjq")
    assert browser.grid.line == 1


def test_every_key_has_an_action_of_its_own():
    assert {row.action for row in BROWSER_KEYS} == {*ACTIONS, *GRID_ACTIONS}
    keys = [key for row in BROWSER_KEYS for key in row.keys]
    assert len(set(keys)) == len(keys)


def test_no_key_does_harm_without_rows(shell):
    browser = browser_for(last_of([], *NAMES))
    typed(shell, browser, f"jkhlGg$0sS {ENTER}cinN{PAGE_DOWN}f", f"/x{ENTER}", "q")
    assert browser.leaving
    assert "no rows" in browser.status() or "nothing" in browser.status() or browser.message


def test_a_window_may_change_its_size(shell, browser):
    output = Output(110, 30)
    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        app = application(shell, browser)
        sizes = [Size(5, 20), Size(1, 1), Size(40, 200)]

        def shrink(_app):
            if sizes:
                output.size = sizes.pop(0)
                app.renderer.erase()
                app.invalidate()
            elif not browser.leaving:
                keys.send_text("Gq")

        app.after_render += shrink
        run(app)
    assert browser.grid.line == 39


def drawn(browser, columns, rows):
    lines = [
        "".join(text for _, text in line).rstrip() for line in grid_lines(browser.grid, columns, rows - 1)
    ]
    return [*lines, "".join(text for _, text in status_line(browser, columns)).rstrip()]


def test_a_window_of_twenty_by_five(browser):
    browser.press("last_row")
    browser.press("last_column")
    assert drawn(browser, 20, 5) == [
        "  id       │ note",
        "  batch_37 │ note 37",
        "  batch_38 │ note 38",
        "  batch_39 │ note 39",
        " row 40 of 40 · not…",
    ]


def test_marks_sorting_and_wide_characters_are_drawn():
    browser = browser_for(last_of([("日本語", 1), ("a\x1b[31m", 20), (None, 3)], "name", "n"))
    browser.press("mark")
    browser.press("right")
    browser.press("sort_down")
    assert drawn(browser, 60, 10) == [
        "  name      │  n↓",
        "────────────┼─────".ljust(60, "─"),
        "  a\\x1b[31m │  20",
        "  NULL      │   3",
        "* 日本語    │   1",
        " row 1 of 3 · n 2/2 · 1 marked",
    ]


def styles_of(browser, text):
    return {s for line in grid_lines(browser.grid, 80, 20) for s, t in line if t.strip() == text}


def test_the_cursor_marks_null_and_what_was_found_have_their_looks(browser):
    browser.press("mark")
    browser.search("3")
    assert any("browser.marked" in style for style in styles_of(browser, "note 0"))
    assert any("browser.match" in s and "browser.cursor" in s for s in styles_of(browser, "batch_3"))
    assert any("browser.match" in s and "browser.cursor" not in s for s in styles_of(browser, "note 13"))
    assert all("browser.null" in style for style in styles_of(browser, "NULL"))


def test_rows_that_were_not_kept_are_mentioned(monkeypatch):
    monkeypatch.setattr(last_result, "MOST_ROWS", 5)
    last = last_of([(n,) for n in range(12)], "n")
    assert last.rows == [(n,) for n in range(5)]
    assert browser_for(last).status() == "row 1 of 5 · of 12, the others were not kept · n 1/1"
    last = LastResult((ResultColumn("n"),))
    next(last.record(iter([(1,), (2,)]), lambda: 0.0))
    assert "the statement ended before its last row" in browser_for(last).status()


def test_columns_of_a_star_are_in_the_order_of_tables_those_without_values_last():
    columns = (
        ResultColumn("asked"),
        ResultColumn("none", star=(1, 0)),
        ResultColumn("later", star=(1, 2)),
        ResultColumn("first", star=(1, 1)),
    )
    last = LastResult(columns)
    list(last.record(iter([("a", None, "l", "f")] * 2), lambda: 0.0))
    grid = browser_for(last).grid
    assert grid.names == ["asked", "first", "later", "none"]
    assert grid.texts(1) == ["a", "f", "l", "NULL"]
    assert last.rows[0] == ("a", None, "l", "f")
