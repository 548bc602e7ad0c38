"""Rows of an INSERT as request lines of a batch: values of SQLite come in, a line and what it asks for go out.

A row names its endpoint, and the properties of its body by columns; `body` is what they are put into, or alone is copied as it was
written. `raw` is a whole line, which is copied. NULL is not sent.
"""

from __future__ import annotations

from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, NamedTuple

from openai_sql_shell.errors import (
    MissingParameters,
    StatementError,
    UnknownName,
    UnsupportedStatement,
    listed,
)
from openai_sql_shell.lines import values
from openai_sql_shell.lines.request_body import (
    POST,
    STREAMED,
    UNKNOWN,
    BodyWriter,
    EndpointRules,
    RowFault,
    check_streaming,
    json_object_of,
    known_urls,
    shown,
    text_bytes,
)
from openai_sql_shell.lines.split import content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from openai_sql_shell.result import Row, Value

URL, CUSTOM_ID, METHOD, BODY, RAW = "url", "custom_id", "method", "body", "raw"
OWN = frozenset({URL, CUSTOM_ID, METHOD, BODY, RAW})
"""Columns of a request. A property that is called like one of them is written with its prefix."""
PREFIX = "data__"
DIGITS = 7
"""Of the number in a custom_id that nobody gave: ``r-0000001``."""


class BatchRequest(NamedTuple):
    """One request."""

    url: str
    custom_id: str
    line: bytes
    body: Mapping[str, Any]
    """What it asks for."""
    text: int
    """Bytes of what the model reads."""
    rules: EndpointRules
    """Of its endpoint."""
    is_built: bool
    """The line was made of values here, and says what they are; False: a text in it was copied."""


class RequestWriter:
    """Makes requests of rows."""

    def __init__(
        self,
        columns: Sequence[str],
        endpoints: Mapping[str, EndpointRules],
        others: AbstractSet[str] = frozenset(),
        *,
        is_ordered: bool,
    ) -> None:
        """Look at the columns.

        Args:
            columns: what each row has, in any case.
            endpoints: by url.
            others: columns that are none of a request's.
            is_ordered: the rows come in the same order when they are read again.

        Raises:
            StatementError: the columns say already that no row can be sent.
        """
        names = [name.lower() for name in columns]
        own = OWN | others
        self.place = {name: at for at, name in enumerate(names) if name in own}
        properties = {at: name.removeprefix(PREFIX) for at, name in enumerate(names) if name not in own}
        _check_columns(names, properties, endpoints)
        self.numbered = 0
        """Requests that got a custom_id here."""
        self._properties = properties
        self._endpoints = endpoints
        self._is_ordered = is_ordered
        self._writers = dict[str, BodyWriter]()
        if RAW not in self.place:
            if URL not in self.place:
                raise MissingParameters("a request", [URL], "as a column", hint=known_urls(endpoints))
            if CUSTOM_ID not in self.place:
                self._check_order()
        self._url, self._id, self._method, self._body, self._raw = map(
            self.place.get, (URL, CUSTOM_ID, METHOD, BODY, RAW)
        )

    def request(self, number: int, row: Row) -> BatchRequest:
        """The request of a row.

        Args:
            number: of the row, from 1.
            row: as wide as the columns.

        Raises:
            RowFault: there is none. StatementError: it has no custom_id, and would have another the next time.
        """
        if self._raw is not None and (raw := row[self._raw]) is not None:
            return self._copied(raw, row)
        given = row[self._id] if self._id is not None else None
        custom_id = given if type(given) is str else None
        try:
            if custom_id is None:
                custom_id = self._custom_id(number, given)
            url = row[self._url] if self._url is not None else None
            writer = self._writers.get(url) or self._writer(url)  # type: ignore[arg-type] # None is found nowhere
            if self._method is not None:
                _check_method(row[self._method])
            base = None if self._body is None else row[self._body]
            text, body, size = writer.body(row, base)
            line = f'{{"custom_id":{encode_basestring(custom_id)}{writer.head}{text}}}\n'.encode()
        except RowFault as fault:
            fault.custom_id = fault.custom_id or custom_id
            raise
        except UnicodeEncodeError:
            raise RowFault(
                "invalid_type",
                "a text has half a surrogate pair",
                "remove it: UTF-8 has no such character",
                custom_id,
            ) from None
        return BatchRequest(writer.url, custom_id, line, body, size, writer.rules, base is None)

    def _custom_id(self, number: int, given: Value) -> str:
        if given is None:
            self._check_order()
            self.numbered += 1
            return f"r-{number:0{DIGITS}}"
        found = values.custom_id(given)
        if found is None:
            raise RowFault(
                "invalid_type", f"custom_id is a text, not {shown(given)}", "make it one: CAST(... AS TEXT)"
            )
        return found

    def _check_order(self) -> None:
        if not self._is_ordered:
            raise StatementError(
                "requests without a custom_id are numbered, and these come in no certain order: a repeat may number them otherwise",
                hint="give each a custom_id of its own, or add ORDER BY",
            )

    def _writer(self, url: Value) -> BodyWriter:
        if not isinstance(url, str):
            raise (
                RowFault("missing_required_parameter", "url is NULL", known_urls(self._endpoints))
                if url is None
                else RowFault("invalid_type", f"url is a text, not {shown(url)}", known_urls(self._endpoints))
            )
        self._writers[url] = BodyWriter(url, self._properties, self._endpoints)
        return self._writers[url]

    def _copied(self, raw: Value, row: Row) -> BatchRequest:
        """The request of a whole line, which stays as it is but for its end."""
        given = [name for name in OWN - {RAW} if name in self.place and row[self.place[name]] is not None]
        given += [name for at, name in self._properties.items() if row[at] is not None]
        if given:
            raise RowFault(
                "invalid_type",
                f"raw is the whole request; {listed(sorted(given))} cannot be beside it",
                "give one or the other",
            )
        if not isinstance(raw, str | bytes):
            raise RowFault(
                "invalid_type", f"raw is a line of JSON, not {shown(raw)}", "give the line as it was"
            )
        try:
            line = content(raw if isinstance(raw, bytes) else raw.encode())
            if b"\n" in line:
                raise ValueError("it is more than one line")  # noqa: TRY301 - one kind of fault
            found = json_object_of(line.decode())
        except ValueError as problem:
            raise RowFault(
                "invalid_json_line", f"raw is no request: {problem}", "give the line as it was"
            ) from None
        body, url = found.get(BODY), found.get(URL)
        custom_id = values.custom_id(found.get(CUSTOM_ID))
        if not isinstance(body, dict) or not isinstance(url, str) or custom_id is None:
            raise RowFault(
                "missing_required_parameter",
                "raw is no request: custom_id, url and body are needed",
                "give the line as it was",
                custom_id,
            )
        check_streaming(body)
        rules = self._endpoints.get(url, UNKNOWN)
        return BatchRequest(url, custom_id, line + b"\n", body, text_bytes(body), rules, is_built=False)


def _check_method(method: Value) -> None:
    if method not in (None, POST):
        raise RowFault("invalid_method", f"method is {POST}, not {shown(method)}", "leave method out")


def _check_columns(
    names: Sequence[str], properties: Mapping[int, str], endpoints: Mapping[str, EndpointRules]
) -> None:
    """Raise for a column that no row can have."""
    known = {name for rules in endpoints.values() for name in rules.properties}
    seen = set[str]()
    for at, name in enumerate(names):
        key = f"{PREFIX}{properties[at]}" if at in properties else name
        if key in seen:
            raise StatementError(f'the column "{name}" is given twice', hint="give it once")
        seen.add(key)
        if properties.get(at) in STREAMED:
            raise UnsupportedStatement(
                f"{properties[at]} cannot be in a batch: answers come whole", hint=f"leave {name} out"
            )
        if at in properties and properties[at] not in known:
            raise UnknownName(
                "column",
                name,
                hint="the properties of the endpoints are columns; one that is newer goes into body",
            )
