"""The driver's plan of a read: which batches, which files, how large; shares of them go out. Downloads nothing."""

from __future__ import annotations

import os
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog.batch_lines import PRICING
from openai_sql_shell.classes import replace
from openai_sql_shell.config import Paths
from openai_sql_shell.dbapi.errors import Error
from openai_sql_shell.errors import EngineError, InvalidValue, UsageError, listed
from openai_sql_shell.prices.own_prices import read_prices
from openai_sql_shell.prices.package_prices import installed_version
from openai_sql_shell.prices.price_list import day_of
from openai_sql_shell.spark.account import LOG, connected, place, tell
from openai_sql_shell.spark.options import FILES
from openai_sql_shell.spark.shares import TO_SKIP, Prices, ResultFile, Share, gone, packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openai_sql_shell.dbapi.connection import Connection
    from openai_sql_shell.spark.options import ResultOptions
    from openai_sql_shell.spark.shares import Pushed

IDS = re.compile(r"\s*[\w-]+\s*(?:,\s*[\w-]+\s*)*,?\s*", re.ASCII)
AT_ONCE = 500
"""Objects that one statement asks for."""


def shares(options: ResultOptions, pushed: Pushed) -> list[Share]:
    """What tasks read, each its share.

    Args:
        options: of the read.
        pushed: filters that leave batches and files out.

    Raises:
        UsageError: the query for the batches is none, or a batch is not there. EngineError: files are gone.
        Error: PEP 249's, whatever befell a request.
    """
    with connected(options.account) as (connection, variable):
        ids = _batch_ids(options.batches, connection)
        if pushed.batch_id is not None:
            ids = [each for each in ids if each in pushed.batch_id]
        batches = _records(connection, "openai.batch.batches", BATCH_COLUMNS, ids)
        _refuse_unknown(ids, batches)
        sources = [name for name in options.files if pushed.source is None or name in pushed.source]
        files = list(_files(batches, ids, sources))
        sizes = _records(connection, "openai.files.files", ("id", "bytes"), [file.file_id for file in files])
        here = [_sized(file, sizes) for file in files if file.file_id in sizes]
        _tell_missing([file for file in files if file.file_id not in sizes], skips=options.skips_missing)
        asked = place(connection, variable)
    prices = Prices(read_prices(Paths.of(os.environ).prices_file), installed_version())
    return [Share(asked, prices, part) for part in packed(here, options.max_bytes_per_partition)]


BATCH_COLUMNS = ("id", "endpoint", "status", "output_file_id", "error_file_id", *PRICING.dated_by)


def _batch_ids(text: str, connection: Connection) -> list[str]:
    """The ids that an option names, each once."""
    if IDS.fullmatch(text):
        return list(dict.fromkeys(word for word in re.split(r"[\s,]+", text) if word))
    cursor = connection.cursor().execute(text)
    if cursor.description is None or len(cursor.description) != 1:
        found = 0 if cursor.description is None else len(cursor.description)
        raise UsageError(
            f"batches is a statement of {found} columns",
            hint="it is a query of one column, the ids of batches",
        )
    ids = [row[0] for row in cursor.fetchall()]
    tell(cursor)
    for each in ids:
        if not isinstance(each, str) or not each:
            raise InvalidValue(
                f"batches has {'NULL' if each is None else repr(each)} among its ids",
                hint="it is a query of one column, the ids of batches; leave out others with WHERE",
            )
    return list(dict.fromkeys(ids))


def _records(
    connection: Connection, table: str, columns: Sequence[str], ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Objects by their ids, those that there are."""
    found: dict[str, dict[str, Any]] = {}
    for begin in range(0, len(ids), AT_ONCE):
        some = ids[begin : begin + AT_ONCE]
        marks = ", ".join("?" * len(some))
        text = f"SELECT {', '.join(columns)} FROM {table} WHERE id IN ({marks})"
        try:
            rows = connection.cursor().execute(text, some).fetchall()
        except Error as error:
            if (
                error.status != HTTPStatus.NOT_FOUND
                or len(some) > 1
                or error.message.startswith("Invalid URL")
            ):
                raise
            rows = []  # where one object is asked for by name, it is an error that it is not there
        found |= {row[0]: dict(zip(columns, row, strict=True)) for row in rows}
    return found


def _refuse_unknown(ids: Sequence[str], batches: dict[str, dict[str, Any]]) -> None:
    if unknown := [each for each in ids if each not in batches]:
        raise UsageError(
            f"there is no batch {listed(unknown)}", hint="look in openai.batch.batches of the same profile"
        )


def _files(
    batches: dict[str, dict[str, Any]], ids: Sequence[str], sources: Sequence[str]
) -> Iterator[ResultFile]:
    """The files of batches, in the order of the batches."""
    without = []
    for batch_id in ids:
        batch = batches[batch_id]
        endpoint, day = str(batch["endpoint"] or ""), day_of(batch[column] for column in PRICING.dated_by)
        named = [(source, batch[f"{source}_file_id"]) for source in FILES]
        if not any(file_id for _, file_id in named):
            without.append(f"{batch_id} ({batch['status']})")
        for source, file_id in named:
            if file_id and source in sources:
                yield ResultFile(
                    str(file_id), batch_id, source, endpoint, None, day, endpoint in PRICING.endpoints
                )
    if without:
        LOG.warning("there are no result files of the batches %s", listed(without))


def _sized(file: ResultFile, sizes: dict[str, dict[str, Any]]) -> ResultFile:
    size = sizes[file.file_id]["bytes"]
    return replace(file, size=size if isinstance(size, int) else None)


def _tell_missing(files: Sequence[ResultFile], *, skips: bool) -> None:
    if not files:
        return
    said = gone(files)
    if not skips:
        raise EngineError(said, hint=TO_SKIP)
    LOG.warning("%s; left out", said)
