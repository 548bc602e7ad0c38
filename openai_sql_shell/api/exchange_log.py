"""Every exchange as one JSON line in a file of the person's choice, keys masked (``--http-log``).

A record has what an outside check of the requests needs: ``method``, ``path`` (with the base URL's prefix), ``query``,
``headers``, and ``body_json``, ``body_b64`` or ``multipart``. The file is readable by its owner alone.
"""

from __future__ import annotations

import base64
import json
import os
import stat
import threading
from datetime import UTC, datetime
from errno import ELOOP
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from openai_sql_shell import secrets
from openai_sql_shell.api.multipart import MultipartBody
from openai_sql_shell.api.prepared_request import JSON_TYPE
from openai_sql_shell.api.retry import FailedAttempt
from openai_sql_shell.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from openai_sql_shell.api.messages import Response
    from openai_sql_shell.api.prepared_request import PreparedRequest

LONGEST_BODY = 64 * 1024
"""Characters of a response body that are kept; of one that is no text, the size alone."""

_HIDDEN_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})


class ExchangeLog:
    """Appends to a file, line by line, from any thread."""

    def __init__(
        self, path: Path, mask: Callable[[str], str] = secrets.mask, *, full_bodies: bool = False
    ) -> None:
        """Open the file, with mode 0600 whether it is new or not.

        Args:
            path: the file to append to.
            mask: hides keys in a text.
            full_bodies: keep multipart bodies whole, files included, as ``body_b64``.

        Raises:
            UsageError: it cannot be written, is a link to a file, or belongs to somebody else.
        """
        self._path = path
        try:
            self._file = os.fdopen(_opened(path), "a", encoding="utf-8")
        except OSError as error:
            raise self._unwritable(error) from None
        self._lost: OSError | None = None
        self._mask = mask
        self._full_bodies = full_bodies
        self._lock = threading.Lock()

    def record(
        self,
        prepared: PreparedRequest,
        outcome: Response | FailedAttempt,
        *,
        started: float,
        seconds: float,
        attempt: int,
    ) -> None:
        """Write one exchange. One that cannot be written costs nobody the answer: `close` tells.

        Args:
            prepared: what was sent.
            outcome: what came of it.
            started: seconds since 1970.
            seconds: how long it took.
            attempt: 1 for the first.
        """
        url = urlsplit(prepared.url)
        entry = {
            "time": datetime.fromtimestamp(started, UTC).isoformat(timespec="milliseconds"),
            "method": prepared.request.http,
            "path": url.path,
            "query": url.query,
            "headers": self._headers(prepared.headers),
            **self._request_body(prepared),
            **self._outcome(outcome),
            "seconds": round(seconds, 4),
            "attempt": attempt,
        }
        line = json.dumps(self._masked(entry))
        with self._lock:
            try:
                self._file.write(f"{line}\n")
                self._file.flush()
            except OSError as error:
                self._lost = self._lost or error

    def close(self) -> None:
        """Close the file.

        Raises:
            UsageError: not every exchange could be written.
        """
        try:
            self._file.close()
        except OSError as error:
            self._lost = self._lost or error
        if self._lost is not None:
            raise self._unwritable(self._lost)

    def _unwritable(self, error: OSError) -> UsageError:
        reason = "it is a link" if error.errno == ELOOP else error.strerror
        return UsageError(f"cannot write the HTTP log {self._path}: {reason}", hint="name another file")

    def _headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {
            name: self._mask(value) if name.lower() not in _HIDDEN_HEADERS else _hidden(value)
            for name, value in headers.items()
        }

    def _request_body(self, prepared: PreparedRequest) -> dict[str, Any]:
        body, request = prepared.body, prepared.request
        if not isinstance(body, MultipartBody):
            return {} if body is None else {"body_json": request.json}
        if self._full_bodies:
            return {"body_b64": base64.b64encode(b"".join(body)).decode("ascii")}
        files = [{"field": f.field, "filename": f.filename, "size": size} for f, size in body.files]
        return {"multipart": {"form": request.form, "files": files}}

    def _outcome(self, outcome: Response | FailedAttempt) -> dict[str, Any]:
        if isinstance(outcome, FailedAttempt):
            return {"error": outcome.error.message, "response_bytes": outcome.size}
        entry: dict[str, Any] = {"status": outcome.status, "response_headers": self._headers(outcome.headers)}
        if len(outcome.body) < outcome.size or not _is_text(outcome.headers.get("content-type", "")):
            return entry | {"response_bytes": outcome.size}
        # Masked before it is cut: half a key is not recognized any more.
        text = without_members(outcome.body.decode("utf-8", "replace"), outcome.request.secrets)
        return entry | {"response": self._mask(text)[:LONGEST_BODY]}

    def _masked(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._mask(value)
        if isinstance(value, dict):
            return {self._mask(str(name)): self._masked(member) for name, member in value.items()}
        if isinstance(value, list | tuple):
            return [self._masked(member) for member in value]
        return value


def without_members(text: str, names: Collection[str]) -> str:
    """JSON without what some members hold, wherever they are; a text that is none without anything, if there may be such.

    >>> without_members('{"data": [{"id": 1, "value": {"a": "ek_1"}}]}', ["value"])
    '{"data": [{"id": 1, "value": "…"}]}'
    """
    if not names:
        return text
    try:
        return json.dumps(_hiding(json.loads(text), names), ensure_ascii=False)
    except (ValueError, RecursionError):
        return secrets.ELLIPSIS


def _hiding(value: Any, names: Collection[str]) -> Any:
    if isinstance(value, list):
        return [_hiding(item, names) for item in value]
    if isinstance(value, dict):
        return {k: secrets.ELLIPSIS if k in names and v else _hiding(v, names) for k, v in value.items()}
    return value


def _opened(path: Path) -> int:
    """A descriptor that appends to a file only its owner may read; pipes and devices, which keep nothing, as they are.

    Raises:
        OSError: it cannot be, or not without following a link to a file.
    """
    kept = path.is_file() or not path.exists()
    follow = getattr(os, "O_NOFOLLOW", 0) if kept else 0
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | follow, 0o600)
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode) and hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _is_text(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind == JSON_TYPE or kind.endswith("+json")


def _hidden(value: str) -> str:
    """Keep the scheme of an Authorization header: an outside check wants to see that there was one."""
    scheme, _, rest = value.partition(" ")
    return f"{scheme} {secrets.ELLIPSIS}" if rest and scheme.isalpha() else secrets.ELLIPSIS
