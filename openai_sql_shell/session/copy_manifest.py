"""The manifest beside partitions: which files there are, with rows and hashes; of results of batches, what became of each batch."""

from __future__ import annotations

import json
from hashlib import file_digest
from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import LineShape
from openai_sql_shell.classes import frozen
from openai_sql_shell.lines import schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openai_sql_shell.catalog.model import Resource
    from openai_sql_shell.planner.plans import CopyPlan
    from openai_sql_shell.result import ResultColumn, Row


@frozen
class Written:
    """A file of rows."""

    path: Path
    rows: int


class CopyManifest:
    """What the manifest says of the rows."""

    def __init__(self, columns: Sequence[ResultColumn], plan: CopyPlan) -> None:
        self._plan = plan
        self._places = {c.source.name: at for at, c in enumerate(columns) if c.source is not None}
        self._outcomes: dict[str, dict[str, int]] = {}
        self._of_results = any(map(gives_results, plan.resources))
        self._batch, self._outcome = map(self._places.get, ("batch_id", "outcome"))

    def add(self, row: Row) -> None:
        """Count a row."""
        if self._of_results and self._batch is not None:
            outcome = "rows" if self._outcome is None else str(row[self._outcome])
            counts = self._outcomes.setdefault(str(row[self._batch]), {})
            counts[outcome] = counts.get(outcome, 0) + 1

    def text(self, files: Sequence[Written], folder: Path) -> bytes:
        """The file: JSON, indented."""
        found: dict[str, object] = {
            "schema": schema.VERSION,
            "format": self._plan.format,
            "partition_by": list(self._plan.partition_by),
            "resources": [resource.id for resource in self._plan.resources],
            "rows": sum(file.rows for file in files),
            "files": [
                {
                    "path": file.path.relative_to(folder).as_posix(),
                    "rows": file.rows,
                    "bytes": file.path.stat().st_size,
                    "sha256": _sha256(file.path),
                }
                for file in files
            ],
        }
        if self._of_results and self._batch is not None:
            found["batches"] = [
                {"batch_id": batch, "rows": sum(counts.values())}
                | ({} if self._outcome is None else {"outcomes": counts})
                for batch, counts in self._outcomes.items()
            ]
        return json.dumps(found, indent=2).encode() + b"\n"


def gives_results(resource: Resource) -> bool:
    """Whether its rows are what became of the requests of batches, of which the columns are kept as `lines.schema` says."""
    return any(method.lines and method.lines.shape is LineShape.RESULT for method in resource.methods)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
