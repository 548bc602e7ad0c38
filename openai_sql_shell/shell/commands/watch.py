r"""``\watch``: the last statement again and again, until what was waited for has come, or Ctrl-C."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from openai_sql_shell.classes import define, field, replace
from openai_sql_shell.config import FORMATS
from openai_sql_shell.errors import Cancelled, OpenAISqlError, RefusedStatement, counted
from openai_sql_shell.render.sanitize import sanitize, sanitize_lines
from openai_sql_shell.render.sgr import CLEAR_SCREEN
from openai_sql_shell.render.width import on_one_line
from openai_sql_shell.result import Result
from openai_sql_shell.shell.commands.command import Command
from openai_sql_shell.shell.commands.watch_options import DEFAULT_INTERVAL, WatchOptions, parse_options
from openai_sql_shell.shell.interrupts import interruptible
from openai_sql_shell.shell.output.comparison import changed_cells, progress_of
from openai_sql_shell.shell.output.last_result import LastResult
from openai_sql_shell.shell.output.notification import notify
from openai_sql_shell.shell.output.paging import bounded
from openai_sql_shell.shell.output.progress_line import progress_line
from openai_sql_shell.shell.output.progress_text import Estimate, progress_text
from openai_sql_shell.shell.output.statement_run import draw, say_footer
from openai_sql_shell.shell.output.terminators import repeatable_statement
from openai_sql_shell.sql.tokens import quote_name, quote_string

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import ResultColumn, Row
    from openai_sql_shell.shell.state import ShellState


def watch(shell: ShellState, words: Sequence[str]) -> None:
    """Repeat the last statement, on an empty screen each time; what is different from the time before stands out.

    Raises:
        UsageError: the words mean nothing. RefusedStatement: there is nothing to repeat, or it changes something.
    """
    options = parse_options(words[0] if words else "")
    if not shell.last_statement:
        raise RefusedStatement("there is no statement to watch yet", hint="run one first")
    statement = repeatable_statement(shell)
    with interruptible() as cancel:
        try:
            notify(shell, Watch(shell, options, statement, cancel).run())
        except Cancelled:
            shell.say_below_key("watching ended")


@define
class Watch:
    """A statement that is being watched."""

    shell: ShellState
    options: WatchOptions
    statement: str
    cancel: CancelToken
    columns: tuple[ResultColumn, ...] = ()
    rows: list[Row] = field(default_factory=list)
    """The answer that is on the screen."""
    runs: int = 0
    estimate: Estimate = field(default_factory=Estimate)

    def run(self) -> str:
        """Look again and again; the sentence that says why it ended.

        Raises:
            Cancelled: the person has seen enough.
        """
        while True:
            try:
                self._run_once()
                reason = self._end_reason()
            except Cancelled:
                raise
            except OpenAISqlError as error:
                self.shell.report(error)
                return "watching ended: the statement failed"
            if reason:
                return f"watching ended: {reason}"
            self.shell.console.wait(self.cancel, self.options.interval)

    def _run_once(self) -> None:
        """Ask once, and show the answer."""
        before = self.rows
        with progress_line(self.shell) as line:
            result = self.shell.session.execute(self.statement, self.cancel)
            self.columns, self.rows = result.columns, list(line.counted(result.rows))
        self.runs += 1
        self.shell.say(self._title())
        for notice in result.notices:
            self.shell.say(sanitize_lines(notice))
        if self.columns:
            self._draw(before)
        self._say_progress()

    def _draw(self, before: Sequence[Row]) -> None:
        look = bounded(self.shell, self.shell.look())
        if FORMATS[look.format].marks and self.runs > 1:
            look = replace(look, changed=changed_cells(self._names, before, self.rows))
        self.shell.last_result = last = LastResult(self.columns)
        rows = last.record(self._remembered(), self.shell.console.clock)
        for summary in draw(self.shell, [Result(self.columns, rows)], look):
            say_footer(self.shell, summary)

    def _remembered(self) -> Iterator[Row]:
        return self.shell.seen_ids.watch(Result(self.columns, iter(self.rows)), self.shell.session)

    @property
    def _names(self) -> list[str]:
        return [column.name for column in self.columns]

    def _title(self) -> str:
        """Time, interval and statement, on top of an emptied screen where there is one."""
        console, one_line = self.shell.console, sanitize(" ".join(self.statement.split()))
        clear = CLEAR_SCREEN if console.stderr.isatty() and console.environ.get("TERM") != "dumb" else ""
        title = f"{console.now():%H:%M:%S} · every {self.options.interval:g} s · Ctrl-C ends · {one_line}"
        return clear + on_one_line(title, console.width())

    def _say_progress(self) -> None:
        console, progress = self.shell.console, progress_of(self._names, self.rows)
        if progress is not None:
            text = progress_text(progress, self.estimate.left(progress, console.clock()))
            self.shell.say(on_one_line(sanitize(text), console.width()))

    def _end_reason(self) -> str:
        """Why this was the last look; empty where it was not."""
        if self.options.condition is not None and self._holds(self.options.condition):
            return f"after {counted(self.runs, 'look')} the condition holds"
        if self.options.min_rows is not None and len(self.rows) < self.options.min_rows:
            return f"fewer than {self.options.min_rows} rows are left"
        if self.options.count is not None and self.runs >= self.options.count:
            return f"it was {counted(self.runs, 'look')}"
        return ""

    def _holds(self, condition: str) -> bool:
        """Whether a row of the answer meets the condition; nothing is asked again for it."""
        question = condition_query(self._names, self.rows, condition)
        answer = self.shell.session.execute(question, self.cancel)
        ((holds,),) = answer.rows
        return bool(holds)


def condition_query(names: Sequence[str], rows: Sequence[Row], condition: str) -> str:
    r"""The question whether a condition holds for any of these rows, which are called ``watched``.

    >>> condition_query(["id"], [("a",)], "id = 'a'")
    'WITH watched AS (SELECT value->>0 AS "id" FROM json_each(\'[["a"]]\')) SELECT EXISTS (SELECT 1 FROM watched WHERE id = \'a\'\n)'
    """
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    columns = ", ".join(
        f"value->>{place} AS {quote_name(name)}" for name, place in sorted(places.items(), key=lambda p: p[1])
    )
    values = quote_string(json.dumps(rows, ensure_ascii=False, default=bytes.hex))
    return (
        f"WITH watched AS (SELECT {columns} FROM json_each({values})) "
        f"SELECT EXISTS (SELECT 1 FROM watched WHERE {condition}\n)"
    )


WATCH_COMMANDS = (
    Command(
        "watch",
        "[i=SECONDS] [c=COUNT] [m=MINROWS] [until CONDITION]",
        f"repeat the statement in front of it, or the last one, every {DEFAULT_INTERVAL:g} seconds until Ctrl-C, or as long as you say",
        "\\watch 1",
        watch,
        raw=True,
    ),
)
