"""Lines of files as rows: which object names the files, which files are read, and in which shape. Sends nothing by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.api.messages import Request
from openai_sql_shell.catalog.model import LineShape, Returns, SqlVerb
from openai_sql_shell.errors import ApiError, EngineError
from openai_sql_shell.handlers.base import Read, UnpricedLines
from openai_sql_shell.handlers.read_request import fill_path, request_for
from openai_sql_shell.lines.batch import INPUT, BatchFacts, batch_rows, files_needed
from openai_sql_shell.lines.columns import no_rates
from openai_sql_shell.lines.fetch import RemoteFile
from openai_sql_shell.lines.file_lines import file_lines
from openai_sql_shell.lines.requests import request_rows
from openai_sql_shell.prices.price_list import day_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from openai_sql_shell.api.messages import RequestContext
    from openai_sql_shell.catalog.model import Lines, Pricing
    from openai_sql_shell.handlers.base import Context, Object
    from openai_sql_shell.handlers.open_files import OpenFile, OpenFiles
    from openai_sql_shell.lines.columns import Rates
    from openai_sql_shell.lines.split import Source
    from openai_sql_shell.lines.spool import SpoolReader
    from openai_sql_shell.result import Row

    Part = tuple[str, Iterator[Row]]

HTTP_NOT_FOUND = 404


def lines_of(read: Read) -> Lines:
    """How a method that answers with lines finds them."""
    assert read.method.lines is not None, f"{read.method.name} has no lines"  # noqa: S101
    return read.method.lines


def key_of(read: Read) -> str:
    """What names the file, or the object whose files they are."""
    return str(dict(read.arguments)[read.method.required[0].name])


def owner_read(read: Read) -> Read | None:
    """The question for the object that names the files; None: the key is a file's."""
    owner = lines_of(read).owner
    if owner is None:
        return None
    method = next(m for m in owner.for_verb(SqlVerb.SELECT) if m.returns is Returns.OBJECT)
    return Read(owner, method, ((method.path_parameters[0], key_of(read)),), named=read.named)


def wanted_sources(read: Read) -> tuple[str, ...]:
    """The partitions whose rows may be asked for: all where a value for them is not known yet."""
    files, given = lines_of(read).files, dict(read.arguments)
    partition = next((p for p in read.method.parameters if p.partition), None)
    only = given.get(partition.name) if partition is not None else None
    return (str(only),) if only in files else tuple(files)


def possible_requests(read: Read, columns: Collection[str]) -> tuple[Request, ...]:
    """What is asked for at most, without what repeats what broke off: ``{output_file_id}`` for what only the object tells.

    Args:
        read: the question; ``{name}`` for what it does not tell.
        columns: those that are needed.
    """
    lines, owner = lines_of(read), owner_read(read)
    if lines.local:
        return ()
    if owner is None:
        return (Request("GET", fill_path(lines.content, {"file_id": key_of(read)})),)
    wanted = wanted_sources(read)
    names = files_needed(wanted, columns) if lines.shape is LineShape.RESULT else wanted
    fields = [lines.files[name] for name in names]
    contents = (Request("GET", lines.content.replace("file_id", field)) for field in fields)
    return (request_for(owner.resource, owner.method, dict(owner.arguments)), *contents)


def remote_files(read: Read, owner: Object | None, context: Context) -> Mapping[str, RemoteFile]:
    """The files by partition, those that there are at the server; one without an owner has the partition ``""``."""
    lines = lines_of(read)
    if lines.local:
        return {}
    ids = {"": key_of(read)} if owner is None else {name: owner.get(c) for name, c in lines.files.items()}
    return {name: _remote(lines, str(one), context) for name, one in ids.items() if one}


def _remote(lines: Lines, file_id: str, context: Context) -> RemoteFile:
    key = {"file_id": file_id}
    content = Request("GET", fill_path(lines.content, key), returns=Returns.BINARY, template=lines.content)
    described = Request(
        "GET", fill_path(lines.described, key), returns=Returns.OBJECT, template=lines.described
    )

    def size(request_context: RequestContext) -> int | None:
        found = context.transport.send(described, request_context).payload.get("bytes")
        return found if isinstance(found, int) else None

    return RemoteFile(file_id, content, size)


def begin(read: Read, owner: Object | None, files: OpenFiles, context: Context) -> None:
    """Have the files downloaded that will certainly be read."""
    wanted = wanted_sources(read) if owner is not None else ("",)
    may_be_needed = lines_of(read).shape is LineShape.RESULT
    for name, file in remote_files(read, owner, context).items():
        if name in wanted and not (may_be_needed and name == INPUT):
            files.begin(file)


def parts(
    read: Read, owner: Object | None, columns: Sequence[str], opened: OpenFiles, context: Context
) -> Iterator[Part]:
    """The rows of each file, with its partition; take all rows of one before the next.

    Args:
        read: what is asked.
        owner: the object that names the files; None: the key does.
        columns: which values.
        opened: where its files are opened.
        context: what their requests have in common.

    Raises:
        EngineError: the input file of a batch is needed and gone. LocalFileError: a file of this machine cannot be read.
        OpenAISqlError: what befell a download.
    """
    lines, files = lines_of(read), remote_files(read, owner, context)
    if lines.local:
        with context.local_file(key_of(read)) as file:
            yield "", _rows_of(file, lines, owner, columns, context)
        return
    with opened.reading() as open_file:
        if lines.shape is LineShape.RESULT and owner is not None:
            source = partial(_source, files, open_file)
            pricing = lines.pricing if prices_wanted(lines, columns) else None
            rates = _BatchRates(pricing, owner, context) if pricing is not None else None
            found = batch_rows(
                _facts(owner),
                source,
                columns,
                wanted_sources(read),
                context.notices.add,
                rates.of if rates is not None else no_rates,
            )
            for name, rows in found:
                yield name, rows if rates is None else rates.counted(f"{key_of(read)} {name}", rows, columns)
        else:
            for name, remote in files.items():
                yield name, _rows_of(open_file(remote), lines, owner, columns, context)


def prices_wanted(lines: Lines, columns: Collection[str]) -> bool:
    """Whether one of the columns tells what rows cost."""
    pricing = lines.pricing
    return pricing is not None and not {pricing.cost, pricing.as_of}.isdisjoint(columns)


class _BatchRates:
    """What models cost in one batch, and how many lines have no price."""

    def __init__(self, pricing: Pricing, owner: Object, context: Context) -> None:
        self._prices, self._notices = context.prices(), context.notices
        self._pricing = pricing
        self._day = day_of(map(owner.get, pricing.dated_by))
        self._by_tokens = owner.get("endpoint") in pricing.endpoints
        self._unknown = set[str]()

    def of(self, model: str) -> Rates | None:
        """The rates of a model on the batch's day."""
        day = self._day
        found = self._prices.rates(model, day, by_tokens=self._by_tokens) if day is not None else None
        if found is None:
            self._unknown.add(model)
        return found

    def counted(self, file: str, rows: Iterator[Row], columns: Sequence[str]) -> Iterator[Row]:
        """The rows of a file, of which those without a price are counted."""
        at = next(columns.index(c) for c in (self._pricing.cost, self._pricing.as_of) if c in columns)
        lines = lacking = 0
        try:
            for row in rows:
                lines += 1
                if row[at] is None:
                    lacking += 1
                yield row
        finally:
            self._notices.lines_priced(file, UnpricedLines(lacking, lines, frozenset(self._unknown)))


def _rows_of(
    source: Source, lines: Lines, owner: Object | None, columns: Sequence[str], context: Context
) -> Iterator[Row]:
    """The rows of one file, which need no other."""
    if lines.rules is None:
        return file_lines(source, columns)
    endpoint = str(owner.get("endpoint") or "") if owner is not None else ""
    return request_rows(source, lines.rules, columns, endpoint or None, context.notices.add)


def _source(
    files: Mapping[str, RemoteFile], open_file: OpenFile, name: str, unexplained: int
) -> SpoolReader | None:
    """The bytes of one of a batch's files.

    Raises:
        EngineError: it is the input file, which is gone.
    """
    file = files.get(name)
    if file is None:
        return None
    reader = open_file(file)
    if name == INPUT:
        try:
            reader.read_at(0, 1)
        except ApiError as error:
            if error.status != HTTP_NOT_FOUND:
                raise
            raise _input_gone(file, unexplained) from error
    return reader


def _input_gone(file: RemoteFile, unexplained: int) -> EngineError:
    if unexplained:
        return EngineError(
            f"{unexplained:,} requests have no line in the output and error files, and the file of the requests, {file.name}, is gone",
            hint="source IN ('output', 'error') leaves them out",
        )
    return EngineError(
        f"the file of the requests, {file.name}, is gone", hint="leave out request and request_line"
    )


def _facts(batch: Object) -> BatchFacts:
    counts, errors = batch.get("request_counts"), batch.get("errors")
    total = counts.get("total") if isinstance(counts, dict) else None
    listed = errors.get("data") if isinstance(errors, dict) else None
    return BatchFacts(
        str(batch.get("endpoint") or ""),
        str(batch.get("status") or ""),
        total if isinstance(total, int) else 0,
        {
            line: (_text(error.get("code")), _text(error.get("message")))
            for error in (listed if isinstance(listed, list) else ())
            if isinstance(error, dict) and isinstance(line := error.get("line"), int)
        },
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
