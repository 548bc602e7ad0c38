"""The browser on a terminal: prompt_toolkit draws what is in sight and reads keys."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from typing import TYPE_CHECKING

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl, UIContent, UIControl
from prompt_toolkit.output import ColorDepth

from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.width import display_width, fitted, padded
from openai_sql_shell.shell.browser.keys import BROWSER_KEYS
from openai_sql_shell.shell.keys import ESCAPE_TIME
from openai_sql_shell.shell.styles import palette_of, style

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyPressEvent

    from openai_sql_shell.shell.browser.browser import Browser
    from openai_sql_shell.shell.browser.grid import BrowserGrid, Slot
    from openai_sql_shell.shell.state import ShellState

KEY_HINTS = "Enter opens · ? keys · q leaves "
PAGE_HINTS = "Esc closes "
SEPARATOR = " │ "
RULE_HEIGHT = 8
"""Lines a window has at least where one is spent on the line below the header."""
SORTED = {None: "", False: "↑", True: "↓"}


def application(shell: ShellState, browser: Browser) -> Application[None]:
    """The browser on a terminal, ready to run; it ends when the person leaves."""
    typed = Buffer(multiline=False, accept_handler=lambda buffer: _search(browser, buffer))
    palette = palette_of(
        shell.session.settings.theme, shell.background, color=shell.console.color(shell.console.stdout)
    )
    app: Application[None] = Application(
        layout=_layout(browser, typed),
        key_bindings=_bindings(browser, typed),
        full_screen=True,
        style=style(palette),
        color_depth=ColorDepth.DEPTH_1_BIT if palette == "none" else None,
    )
    app.ttimeoutlen = ESCAPE_TIME
    return app


class BrowserControl(UIControl):
    """The part of the screen above the status."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def create_content(self, width: int, height: int) -> UIContent:
        """Draw what is in sight in a window of this size."""
        page = self._browser.page
        if page is not None:
            page.resize(width, height)
            lines: list[StyleAndTextTuples] = [[("", line)] for line in page.visible()]
        else:
            lines = grid_lines(self._browser.grid, width, height)
        return UIContent(lambda i: lines[i], line_count=len(lines), show_cursor=False)


def grid_lines(grid: BrowserGrid, width: int, height: int) -> list[StyleAndTextTuples]:
    """The header and the rows in sight, a line each."""
    ruled = height >= RULE_HEIGHT
    grid.resize(width, height - 1 - ruled)
    slots = grid.slots()
    lines: list[StyleAndTextTuples] = [_joined("  ", [_header_cell(grid, slot) for slot in slots])]
    if ruled:
        rule = "─" * 2 + "─┼─".join("─" * slot.width for slot in slots)
        lines.append([("class:browser.frame", rule.ljust(width, "─")[:width])])
    lines += [_row(grid, slots, line, texts) for line, texts in grid.visible()]
    return lines


def _header_cell(grid: BrowserGrid, slot: Slot) -> tuple[str, str]:
    sorting = grid.sorting
    arrow = SORTED[sorting.descending if sorting and sorting.column == slot.column else None]
    name, cells, _ = fitted(grid.names[slot.column], max(slot.width - len(arrow), 1))
    text = padded(name + arrow, cells + len(arrow), slot.width, right=grid.right_aligned[slot.column])
    return "class:browser.header", text


def _row(grid: BrowserGrid, slots: list[Slot], line: int, texts: list[str]) -> StyleAndTextTuples:
    row = grid.order[line]
    marked, here = row in grid.marks, line == grid.line
    style = f"{'class:browser.row' if here else ''} {'class:browser.marked' if marked else ''}"
    cells = []
    for slot in slots:
        text, width, _ = fitted(texts[slot.column], slot.width)
        own = style
        if grid.rows[row][slot.column] is None:
            own += " class:browser.null"
        if grid.matches(texts[slot.column]):
            own += " class:browser.match"
        if here and slot.column == grid.column:
            own += " class:browser.cursor"
        cells.append((own, padded(text, width, slot.width, right=grid.right_aligned[slot.column])))
    return _joined("* " if marked else "  ", cells, style)


def _joined(gutter: str, cells: list[tuple[str, str]], style: str = "") -> StyleAndTextTuples:
    line: StyleAndTextTuples = [(style, gutter)]
    for at, piece in enumerate(cells):
        if at:
            line.append((f"{style} class:browser.frame", SEPARATOR))
        line.append(piece)
    return line


def status_line(browser: Browser, width: int) -> StyleAndTextTuples:
    """The last line: where the person is, and how to go on where there is room for it."""
    text = fitted(" " + sanitize(browser.status()), max(width, 1))[0]
    room = width - display_width(text)
    hints = KEY_HINTS if browser.page is None else PAGE_HINTS
    return [("class:browser.status", text + (hints.rjust(room) if len(hints) < room else " " * room))]


def _layout(browser: Browser, typed: Buffer) -> Layout:
    searching = Condition(lambda: browser.searching)
    main = Window(BrowserControl(browser), always_hide_cursor=searching)
    field = Window(BufferControl(typed), height=1)
    status = _StatusControl(browser)
    return Layout(
        HSplit(
            [
                main,
                ConditionalContainer(
                    VSplit([Window(FormattedTextControl("/"), width=1, height=1), field]), searching
                ),
                ConditionalContainer(Window(status, height=1), ~searching),
            ]
        ),
        focused_element=field,
    )


class _StatusControl(UIControl):
    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def create_content(self, width: int, _height: int) -> UIContent:
        """Draw the status."""
        line = status_line(self._browser, width)
        return UIContent(lambda _: line, line_count=1, show_cursor=False)


def _bindings(browser: Browser, typed: Buffer) -> KeyBindings:
    bound = KeyBindings()
    searching = Condition(lambda: browser.searching)
    for row in BROWSER_KEYS:
        for key in row.keys:
            bound.add(key, filter=~searching)(partial(_press, browser, row.action))
    bound.add("<any>", filter=~searching)(lambda _: None)

    @bound.add("escape", filter=searching)
    @bound.add("c-c", filter=searching)
    def _(_: KeyPressEvent) -> None:
        typed.reset()
        browser.press("back")

    return bound


def _press(browser: Browser, action: str, event: KeyPressEvent) -> None:
    browser.press(action)
    if browser.clipboard is not None:
        event.app.output.write_raw(clipboard_code(browser.clipboard))
        event.app.output.flush()
        browser.clipboard = None
    if browser.leaving:
        event.app.exit()


def clipboard_code(text: str) -> str:
    r"""What asks a terminal to copy a text (OSC 52).

    >>> clipboard_code("id")
    '\x1b]52;c;aWQ=\x07'
    """
    return f"\x1b]52;c;{b64encode(text.encode('utf-8', 'replace')).decode()}\x07"


def _search(browser: Browser, buffer: Buffer) -> bool:
    browser.search(buffer.text)
    return False
