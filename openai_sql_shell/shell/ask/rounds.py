"""The rounds of a question: words are chosen, a model is asked, and what cannot be run is sent back once with its error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.errors import LocalFileError, StatementError, UnsupportedStatement, counted
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.session.answer_cost import cost_of, most_cost, told
from openai_sql_shell.shell.ask.answer_check import checked
from openai_sql_shell.shell.ask.catalog_words import words_about
from openai_sql_shell.shell.ask.consent import guard
from openai_sql_shell.shell.ask.exchange import MOST_OUTPUT, asked, most_sent, read, repaired, send
from openai_sql_shell.shell.output.progress_line import progress_line
from openai_sql_shell.shell.output.statement_run import show_tables
from openai_sql_shell.shell.state import restored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.result import Result
    from openai_sql_shell.session.consent import Preview
    from openai_sql_shell.shell.ask.answer_check import CheckedStatement
    from openai_sql_shell.shell.state import ShellState

ROUNDS = 2


def answered(shell: ShellState, question: str, cancel: CancelToken) -> CheckedStatement | None:
    """The statement that answers a question, when it was said what it cost; None: a dry run, which shows what would be sent.

    Raises:
        StatementError: the session only reads, consent is missing, or no statement came back that can be run.
        Cancelled: the person said no, or stopped it. OpenAISqlError: the call failed.
    """
    session = shell.session
    first = text = asked(question, words_about(question, session.catalog))
    model, now = session.settings.ask_model, shell.console.now().timestamp()
    asks = guard(shell, most_cost(model, most_sent(first), ROUNDS * MOST_OUTPUT, now))
    used: list[Mapping[str, Any]] = []
    try:
        for last in (False, True):
            result = _sent(shell, text, cancel, asks if not last else None)
            if session.settings.dry_run:
                _show(shell, result)
                return None
            answer = read(result, used.append)
            try:
                return checked(answer, session.profile, cancel)
            except StatementError as error:
                if last or isinstance(error, LocalFileError):
                    raise UnsupportedStatement(
                        f"what came back cannot be run: {error.message}", hint="ask in other words"
                    ) from error
                problem = " ".join(filter(None, (error.message, error.hint)))
                text = repaired(first, answer, problem)
        raise AssertionError
    finally:
        if used:
            _say_cost(shell, model, used, now)


def _sent(
    shell: ShellState, text: str, cancel: CancelToken, asks: Callable[[Preview], bool] | None
) -> Result:
    """The result of one call, which ``asks`` is asked about when nothing else refuses it."""
    session = shell.session
    with restored(session, "confirm", "confirm_each"), progress_line(shell):
        if asks is not None:
            session.confirm, session.confirm_each = asks, True
        return send(session, session.settings.ask_model, text, cancel)


def _show(shell: ShellState, result: Result) -> None:
    show_tables(shell, result)
    for sentence in result.notices:
        shell.say(sentence)


def _say_cost(shell: ShellState, model: str, used: list[Mapping[str, Any]], now: float) -> None:
    """What all rounds cost together."""
    sums = [sum(n for n in (usage.get(name) for usage in used) if isinstance(n, int)) for name in COUNTED]
    costs = [cost_of(model, usage, now) for usage in used]
    cost = None if None in costs else sum(amount for amount in costs if amount is not None)
    tokens = f"{counted(sums[0], 'token')} in, {sums[1]:,} out"
    rounds = ["asked twice"] if len(used) > 1 else []
    shell.say_quietly(sanitize(" · ".join((model, tokens, told(cost), *rounds))))


COUNTED = ("input_tokens", "output_tokens")
