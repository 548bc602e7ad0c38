"""The executor of COPY: the rows of a query to a file, or to a directory of them, that is there when it is whole and otherwise not at all.

Rows pass in batches. A path follows the rule of files that are read: it lies in the working directory, or where the person allowed.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from openai_sql_shell import arrow
from openai_sql_shell.classes import define, replace
from openai_sql_shell.errors import InvalidValue, LocalFileError, OpenAISqlError, StatementError, UnknownName
from openai_sql_shell.handlers.part_file import part_file, refuse_directory_name, replaceable_mode
from openai_sql_shell.handlers.part_folder import check_folder, part_folder
from openai_sql_shell.lines import schema
from openai_sql_shell.render.options import RenderOptions
from openai_sql_shell.render.writer import write
from openai_sql_shell.result import Progress, Result, ResultColumn
from openai_sql_shell.session.copy_manifest import CopyManifest, Written, gives_results
from openai_sql_shell.session.partitions import Partitions
from openai_sql_shell.session.queries import generated, query, query_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openai_sql_shell.arrow import ArrowField
    from openai_sql_shell.cancel import CancelToken
    from openai_sql_shell.planner.plans import CopyPlan
    from openai_sql_shell.result import Row
    from openai_sql_shell.session.explain_rows import ExplainStep
    from openai_sql_shell.session.workspace import Workspace

COLUMNS = ("rows", "files", "bytes")
MANIFEST = "manifest.json"
UNTOUCHED = "; nothing was written"


@define
class RowWriter:
    """Writes rows in the format of a COPY."""

    format: str
    columns: tuple[ResultColumn, ...]
    fields: Sequence[ArrowField]
    """Of the columns; empty for formats of text."""

    def write(self, rows: Iterable[Row], stream: BinaryIO) -> int:
        """The rows to a stream; how many there were.

        Raises:
            InvalidValue: a value does not fit its column. OSError: the stream cannot be written. OpenAISqlError: what reading raises.
        """
        if self.format == "parquet":
            return self._parquet(rows, stream)
        text = TextIOWrapper(stream, encoding="utf-8", newline="\n")
        try:
            options = RenderOptions(self.format, None, color=False)
            return write(Result(self.columns, iter(rows)), text, options).rows
        finally:
            text.detach()

    def _parquet(self, rows: Iterable[Row], stream: BinaryIO) -> int:
        count = 0
        with arrow.parquet_writer(self.fields, stream) as put:
            for batch in arrow.batches(self.fields, rows):
                put(batch)
                count += batch.num_rows
        return count


def run(plan: CopyPlan, workspace: Workspace) -> Result:
    """Run the query, and write its rows; to the end.

    Raises:
        LocalFileError: the file exists, may not or cannot be written. StatementError: SQLite refuses the query, or a value does not fit.
        OpenAISqlError: whatever befell the query; nothing is written then.
    """
    context = workspace.context()
    if plan.changes:
        workspace.refuse_change("COPY")
    target = _target(plan, workspace)
    if plan.format == "parquet":
        arrow.pyarrow("FORMAT parquet")
    if workspace.settings.dry_run and not plan.changes:
        return Result(summary="COPY writes nothing in a dry run")
    found = (generated if plan.changes else query)(plan.sql, workspace, context)
    with closing(found):
        if workspace.settings.dry_run:
            return found
        try:
            files = _copied(plan, target, found, workspace)
        except OpenAISqlError as error:
            error.message += UNTOUCHED
            error.args = (error.message,)
            raise
    rows = sum(rows for rows, _ in files)
    values = (rows, len(files), sum(size for _, size in files))
    return Result(
        tuple(map(ResultColumn, COLUMNS)),
        iter([values]),
        notices=found.notices,
        summary=f"COPY {rows}",
        at_hand=True,
    )


def explain(plan: CopyPlan, workspace: Workspace) -> Sequence[ExplainStep]:
    """The steps of its query, for EXPLAIN."""
    return query_steps(plan.sql, workspace, workspace.context())


def _target(plan: CopyPlan, workspace: Workspace) -> Path:
    """Where to write; looked at before anything is sent.

    Raises:
        LocalFileError: nothing can be written there.
    """
    try:
        path = str(Path(plan.path).expanduser()) if plan.path.startswith("~") else plan.path
        folders = workspace.folders()
        if not plan.partition_by:
            refuse_directory_name(path)
        elif Path(path).name in ("", ".."):
            raise LocalFileError(f"{plan.path!r} is no new directory", hint="give it a name: TO 'archive/'")
        target = folders.working / path
        folder = folders.real(str(target.parent), repr(plan.path), otherwise="write to a path below it")
        if not folder.is_dir():
            raise LocalFileError(f"no directory {str(folder)!r}", hint="make it first, or check the path")
        target = folder / target.name
        if plan.partition_by:
            check_folder(target, MANIFEST, replaces=plan.overwrite)
        elif replaceable_mode(target) is not None and not plan.overwrite:
            raise LocalFileError(f"{plan.path!r} exists", hint="choose another name, or add (OVERWRITE)")
    except StatementError as error:
        error.span = plan.target
        raise
    except (OSError, RuntimeError, ValueError) as problem:
        raise LocalFileError(
            f"cannot write {plan.path!r}: {getattr(problem, 'strerror', None) or problem}", span=plan.target
        ) from None
    return target


def _copied(plan: CopyPlan, target: Path, found: Result, workspace: Workspace) -> list[tuple[int, int]]:
    """Rows and bytes of each file."""
    rows = _counted(found.rows, workspace)
    first = list(islice(rows, arrow.ROWS))
    fields = _fields(plan, found.columns, first) if plan.format == "parquet" else ()
    writer, rows = RowWriter(plan.format, found.columns, fields), chain(first, rows)
    if plan.partition_by:
        return _partitioned(plan, target, writer, rows, workspace.cancel)
    with part_file(target, replaces=plan.overwrite, private=True) as stream:
        count = writer.write(rows, stream)
        stream.flush()
        size = stream.tell()
    return [(count, size)]


def _counted(rows: Iterable[Row], workspace: Workspace) -> Iterator[Row]:
    """The rows, which a person may stop, and sees the number of."""
    for count, row in enumerate(rows):
        if not count % 1000:
            workspace.cancel.check()
            workspace.progress(Progress("copied", count, parts="rows"))
        yield row
    workspace.cancel.check()


def _fields(plan: CopyPlan, columns: Sequence[ResultColumn], first: Sequence[Row]) -> list[ArrowField]:
    """How each column is kept: results of batches as their schema says."""
    stable = {
        id(column): schema.BY_NAME[column.name]
        for resource in plan.resources
        if gives_results(resource)
        for column in (*resource.columns, *resource.more)
        if column.name in schema.BY_NAME
    }
    fields, names = [], set[str]()
    for place, column in enumerate(columns):
        if column.name in names:
            raise StatementError(
                f'two columns are called "{column.name}", and a Parquet file has each name once',
                hint="name one of them: AS name",
            )
        names.add(column.name)
        known = stable.get(id(column.source))
        fields.append(
            replace(known, name=column.name)
            if known
            else arrow.field_of(column, {type(row[place]) for row in first})
        )
    return fields


def _partitioned(
    plan: CopyPlan, target: Path, writer: RowWriter, rows: Iterable[Row], cancel: CancelToken
) -> list[tuple[int, int]]:
    places = _places(plan, writer.columns)
    kept = [place for place in range(len(writer.columns)) if place not in places]
    inner = RowWriter(
        plan.format,
        tuple(writer.columns[place] for place in kept),
        [writer.fields[place] for place in kept] if writer.fields else (),
    )
    manifest = CopyManifest(writer.columns, plan)
    with part_folder(target, MANIFEST, replaces=plan.overwrite) as folder:
        files = []
        with Partitions(folder, writer.columns, places) as partitions:
            for row in rows:
                manifest.add(row)
                partitions.add(row)
            for name, part in partitions.each():
                cancel.check()
                path = folder / name / f"data_0.{plan.format}"
                with _new_file(path) as stream:
                    files.append(Written(path, inner.write(_stoppable(part, cancel, kept), stream)))
        sizes = [(file.rows, file.path.stat().st_size) for file in files]
        with _new_file(folder / MANIFEST) as stream:
            stream.write(manifest.text(files, folder))
    return sizes


def _places(plan: CopyPlan, columns: Sequence[ResultColumn]) -> list[int]:
    names = [column.name.lower() for column in columns]
    found = []
    for name in plan.partition_by:
        if name.lower() not in names:
            raise UnknownName(
                "column", name, where="the query", hint=f"PARTITION_BY takes {', '.join(names)}"
            )
        found.append(names.index(name.lower()))
    if len(set(found)) < len(found):
        raise InvalidValue("PARTITION_BY names a column twice")
    if len(set(found)) == len(columns):
        raise InvalidValue("PARTITION_BY names every column, and none is left for the files")
    return found


def _stoppable(rows: Iterable[Row], cancel: CancelToken, kept: Sequence[int]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if not count % 1000:
            cancel.check()
        yield tuple(row[place] for place in kept)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file in a directory that is for its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as stream:
        path.chmod(0o600)
        yield stream
