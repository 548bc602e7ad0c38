"""Answering a question: requests one after the other, and what each response means. Sends nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.api.paging import Page, Pager
from openai_sql_shell.catalog.model import Place
from openai_sql_shell.errors import ApiError, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai_sql_shell.api.messages import Request, Response
    from openai_sql_shell.handlers.base import Context, Notices, Object, Read, Reading


class ListReading:
    """A list, continued as its method declares."""

    def __init__(self, read: Read, first: Request, notices: Notices) -> None:
        self._read = read
        self._notices = notices
        self._pager = Pager(first, read.method.paging)
        self._begun = False

    @property
    def request(self) -> Request | None:
        """The next page's request."""
        return self._pager.request

    def take(self, response: Response) -> Page:
        """A page; says so where the API has more than it hands out."""
        self._begun = True
        page = self._pager.take(response)
        if page.more:
            self._notices.add(f"{response.request.line} has more than the API hands out; the rest is missing")
        return page

    def refuse(self, error: ApiError) -> None:
        """A parent that another table named and that does not exist has no children; one that vanishes is an error."""
        if self._begun:
            raise error
        _refuse(self._read, error, self._notices)
        self._pager.request = None


class ObjectReading:
    """One object, found by its key."""

    def __init__(self, read: Read, request: Request, notices: Notices) -> None:
        self.request: Request | None = request
        self._read = read
        self._notices = notices

    def take(self, response: Response) -> Page:
        """The object, keyed by what was asked for: some answers carry another object's id."""
        self.request = None
        found = only_object(response)
        asked = dict(self._read.arguments)
        for parameter in self._read.method.parameters:
            column = parameter.column
            if column is None or parameter.place is not Place.PATH:
                continue
            key = asked[parameter.name]
            if found.get(column) not in (None, key):
                self._notices.add(
                    f"{response.request.line} was answered with {column} {found[column]!r}; shown under {key!r}"
                )
            found = {**found, column: key}
        return Page((found,), last=True)

    def refuse(self, error: ApiError) -> None:
        """An object that another table named and that does not exist is no row."""
        self.request = None
        _refuse(self._read, error, self._notices)


def _refuse(read: Read, error: ApiError, notices: Notices) -> None:
    """Note what does not exist, where the statement's own data named it; raise every other error."""
    if read.named or not _absent(error):
        raise error
    notices.not_found(read.resource.id, error.request.partition(" ")[2])


def objects(reading: Reading, context: Context) -> Iterator[Object]:
    """All objects that answer a question, one page after the other."""
    while (request := reading.request) is not None:
        try:
            response = context.transport.send(request, context.request_context)
        except ApiError as error:
            reading.refuse(error)
            return
        yield from reading.take(response).items


def only_object(response: Response) -> Object:
    """The answer as one object.

    Raises:
        ProtocolError: it is something else.
    """
    found = response.json()
    if not isinstance(found, dict):
        raise ProtocolError(
            f"{response.request.line} was answered with {type(found).__name__}, not an object"
        )
    return found


def _absent(error: ApiError) -> bool:
    """The API says that the one object asked for does not exist, as opposed to the address."""
    return error.status == 404 and not error.message.startswith("Invalid URL") and error.kind is not None
