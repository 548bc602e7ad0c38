"""The board on a terminal: prompt_toolkit draws it and reads keys, while a worker asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from prompt_toolkit.application import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import UIContent, UIControl
from prompt_toolkit.output import ColorDepth

from openai_sql_shell.errors import OpenAISqlError
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.render.width import display_width, fitted, in_window
from openai_sql_shell.shell.browser.text_page import TextPage
from openai_sql_shell.shell.keys import ESCAPE_TIME
from openai_sql_shell.shell.styles import palette_of, style
from openai_sql_shell.shell.top.drawing import Piece, detail, table_lines
from openai_sql_shell.shell.top.jobs import cancel_statement
from openai_sql_shell.shell.top.keys import TOP_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prompt_toolkit.key_binding import KeyPressEvent

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.shell.state import ShellState
    from openai_sql_shell.shell.top.board import Board
    from openai_sql_shell.shell.top.jobs import SeenJob

    Work = Callable[[CancelToken], None]
    Explain = Callable[[SeenJob, CancelToken], Sequence[str]]

KEY_HINTS = "Enter why · c cancel · ? keys · q leaves "
PAGE_HINTS = "Esc closes "


class TopView:
    """What the keys do."""

    def __init__(
        self, shell: ShellState, board: Board, explain: Explain, want: Callable[[Work | None], None]
    ) -> None:
        """Begin.

        Args:
            shell: whose session makes calls.
            board: what is shown.
            explain: the lines of what became of a job.
            want: has work done on the thread that has the session, and the jobs looked at afterwards.
        """
        self.shell, self.board = shell, board
        self._explain, self._want = explain, want

    def press(self, action: str) -> None:
        """Do what a row of `TOP_KEYS` names."""
        self.board.message = ""
        ACTIONS[action](self)

    def open(self) -> None:
        """Ask what became of the job; or close what is open."""
        board = self.board
        if board.page is not None:
            board.page = None
        elif (job := board.job) is not None:
            board.message = f"asking about {job.id} ..."
            self._want(partial(self._open, job))

    def _open(self, job: SeenJob, cancel: CancelToken) -> None:
        try:
            lines = self._explain(job, cancel)
        except OpenAISqlError as error:
            self._tell(error, cancel)
        else:
            self.board.message = ""
            self.board.page = TextPage(job.id, lines)

    def ask(self) -> None:
        """Ask whether the job is to be cancelled."""
        board, job = self.board, self.board.job
        if board.page is not None or job is None:
            return
        if cancel_statement(job) is None:
            board.message = f"nothing cancels {job.kind} {job.id}"
        elif not job.runs:
            board.message = f"{job.id} is {job.status} already"
        else:
            board.asking = job

    def consent(self, answer: str) -> None:
        """Cancel the job that was asked about, or leave it."""
        board = self.board
        job, board.asking = board.asking, None
        if job is None:
            return
        board.message = f"{job.id} goes on"
        if answer == "y" and (statement := cancel_statement(job)) is not None:
            board.message = f"cancelling {job.id} ..."
            self._want(partial(self._cancel, job, statement))

    def _cancel(self, job: SeenJob, statement: str, cancel: CancelToken) -> None:
        session = self.shell.session
        try:
            result = session.execute(statement, cancel)
            for _ in result.rows:
                pass
        except OpenAISqlError as error:
            self._tell(error, cancel)
        else:
            told = "would be cancelled: dry run" if session.settings.dry_run else "is being cancelled"
            self.board.message = f"{job.id} {told}"

    def _tell(self, error: OpenAISqlError, cancel: CancelToken) -> None:
        cancel.check()
        self.board.message = "; ".join(filter(None, (error.message, error.hint)))

    def refresh(self) -> None:
        """Look now."""
        self.board.message = "looking ..."
        self._want(self._clear)

    def _clear(self, _: CancelToken) -> None:
        self.board.message = ""

    def help(self) -> None:
        """Show the keys."""
        widest = max(len(key.label) for key in TOP_KEYS)
        lines = [f"{key.label:{widest}}  {key.help}" for key in TOP_KEYS]
        self.board.page = TextPage(
            "keys", lines, lambda line, width: in_window(line, width, hanging=2).split("\n")
        )

    def quit(self) -> None:
        """End."""
        self.board.leaving = True

    def page_size(self) -> int:
        """Lines in sight."""
        return self.board.page.height if self.board.page is not None else self.board.height


FAR = 1_000_000
ACTIONS: dict[str, Callable[[TopView], None]] = {
    "up": lambda view: view.board.move(-1),
    "down": lambda view: view.board.move(1),
    "page_up": lambda view: view.board.move(-view.page_size()),
    "page_down": lambda view: view.board.move(view.page_size()),
    "first": lambda view: view.board.move(-FAR),
    "last": lambda view: view.board.move(FAR),
    "open": TopView.open,
    "cancel": TopView.ask,
    "refresh": TopView.refresh,
    "help": TopView.help,
    "back": lambda view: view.board.back(),
    "leave": lambda view: view.board.leave(),
    "quit": TopView.quit,
}


def application(view: TopView) -> Application[None]:
    """The board on a terminal, ready to run; it ends when the person leaves."""
    shell = view.shell
    palette = palette_of(
        shell.session.settings.theme, shell.background, color=shell.console.color(shell.console.stdout)
    )
    layout = HSplit(
        [
            Window(_Lines(partial(_main, view.board)), always_hide_cursor=True),
            Window(
                _Lines(lambda width, _: [[("class:browser.frame", _fit(detail(view.board), width))]]),
                height=1,
            ),
            Window(_Lines(lambda width, _: [_status(view.board, width)]), height=1),
        ]
    )
    app: Application[None] = Application(
        layout=Layout(layout),
        key_bindings=_bindings(view),
        full_screen=True,
        style=style(palette),
        color_depth=ColorDepth.DEPTH_1_BIT if palette == "none" else None,
    )
    app.ttimeoutlen = ESCAPE_TIME
    return app


class _Lines(UIControl):
    """Lines that follow from the size of a window."""

    def __init__(self, lines: Callable[[int, int], list[list[Piece]]]) -> None:
        self._lines = lines

    def create_content(self, width: int, height: int) -> UIContent:
        """Draw them."""
        lines = self._lines(width, height)
        return UIContent(lambda i: list(lines[i]), line_count=len(lines), show_cursor=False)


def _main(board: Board, width: int, height: int) -> list[list[Piece]]:
    if board.page is None:
        return table_lines(board, width, height)
    board.page.resize(width, height)
    return [[("", line)] for line in board.page.visible()]


def _fit(text: str, width: int) -> str:
    return fitted(f" {text}", max(width, 1))[0]


def _status(board: Board, width: int) -> list[Piece]:
    jobs, page = board.jobs, board.page
    if page is not None:
        last = min(page.top + page.height, len(page.lines))
        told = f"{sanitize(page.title)} · lines {page.top + 1}-{last} of {len(page.lines):,}"
    else:
        told = f"job {board.line + 1:,} of {len(jobs):,}" if jobs else "no jobs"
    text, hints = _fit(told, width), KEY_HINTS if page is None else PAGE_HINTS
    room = width - display_width(text)
    return [("class:browser.status", text + (hints.rjust(room) if len(hints) < room else " " * room))]


def _bindings(view: TopView) -> KeyBindings:
    bound = KeyBindings()
    asking = Condition(lambda: view.board.asking is not None)
    for row in TOP_KEYS:
        for key in row.keys:
            only = ~asking if row.action != "quit" else Condition(lambda: True)
            bound.add(key, filter=only)(partial(_press, view, row.action))
    bound.add("<any>", filter=~asking)(lambda _: None)
    bound.add("escape", filter=asking)(lambda _: view.consent(""))
    bound.add("<any>", filter=asking)(lambda event: view.consent(event.data))
    return bound


def _press(view: TopView, action: str, event: KeyPressEvent) -> None:
    view.press(action)
    if view.board.leaving:
        event.app.exit()
