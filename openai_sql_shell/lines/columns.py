"""The columns of result lines as data: which members each reads, and its values of many lines at once."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

from openai_sql_shell.classes import frozen
from openai_sql_shell.lines import shapes
from openai_sql_shell.lines.outcome import Verdict, of_answer
from openai_sql_shell.lines.tolerant import decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openai_sql_shell.lines.match import IdCounts
    from openai_sql_shell.lines.members import Body, ResultLine, Usage
    from openai_sql_shell.lines.shapes import AnswerShape
    from openai_sql_shell.result import Value

    Values = Sequence[Value]


class Rates(Protocol):
    """What the tokens of a model cost."""

    @property
    def as_of(self) -> str:
        """Where they are from, or since when they hold."""

    def cost(
        self, tokens: int | None, cached: int | None, cache_write: int | None, output: int | None, /
    ) -> float | None:
        """USD for the usage of a line; None: it does not say what it used."""


def no_rates(_model: str) -> Rates | None:
    """Nothing is known of any model."""
    return None


@frozen
class Run:
    """Lines that follow each other, and what was read of them."""

    number: int
    """Of the first line."""
    lines: Sequence[bytes]
    read: Sequence[ResultLine]
    plan: Plan


@frozen
class Plan:
    """What is the same for all lines of a file."""

    default: AnswerShape
    """Of bodies whose object tells none."""
    body_text: Callable[[bytes], str | None]
    is_json: Callable[[str], bool]
    ids: IdCounts
    """Of the rows so far."""
    rates: Callable[[str], Rates | None] = no_rates
    """What a model costs; None: nobody knows."""

    def earlier(self, custom_id: str | None) -> int:
        """Counts a row by its custom_id; gives how many earlier ones have the same."""
        return 0 if custom_id is None else self.ids.add(custom_id)

    def shape(self, body: Body) -> AnswerShape:
        """The shape of a body."""
        return shapes.BY_OBJECT.get(body.object or "", self.default)


@frozen
class LineColumn:
    """A column of result lines."""

    reads: tuple[str, ...]
    """Members of a line."""
    values: Callable[[Run], Values]
    is_answer: bool = False
    """It tells of the answer, of which a line about a failure has none."""
    of_verdict: str | None = None
    """The attribute of a `Verdict` that decides it."""


def _member(path: str, *, is_answer: bool = False, empty: bool = True) -> LineColumn:
    """A column that is a member. Without ``empty`` an empty text is NULL."""

    def values(run: Run) -> Values:
        found = _at(run.read, path)
        return found if empty else [value or None for value in found]

    return LineColumn((path,), values, is_answer)


def _at(lines: Sequence[ResultLine], path: str) -> list[Any]:
    try:
        return list(map(attrgetter(path), lines))
    except AttributeError:  # a member on the way is absent
        return [_deep(line, path.split(".")) for line in lines]


def _deep(found: Any, path: Sequence[str]) -> Any:
    for name in path:
        if found is None:
            return None
        found = getattr(found, name)
    return found


def _tokens(*names: str) -> LineColumn:
    """A column of the usage, under the first of some names that a line has."""
    paths = tuple(f"response.body.usage.{name}" for name in names)

    def values(run: Run) -> Values:
        found = _at(run.read, paths[0])
        for path in paths[1:]:
            if None in found:
                other = _at(run.read, path)
                found = [b if a is None else a for a, b in zip(found, other, strict=True)]
        return found

    return LineColumn(paths, values, is_answer=True)


def _shaped(
    reads: tuple[str, ...], value: Callable[[Body, AnswerShape, Plan], Value], of_verdict: str | None = None
) -> LineColumn:
    """A column that hangs on the shape of the body."""

    def values(run: Run) -> Values:
        plan, bodies = run.plan, (line.response.body for line in run.read if line.response is not None)
        return [value(body, plan.shape(body), plan) for body in bodies if body is not None]

    paths = tuple(f"response.body.{name}" for name in ("object", *reads))
    return LineColumn(paths, values, is_answer=True, of_verdict=of_verdict)


def _judged(attribute: str) -> LineColumn:
    get: Callable[[Verdict], Value] = attrgetter(attribute)
    return _shaped(_REASON + _REFUSAL, lambda body, shape, _plan: get(of_answer(body, shape)), attribute)


_TEXT = (
    *("output.type", "output.phase", "output.content.type", "output.content.text"),
    *("choices.index", "choices.text", "choices.message.content", "choices.message.audio"),
)
_REFUSAL = (
    "output.type",
    "output.content.type",
    "output.content.refusal",
    "choices.index",
    "choices.message.refusal",
)
_CALLS = (
    *("output.type", "output.call_id", "output.name", "output.arguments", "output.input"),
    *("choices.index", "choices.message.tool_calls", "choices.message.function_call"),
)
_REASON = ("status", "incomplete_details", "choices.index", "choices.finish_reason")

COLUMNS: Mapping[str, LineColumn] = {
    "custom_id": _member("custom_id"),
    "outcome": _judged("outcome"),
    "line": LineColumn((), lambda run: range(run.number, run.number + len(run.read))),
    "status_code": _member("response.status_code"),
    "error_code": _judged("code"),
    "error_message": _judged("message"),
    "text": _shaped(_TEXT, lambda body, shape, _plan: shapes.text(body, shape)),
    "parsed": _shaped(_TEXT, lambda body, shape, plan: shapes.parsed(body, shape, plan.is_json)),
    "tool_calls": _shaped(_CALLS, lambda body, shape, _plan: shapes.tool_calls(body, shape)),
    "refusal": _shaped(_REFUSAL, lambda body, shape, _plan: shape.refusal(body)),
    "finish_reason": _shaped(_REASON, lambda body, shape, _plan: shape.reason(body)),
    "model": _member("response.body.model", is_answer=True),
    "input_tokens": _tokens("input_tokens", "prompt_tokens"),
    "cached_tokens": _tokens("input_tokens_details.cached_tokens", "prompt_tokens_details.cached_tokens"),
    "cache_write_tokens": _tokens(
        "input_tokens_details.cache_write_tokens", "prompt_tokens_details.cache_write_tokens"
    ),
    "output_tokens": _tokens("output_tokens", "completion_tokens"),
    "reasoning_tokens": _tokens(
        "output_tokens_details.reasoning_tokens", "completion_tokens_details.reasoning_tokens"
    ),
    "total_tokens": _tokens("total_tokens"),
    "request_id": _member("response.request_id", empty=False),
    "id": _member("id", empty=False),
    "duplicate": LineColumn(
        ("custom_id",), lambda run: [run.plan.earlier(line.custom_id) for line in run.read]
    ),
    "body": LineColumn((), lambda run: [run.plan.body_text(line) for line in run.lines]),
    "raw": LineColumn((), lambda run: [decoded(line) for line in run.lines]),
}
"""In the order in which the tables have them."""

_PRICED_BY = (
    "model",
    *("input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens"),
)
"""The columns whose values say what a line cost."""


def _priced(value: Callable[[Rates, float], Value]) -> LineColumn:
    """A column of what a line cost, by its own usage; NULL where that is not known."""

    def values(run: Run) -> Values:
        found: list[Value] = []
        model, rates = None, None
        for line in run.read:
            body = line.response.body if line.response is not None else None
            if body is None or body.usage is None or body.model is None:
                found.append(None)
                continue
            if body.model != model:
                model, rates = body.model, run.plan.rates(body.model)
            cost = _cost(body.usage, rates) if rates is not None else None
            found.append(None if cost is None or rates is None else value(rates, cost))
        return found

    reads = tuple(path for name in _PRICED_BY for path in COLUMNS[name].reads)
    return LineColumn(reads, values, is_answer=True)


def _cost(usage: Usage, rates: Rates) -> float | None:
    """What a usage cost; its numbers are those of the columns, in one go."""
    tokens, output = usage.input_tokens, usage.output_tokens
    first, second = usage.input_tokens_details, usage.prompt_tokens_details
    if tokens is None:
        tokens = usage.prompt_tokens
    if output is None:
        output = usage.completion_tokens
    cached = cache_write = None
    if first is not None:
        cached, cache_write = first.cached_tokens, first.cache_write_tokens
    if second is not None:
        cached = second.cached_tokens if cached is None else cached
        cache_write = second.cache_write_tokens if cache_write is None else cache_write
    return rates.cost(tokens, cached, cache_write, output)


COST, PRICE_AS_OF = PRICES = ("cost_usd", "price_asof")
PRICED: Mapping[str, LineColumn] = {
    COST: _priced(lambda _rates, cost: cost),
    PRICE_AS_OF: _priced(lambda rates, _cost: rates.as_of),
}
"""Those that need to be told what models cost."""


def single(column: LineColumn, run: Run, verdict: Verdict | None) -> Value:
    """The value of one line for which a verdict is known.

    Args:
        column: which value.
        run: of this line alone.
        verdict: None: the body decides.
    """
    if verdict is None:
        return column.values(run)[0]
    if column.of_verdict is not None:
        found: Value = getattr(verdict, column.of_verdict)
        return found
    if column.is_answer and not verdict.has_answer:
        return None
    return column.values(run)[0]
