"""Reads files of result lines: the columns are told once, rows come as tuples in their order."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

from openai_sql_shell.classes import replace
from openai_sql_shell.lines import shapes, tolerant, typed
from openai_sql_shell.lines.columns import COLUMNS, PRICED, Plan, Run, no_rates, single
from openai_sql_shell.lines.json_text import is_json
from openai_sql_shell.lines.match import IdCounts
from openai_sql_shell.lines.members import ResultLine
from openai_sql_shell.lines.split import blocks, is_utf_8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openai_sql_shell.lines.columns import Rates
    from openai_sql_shell.lines.outcome import Verdict
    from openai_sql_shell.lines.split import Block, Source
    from openai_sql_shell.result import Row

NO_UTF_8 = "some bytes are no UTF-8; they show as U+FFFD"
CHOICES = "some answers have more than one choice; the columns show that with index 0, body has them all"


class LineScan:
    """Reads any number of files for the same columns."""

    def __init__(
        self,
        endpoint: str,
        columns: Sequence[str] = tuple(COLUMNS),
        notice: Callable[[str], None] = lambda _said: None,
        rates: Callable[[str], Rates | None] = no_rates,
    ) -> None:
        """Make one.

        Args:
            endpoint: of the batch; decides where a body does not tell what it is.
            columns: names out of `COLUMNS` and `PRICED`, each once.
            notice: told what a person should know of what was read; each notice once.
            rates: what a model costs, for `PRICED`.
        """
        self._notice = notice
        self._rates = rates
        self._untold = {NO_UTF_8, CHOICES}
        self._columns = [COLUMNS.get(name) or PRICED[name] for name in columns]
        name = shapes.endpoint_name(endpoint)
        self._default = shapes.BY_ENDPOINT.get(name, shapes.PLAIN)
        paths = {path for column in self._columns for path in column.reads}
        self._sees_choices = any(path.startswith("response.body.choices") for path in paths)
        self._tolerant = tolerant.TolerantReader(paths)
        judges = any(column.of_verdict for column in self._columns)
        self._decode = typed.decoder(
            paths,
            with_answer=any(column.is_answer for column in self._columns),
            proof=shapes.PROOF.get(name, "object") if judges else None,
        )
        self._body, self._check = typed.body_decoder(), typed.json_check()
        self._not_taken = typed.not_taken()

    def rows(self, source: Source, ids: IdCounts | None = None) -> Iterator[Row]:
        """The rows of a file, as its bytes arrive.

        Args:
            source: the bytes.
            ids: in which those of the rows are counted where ``duplicate`` is one of the columns.
        """
        return chain.from_iterable(self._parts(source, IdCounts() if ids is None else ids))

    def _parts(self, source: Source, ids: IdCounts) -> Iterator[Iterable[Row]]:
        plan = Plan(self._default, self._body_text, self._is_json, ids, self._rates)
        for block in blocks(source):
            if block.size is None:
                yield from self._of_block(block, plan)
            else:
                line = block.lines[0]
                read, verdict = tolerant.beginning(line, block.size)
                without_body = replace(plan, body_text=lambda _line: None)
                yield self._single(Run(block.number, [line], [read], without_body), verdict)

    def _of_block(self, block: Block, plan: Plan) -> Iterator[Iterable[Row]]:
        begin, read, decode = 0, list[ResultLine](), self._decode
        for at, line in enumerate(block.lines):
            try:
                read.append(decode(line))
            except self._not_taken:
                found = self._tolerant.read(line)
                if NO_UTF_8 in self._untold and not is_utf_8(line):
                    self._tell(NO_UTF_8)
                if found is not None and found[1] is None:
                    read.append(found[0])
                    continue
                if read:
                    yield self._many(Run(block.number + begin, block.lines[begin:at], read, plan))
                if found is not None:
                    yield self._single(Run(block.number + at, [line], [found[0]], plan), found[1])
                begin, read = at + 1, []
        if read:
            yield self._many(Run(block.number + begin, block.lines[begin:], read, plan))

    def _tell(self, notice: str) -> None:
        self._untold.discard(notice)
        self._notice(notice)

    def _many(self, run: Run) -> Iterable[Row]:
        if self._sees_choices and CHOICES in self._untold and any(map(_has_choices, run.read)):
            self._tell(CHOICES)
        if not self._columns:
            return repeat((), len(run.read))
        return zip(*(column.values(run) for column in self._columns), strict=True)

    def _single(self, run: Run, verdict: Verdict | None) -> Iterable[Row]:
        return [tuple(single(column, run, verdict) for column in self._columns)]

    def _body_text(self, line: bytes) -> str | None:
        try:
            found: str | None = self._body(line)
        except self._not_taken:
            return tolerant.body_text(line)
        return found

    def _is_json(self, text: str) -> bool:
        try:
            self._check(text)
        except self._not_taken:
            return is_json(text)
        return True


def _has_choices(line: ResultLine) -> bool:
    body = line.response.body if line.response is not None else None
    return body is not None and body.choices is not None and len(body.choices) > 1


def results(source: Source, endpoint: str, columns: Sequence[str] = tuple(COLUMNS)) -> Iterator[Row]:
    """The rows of an output or error file of a batch: one for each line that is not blank.

    Args:
        source: its bytes, in pieces of any size, or a file to read them from.
        endpoint: of the batch, such as ``/v1/responses``.
        columns: which ones, in the order of the values; `COLUMNS` names all.

    Returns:
        Tuples. ``parsed``, ``tool_calls`` and ``body`` are JSON in a text.

    >>> list(results([b'{"custom_id": "a", "response": null}'], "/v1/responses", ("custom_id", "outcome", "error_code")))
    [('a', 'error', 'no_response')]
    """
    return LineScan(endpoint, columns).rows(source)
