"""EXPLAIN in words, for a person at a screen: the steps in, a sentence and the plan as text without layout out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from openai_sql_shell.errors import counted
from openai_sql_shell.result import ExplainedStep, Explanation
from openai_sql_shell.session.explain_rows import (
    ANSWERED_HERE,
    at_once,
    entered_with,
    known_list,
    requests_made,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openai_sql_shell.engine.execution import Actual
    from openai_sql_shell.result import RequestStats
    from openai_sql_shell.session.explain_rows import ExplainStep

NO_REQUEST = "no request: this is answered here"
ASKED_BEFORE = "no further request, the same question is asked once"
OR_LIST = "or their list, once that is cheaper"
A_FILE = "a file, read here without a request"

SQLITE_WORDS = (
    (r"USE TEMP B-TREE FOR GROUP BY", "grouped here"),
    (r"USE TEMP B-TREE FOR (?:LAST .*)?ORDER BY", "sorted here"),
    (r"USE TEMP B-TREE FOR DISTINCT", "duplicates removed here"),
    (r"USE TEMP B-TREE FOR (.+)", r"\1, computed here"),
    (r"SCAN CONSTANT ROW", "one row without a table"),
    (r"CO-ROUTINE (.+)", r"\1, row by row"),
    (r"MATERIALIZE (.+)", r"\1, read whole and kept"),
    (r"(?:SCALAR|LIST) (SUBQUERY \d+)", r"\1, run once"),
    (r"CORRELATED (?:SCALAR|LIST) (SUBQUERY \d+)", r"\1, run for each row"),
    (r"REUSE LIST (SUBQUERY \d+)", r"\1 again"),
    (r"COMPOUND QUERY", "several queries"),
    (r"(?:LEFT-MOST SUBQUERY|LEFT)", "the first query"),
    (r"RIGHT", "the second query"),
    (r"MERGE \((.+)\)", r"\1, sorted"),
    (r"(.+) USING TEMP B-TREE", r"\1, without duplicates"),
    (r"BLOOM FILTER ON (.+)", r"\1, looked at only where it can fit"),
    (r"SEARCH (.+) USING AUTOMATIC .*INDEX \((.+)\)", r"\1, found by an index made here (\2)"),
    (r"SCAN (.+)", r"\1, read here"),
)
"""How SQLite calls what it does by itself, and what that means; the first that fits counts."""


def told(steps: Sequence[ExplainStep]) -> Explanation:
    """What a statement would do."""
    asked = _distinct(steps)
    plan = (_told(step, _cost(step, asked)) for step in steps if step is not ANSWERED_HERE)
    return Explanation((_sentence(steps),), tuple(plan))


def measured(
    steps: Sequence[ExplainStep],
    actual: Mapping[str, Actual],
    stats: RequestStats,
    rows: int,
    seconds: float,
) -> Explanation:
    """What a query did, beside what was to be expected."""
    asked = _distinct(steps)
    first: dict[str, ExplainStep] = {}
    for step in asked:
        if step.scan is not None and step.scan.ident in actual:
            first.setdefault(step.scan.ident, step)
    made = requests_made(actual)
    needed = {step: made[ident] for ident, step in first.items()}
    ahead = stats.requests - stats.retries - sum(needed.values())
    facts = (
        *(f"{needed[step]} for {name}" for step, name in _names(first.values()).items() if needed[step]),
        f"{ahead} ahead that nobody needed" if ahead > 0 else "",
        f"up to {stats.peak} at once" if stats.peak > 1 else "",
        f"{stats.retries} sent again" if stats.retries else "",
        f"{counted(stats.cached, 'answer')} from the cache" if stats.cached else "",
    )
    cost = f"{counted(stats.requests, 'request')}, {counted(rows, 'row')}, {seconds:.2f} s"
    return Explanation(
        (": ".join(filter(None, (cost, _joined(facts)))), f"expected: {_sentence(steps)}"),
        tuple(_told(step, _cost(step, asked), _real(step, first, actual, made)) for step in steps),
    )


def _sentence(steps: Sequence[ExplainStep]) -> str:
    """The answer in short: how many requests, for what, what is filtered where."""
    reads = _distinct(steps)
    calls = [step for step in steps if step.scan is None and step.row.method]
    if not calls:
        return _joined((_reading(reads), _filters(steps)), "; ") or NO_REQUEST
    purpose = "its arguments" if calls[0].row.step == "EXEC" else "the rows"
    reading = f"{_pattern(reads)}, to find {purpose}" if reads else ""
    return _joined((reading, _filters(steps), _calling(calls, after=bool(reads)), "nothing was sent"), "; ")


def _distinct(steps: Iterable[ExplainStep]) -> list[ExplainStep]:
    """The reads, those that wait for values of others last; equal questions are asked once."""
    asked: dict[object, ExplainStep] = {}
    for step in steps:
        if step.scan is not None:
            question = id(step) if step.scan.depends else step.row.request
            if question not in asked or (asked[question].count.early and not step.count.early):
                asked[question] = step
    return sorted(asked.values(), key=_depends)


def _depends(step: ExplainStep) -> bool:
    return step.scan is not None and step.scan.depends


def _reading(reads: Sequence[ExplainStep]) -> str:
    """What the reads cost: the number where it is known, else what it depends on."""
    if not reads or any(step.count.rows or _depends(step) for step in reads):
        return _pattern(reads)
    least, most = sum(s.count.least for s in reads), sum(s.count.most for s in reads)
    number = counted(most, "request") if least == most else f"{least} to {most} requests"
    names = _names(reads)
    if len(reads) == 1:
        return f"{number} expected, for {names[reads[0]]}"
    return f"{number} expected: {_joined(f'{step.count} for {names[step]}' for step in reads)}"


def _pattern(reads: Sequence[ExplainStep]) -> str:
    """What each read costs, those that wait for the same values together."""
    clauses, names, entered, noun = list[str](), _names(reads), "", "request"
    for step in reads:
        said, noun = _count(step, noun, f"for {names[step]}", names[step]), ""
        if step.scan is not None and _depends(step) and entered != entered_with(step.scan):
            entered = entered_with(step.scan)
            said = f"{'then ' if clauses else ''}for each {entered} {said}"
        clauses.append(said)
    single = [s for s in reads if s.scan is not None and _depends(s) and s.scan.one_object]
    if single:
        clauses[-1] += f" ({_or_list(single[0])})"
    if entered:
        clauses.append(at_once(reads[-1].at_once))
    return _joined(clauses)


def _or_list(step: ExplainStep) -> str:
    """When the list is read instead of single objects."""
    return OR_LIST if step.list_pages is None else f"or their list, {known_list(step.list_pages)}"


def _count(step: ExplainStep, noun: str, what: str, rows: str) -> str:
    """The requests of one entry in words."""
    count = step.count
    if count.rows or count.every:
        number, what = "1", f"for every {count.every or f'{count.rows:,} {rows}'}"
    else:
        number = str(count)
        noun = noun and (noun if number == "1" else f"{noun}s")
    return _joined((number, noun, what, "until enough are found" if count.early else ""), " ")


def _calling(calls: Sequence[ExplainStep], *, after: bool) -> str:
    """What the calls of a change are; ``after`` the rows for them were found."""
    row, count = calls[0].row, calls[0].count
    if count.every and len(calls) > 1:
        made = " and ".join(f"1 of {call.row.method}" for call in calls[1:])
        said = f"1 call of {row.method} and {made} for every {count.every}"
        return ("then " if after else "") + f"{said}, {calls[0].at_once} {count.every}s at once"
    many = count.every or len(calls) > 1
    if count.every:
        each = "each of them" if after else f"every {count.every}"
        said = f"1 call of {row.method} for {each}"
    else:
        said = f"{counted(sum(step.count.most for step in calls), 'call')} of {row.method}"
    ahead = at_once(calls[0].at_once) if many and row.step != "EXEC" else ""
    return ("then " if after else "") + _joined((said, ahead))


def _filters(steps: Sequence[ExplainStep]) -> str:
    """Which columns the server filters, and which are filtered here."""
    scans = [step.scan for step in steps if step.scan is not None]
    server = _columns(text for scan in scans for text in scan.server_filters)
    here = _columns(text for scan in scans for text in scan.filtered_here)
    verb = "is" if len(server or here) == 1 else "are"
    if server:
        return f"{_joined(server)} {verb} filtered by the server" + (
            f", {_joined(here)} here" if here else ""
        )
    return f"{_joined(here)} {verb} filtered here" if here else ""


def _columns(conditions: Iterable[str]) -> list[str]:
    """The columns of conditions such as ``status = 'failed'``, each once."""
    return list(dict.fromkeys(condition.partition(" ")[0] for condition in conditions))


def _names(reads: Iterable[ExplainStep]) -> dict[ExplainStep, str]:
    """What to call each read: its resource, and the statement's name for it where the resource is read twice."""
    names = {step: (step.row.resource or "").rpartition(".")[2] for step in reads}
    often = Counter(names.values())
    return {step: f"{name} {_alias(step)}" if often[name] > 1 else name for step, name in names.items()}


def _alias(step: ExplainStep) -> str:
    """What the statement calls a resource that is read."""
    return step.row.step.removeprefix("SCAN ").removesuffix(" EXISTS")


def _told(step: ExplainStep, expected: str, real: str = "") -> ExplainedStep:
    """One step in words, its cost given."""
    row = step.row
    if row.method is None:
        return ExplainedStep(f"{row.resource}: {A_FILE}" if row.resource else _meaning(row.step), step.depth)
    if step.scan is None:
        return _told_call(step)
    facts = (
        f"expected: {expected}" if real else "",
        f"the server filters {row.server_filters}" if row.server_filters else "",
        f"filtered here: {row.local_filters}" if row.local_filters else "",
        row.order_and_limit or "",
        "" if step.scan.depends else row.fan_out or "",
    )
    alias = _alias(step)
    title = alias if alias == row.resource else f"{row.resource} {alias}"
    return ExplainedStep(f"{title}: {real or expected}", step.depth, row.request, tuple(filter(None, facts)))


def _told_call(step: ExplainStep) -> ExplainedStep:
    row = step.row
    if row.request is None:
        return ExplainedStep(f"... and {row.expected_requests}")
    if row.step != "EXEC" and not step.count.every:
        return ExplainedStep(row.request)
    title = f"{row.step} {row.resource}.{row.method}: {_count(step, 'request', '', 'rows')}"
    return ExplainedStep(title, request=row.request)


def _cost(step: ExplainStep, asked: Sequence[ExplainStep]) -> str:
    """What one read is expected to cost."""
    scan = step.scan
    if scan is not None and step not in asked:
        return ASKED_BEFORE
    count = _count(step, "request", "", "rows")
    if scan is None or not scan.depends:
        return count
    instead = f" ({_or_list(step)})" if scan.one_object else ""
    return f"for each {entered_with(scan)} {count}{instead}, {at_once(step.at_once)}"


def _real(
    step: ExplainStep, first: Mapping[str, ExplainStep], actual: Mapping[str, Actual], made: Mapping[str, int]
) -> str:
    """What one read really cost; reads of one resource in one way are counted together."""
    if step.scan is None:
        return ""
    if step.scan.ident not in first:
        return "never asked"
    if first[step.scan.ident] is not step:
        return f"counted with {_alias(first[step.scan.ident])}"
    real = actual[step.scan.ident]
    values = f" for {counted(real.entered, 'value')}" if step.scan.depends else ""
    return f"{counted(made[step.scan.ident], 'request')}{values}, {counted(real.rows, 'row')}"


def _meaning(text: str) -> str:
    """A step of SQLite in words, or as it is."""
    for pattern, words in SQLITE_WORDS:
        if found := re.fullmatch(pattern, text):
            return found.expand(words).replace("SUBQUERY", "subquery")
    return text


def _joined(texts: Iterable[str], separator: str = ", ") -> str:
    return separator.join(filter(None, texts))
