"""The worker's side: one share comes in, record batches go out, made of bytes as they arrive. Knows no session; its key is this machine's."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from openai_sql_shell import arrow
from openai_sql_shell.api.credentials import Credentials
from openai_sql_shell.api.messages import Request, RequestContext
from openai_sql_shell.api.transport import Transport
from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.catalog.model import Returns
from openai_sql_shell.errors import ApiError, EngineError, UsageError
from openai_sql_shell.lines.fetch import Fetch, RemoteFile
from openai_sql_shell.lines.schema import file_rows
from openai_sql_shell.prices.price_list import PriceList
from openai_sql_shell.result import RequestStats
from openai_sql_shell.spark.errors import telling
from openai_sql_shell.spark.keys import key_of
from openai_sql_shell.spark.shares import TO_SKIP, gone
from openai_sql_shell.spark.types import result_fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from openai_sql_shell.arrow import ArrowField
    from openai_sql_shell.lines.columns import Rates
    from openai_sql_shell.result import Row
    from openai_sql_shell.spark.shares import Form, Prices, ResultFile, ServerPlace, Share

ANY_SIZE = sys.maxsize
"""Nothing of a file is kept."""
LOG = logging.getLogger("openai_sql.spark")


def record_batches(share: Share, form: Form) -> Iterator[Any]:
    """The rows of a share as record batches of pyarrow. Closing it in between leaves no connection.

    Raises:
        SourceError: a file is gone or cannot be read to its end, there is no key, no pyarrow or not the driver's prices.
    """
    with telling():
        fields = result_fields(body=form.body)
        made, rates = arrow.schema(fields), _WorkerRates(share.prices)
        transport = _transport(share.place)
        try:
            for file in share.files:
                fetch = Fetch(_remote(file), transport, _context(), ANY_SIZE)
                with _telling_gone(file, fetch, skips=form.skips_missing):
                    rows = _rows(file, fetch, fields, form.outcomes, rates)
                    yield from arrow.batches(fields, rows, made, form.rows_per_batch)
        finally:
            transport.close()


def _rows(
    file: ResultFile,
    fetch: Fetch,
    fields: Sequence[ArrowField],
    outcomes: Collection[str] | None,
    rates: _WorkerRates,
) -> Iterator[Row]:
    known = {"batch_id": file.batch_id, "source": file.source}
    notice = partial(LOG.warning, "%s: %s", file.file_id)
    rows = file_rows(fetch.pieces(), file.endpoint, fields, known, partial(rates.of, file), notice)
    if outcomes is None:
        return rows
    at = [field.name for field in fields].index("outcome")
    return (row for row in rows if row[at] in outcomes)


@contextmanager
def _telling_gone(file: ResultFile, fetch: Fetch, *, skips: bool) -> Iterator[None]:
    """A block in which a file is read; one that is gone is named, or left out where nothing of it was read.

    Raises:
        EngineError: it is gone.
    """
    try:
        yield
    except ApiError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        if not skips or fetch.size:
            raise EngineError(gone([file]), hint=TO_SKIP) from error
        LOG.warning("%s; left out", gone([file]))


def answer_batches(answer: bytes) -> Iterator[Any]:
    """The record batches of an answer that came whole, see `query`.

    Raises:
        SourceError: there is no pyarrow.
    """
    with telling():
        yield from arrow.pyarrow("openai_sql").ipc.open_stream(answer)


def _transport(place: ServerPlace) -> Transport:
    credentials = Credentials(
        key_of(place.key_env, os.environ),
        organization=place.organization,
        project=place.project,
        api_key_origin=place.key_env,
    )
    return Transport(
        place.base_url,
        credentials,
        connect_timeout=place.connect_timeout,
        read_timeout=place.read_timeout,
        retries=place.retries,
        concurrency=1,
    )


def _remote(file: ResultFile) -> RemoteFile:
    path = f"/files/{quote(file.file_id, safe='')}/content"
    return RemoteFile(file.file_id, Request("GET", path, returns=Returns.BINARY), lambda _context: file.size)


def _context() -> RequestContext:
    return RequestContext(CancelToken(), RequestStats())


class _WorkerRates:
    """What models cost, as the driver has it."""

    def __init__(self, prices: Prices) -> None:
        self._list = PriceList(prices.own)
        self._package = prices.package
        self._is_same = False

    def of(self, file: ResultFile, model: str) -> Rates | None:
        """The rates of a model for a file.

        Raises:
            UsageError: the driver has prices that are not on this machine.
        """
        if file.day is None:
            return None
        by_package = file.by_tokens and self._package is not None
        found = self._list.rates(model, file.day, by_tokens=False)
        if found is not None or not by_package:
            return found
        self._check_package()
        return self._list.rates(model, file.day)

    def _check_package(self) -> None:
        if self._is_same:
            return
        from openai_sql_shell.prices.package_prices import installed_version  # noqa: PLC0415 - as the package itself

        here = installed_version()
        if here != self._package:
            raise UsageError(
                f"cost_usd needs genai-prices {self._package}, as the driver has it; here is {here or 'none'}",
                hint=f"pip install 'genai-prices=={self._package}' on every worker, or uninstall it on the driver",
            )
        self._is_same = True
