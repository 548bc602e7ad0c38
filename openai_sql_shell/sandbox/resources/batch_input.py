"""Validation of a batch's input file: what keeps the whole batch from running, and which requests will fail on their own.

Comes in: the file, the endpoint, the known models. Goes out: a report. What is wrong with a line is told by the table of findings that a
person checks a file with, too. Reads one line at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.batch_lines import BATCH_RULES
from openai_sql_shell.classes import define, field
from openai_sql_shell.lines.findings import EMPTY_FILE, OF_FILE
from openai_sql_shell.lines.request_check import RequestCheck, parsed
from openai_sql_shell.sandbox.resources.completions import model_of, problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from openai_sql_shell.lines.findings import Finding
    from openai_sql_shell.sandbox.records import Json


MOST_ERRORS = 100
"""Errors that are reported of one file."""


@define
class InputReport:
    """What reading an input file has shown."""

    total: int = 0
    model: str | None = None
    """The model that serves the batch: the first known one that a request names."""
    failing: list[int] = field(default_factory=list)
    """Positions of the requests that fail on their own, counted from 0."""
    errors: list[Json] = field(default_factory=list)
    """What keeps the batch from running, as the API reports it."""

    def add_error(self, finding: Finding, line: int | None) -> None:
        """Note an error of a line, or of the whole file, once."""
        error = {**finding._asdict(), "line": None if finding.code in OF_FILE else line}
        if len(self.errors) < MOST_ERRORS and error not in self.errors:
            self.errors.append(error)


def check_input(file: BinaryIO, endpoint: str, known: Callable[[str], bool]) -> InputReport:
    """Read a whole input file; ``known`` tells whether a model exists."""
    report, check = InputReport(), RequestCheck(BATCH_RULES, endpoint)
    for position, request in enumerate(check.requests(file)):
        if request.finding is not None:
            report.add_error(request.finding, request.number)
            continue
        body = (parsed(request.line) or {})["body"]
        if problem(endpoint, body, known) is not None:
            report.failing.append(position)
        model = model_of(endpoint, body)
        if report.model is None and model is not None and known(model):
            report.model = model
    report.total = check.count
    if report.total == 0:
        report.add_error(EMPTY_FILE, None)
    return report
