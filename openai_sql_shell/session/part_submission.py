"""Files of requests on their way to be batches: each is uploaded and a batch made of it, and each step is in the ledger before it is taken.

What a killed process has left is looked for first: a file or a batch that is there already is adopted, and never made again.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from openai_sql_shell.catalog.model import Returns, SqlVerb
from openai_sql_shell.classes import frozen, replace
from openai_sql_shell.errors import ApiError, Cancelled, LocalFileError, OpenAISqlError, RefusedStatement
from openai_sql_shell.handlers import rest
from openai_sql_shell.handlers.awaiting import lacks_room
from openai_sql_shell.handlers.base import Call, Read
from openai_sql_shell.handlers.reading import Reading, objects
from openai_sql_shell.ledger.runs import PartState
from openai_sql_shell.lines.gather import RETRY_OF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openai_sql_shell.api.messages import Request
    from openai_sql_shell.catalog.model import Method, Resource
    from openai_sql_shell.handlers.base import Context, Object
    from openai_sql_shell.ledger.runs import KnownPart, Runs
    from openai_sql_shell.lines.batch_parts import BatchPart

WINDOW = "batch_window"
LISTED_LATE = 60
"""Seconds after a call in which a list may not show yet what it has made."""
NOT_FOUND_YET = ("cannot find file", "no such file")
"""How the API refuses, for a while, to make a batch of a file that was just uploaded."""
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each further try."""
LOOKED_AT = 300
"""Batches that are looked at for one that makes room when it ends."""
MOST_LISTED = 10_000
"""Objects of a list that are looked through."""


@frozen
class Way:
    """How files become batches: by which methods."""

    files: Resource
    upload: Method
    batches: Resource
    create: Method
    columns: Mapping[str, str]
    """Columns of the rows that are the batch's, and the properties they are."""

    upload_with: Mapping[str, str]
    """What else an upload is given."""
    usual_window: str

    def window(self, part: BatchPart) -> str:
        """How long the batch of a part may take."""
        return str(part.batch.get(WINDOW, self.usual_window))


def told(part: BatchPart) -> str:
    """What to call a part in a sentence."""
    of = part.batch.get(RETRY_OF)
    return f"part {part.number} of {part.parts}" + (f" of the retry of {of}" if of else "")


class PartSubmission:
    """The parts of one run. Safe for several threads, each with a part of its own."""

    def __init__(
        self, way: Way, context: Context, runs: Runs | None, run: str | None, *, has_files: bool = True
    ) -> None:
        """Send nothing yet; without ``runs`` nothing is written down. ``has_files``: the files are on this machine, too."""
        self._has_files = has_files
        self._way = way
        self._context = context
        self._runs = runs
        self._run = run

    def submit(self, part: BatchPart, known: KnownPart | None) -> Object:
        """The batch of a part, which is made unless it is there.

        Args:
            part: a whole file.
            known: how far it had come before; None: it is new.

        Raises:
            OpenAISqlError: a call failed; the ledger has what was done.
        """
        if known is not None and known.state is PartState.CREATED:
            return self.batch_of(str(known.batch_id))
        with self._telling(part):
            return self._submitted(part, known)

    def hold(self, part: BatchPart, code: str) -> None:
        """There was no room for the batch of a part."""
        self._note(part, PartState.HELD, error=code)

    def again(self, part: BatchPart, file_id: str) -> Object:
        """Another batch of a part that is held; raises as `submit` does."""
        with self._telling(part):
            self._note(part, PartState.CREATING)
            batch = self._created(part, file_id)
            self._note(part, PartState.CREATED, batch_id=str(batch.get("id")))
            return batch

    def newest_batches(self) -> list[Object]:
        """The batches that were made last, of all projects' programs."""
        return list(islice(self._listed(self._way.batches, ()), LOOKED_AT))

    def leave(self) -> None:
        """Work on the run no more."""
        if self._runs is not None and self._run is not None:
            self._runs.leave(self._run)

    @property
    def goes_on(self) -> str | None:
        """How a part goes on that is held."""
        return self._run and f"EXEC local.parts.resume @run = '{self._run}' tries again"

    @contextmanager
    def _telling(self, part: BatchPart) -> Iterator[None]:
        """A part whose call was refused has failed; what may have been carried out is looked for the next time."""
        try:
            yield
        except Cancelled:
            raise
        except OpenAISqlError as error:
            if not error.may_have_acted and not isinstance(error, RefusedStatement | LocalFileError):
                self._note(part, PartState.FAILED, error=getattr(error, "code", None) or type(error).__name__)
            raise

    def _submitted(self, part: BatchPart, known: KnownPart | None) -> Object:
        """Upload a part, and make its batch, but for what was done before."""
        batch: Object | None = None
        file_id, state = (known.file_id, known.state) if known is not None else (None, PartState.PLANNED)
        if known is not None and file_id is not None:
            if state is PartState.CREATING:
                batch = self.found_batch(file_id, known)
            if batch is None and not self._is_there(file_id):  # it has expired meanwhile
                if state is not PartState.FAILED:
                    self._note(part, PartState.FAILED, error="file_is_gone")
                file_id = None
        if file_id is None and not self._has_files:
            raise RefusedStatement(
                f"the file of part {part.number} is gone", hint="the INSERT that made it uploads it again"
            )
        if file_id is None:
            if known is not None and state is PartState.UPLOADING:
                file_id = self._found_file(part, known)
            if file_id is None:
                self._note(part, PartState.UPLOADING)
                file_id = str(self._made(self._upload(part)).get("id"))
            self._note(part, PartState.UPLOADED, file_id=file_id)
        if batch is None:
            self._note(part, PartState.CREATING)
            batch = self._created(part, file_id)
        self._note(part, PartState.CREATED, batch_id=str(batch.get("id")))
        return batch

    def call_of(self, part: BatchPart, file_id: str = "") -> Call:
        """The call that makes a part's batch, named for people."""
        given: dict[str, Any] = {
            "input_file_id": file_id,
            "endpoint": part.url,
            "completion_window": self._way.window(part),
            **{
                self._way.columns[name]: value
                for name, value in part.batch.items()
                if name in self._way.columns
            },
        }
        if part.metadata:
            given["metadata"] = dict(part.metadata)
        return Call(self._way.batches, self._way.create, given, told(part))

    def _upload(self, part: BatchPart) -> tuple[Call, Request]:
        call = Call(self._way.files, self._way.upload, {"file": str(part.path), **self._way.upload_with})
        request = rest.request_of(call)
        (file,) = request.files
        return call, replace(request, files=(replace(file, filename=part.file_name),))

    def _created(self, part: BatchPart, file_id: str) -> Object:
        """The batch, tried again while the API does not find the file that it has."""
        call = self.call_of(part, file_id)
        for pause in (*PAUSES, None):
            try:
                return self._made((call, rest.request_of(call)))
            except ApiError as error:
                unseen = error.status == 400 and any(t in error.message.lower() for t in NOT_FOUND_YET)
                if pause is None or not unseen or not self._is_there(file_id):
                    raise
                with self._context.stats.waiting("retry"):
                    self._context.clock.wait(self._context.cancel, pause)
                self._context.cancel.check()
        raise AssertionError("the last try returns or raises")  # pragma: no cover

    def _made(self, made: tuple[Call, Request]) -> Object:
        """What a call was answered with."""
        call, request = made
        response = self._context.transport.send(request, self._context.request_context)
        found = rest.answer(call, response, self._context.notices)
        self._context.made(call, found)
        return found[0]

    def _is_there(self, file_id: str) -> bool:
        try:
            self._read(self._way.files, file_id)
        except ApiError:
            return False
        return True

    def batch_of(self, batch_id: str) -> Object:
        """A batch that was made before; of one that is gone what is known."""
        try:
            return self._read(self._way.batches, batch_id)
        except ApiError as error:
            if error.status != 404:
                raise
            return {"id": batch_id}

    def _read(self, resource: Resource, identifier: str) -> Object:
        reads = (m for m in resource.for_verb(SqlVerb.SELECT) if m.returns is Returns.OBJECT)
        method = next(reads)
        (found,) = self._objects(Read(resource, method, ((method.path_parameters[0], identifier),)))
        return found

    def _found_file(self, part: BatchPart, known: KnownPart) -> str | None:
        """The id of the file that an interrupted upload has made all the same; None: it has made none."""
        for _ in self._looks(known):
            listed = self._listed(self._way.files, tuple(self._way.upload_with.items()))
            same = [
                str(file.get("id"))
                for file in listed
                if (file.get("filename"), file.get("bytes")) == (part.file_name, part.bytes)
            ]
            free = [one for one in same if one not in self._taken(same)]
            if free:
                return free[0]
        return None

    def found_batch(self, file_id: str, known: KnownPart) -> Object | None:
        """The batch that an interrupted call has made all the same; None: it has made none."""
        for _ in self._looks(known):
            for batch in self._listed(self._way.batches, ()):
                if batch.get("input_file_id") == file_id and not self.lacks_room(batch):
                    return batch
        return None

    def lacks_room(self, batch: Object) -> str | None:
        """The code with which a batch failed that there was no room for."""
        lifecycle = self._way.batches.lifecycle
        return lacks_room(lifecycle, batch) if lifecycle is not None else None

    def _looks(self, known: KnownPart) -> Iterator[None]:
        """One look now, and another when no list can be late any more."""
        yield
        left = known.changed_at + LISTED_LATE - self._context.clock.now()
        if left > 0:
            with self._context.stats.waiting("listing"):
                self._context.clock.wait(self._context.cancel, left)
            self._context.cancel.check()
            yield

    def _listed(self, resource: Resource, given: tuple[tuple[str, str], ...]) -> Iterator[Object]:
        method = next(m for m in resource.methods if m.max_page and not m.required)
        found = self._objects(Read(resource, method, given))
        return (item for _, item in zip(range(MOST_LISTED), found, strict=False))

    def _objects(self, read: Read) -> Iterator[Object]:
        return objects(Reading(read, self._context.notices, self._context.server), self._context)

    def _taken(self, ids: list[str]) -> set[str]:
        return self._runs.taken(ids) if self._runs is not None else set()

    def _note(self, part: BatchPart, state: PartState, **facts: str | None) -> None:
        if self._runs is not None and self._run is not None:
            self._runs.advance(self._run, part.number, state, **facts)


class PartWork(NamedTuple):
    """One part to be submitted."""

    submission: PartSubmission
    """Of its run."""
    part: BatchPart
    known: KnownPart | None
    """How far it had come before; None: it is new."""
