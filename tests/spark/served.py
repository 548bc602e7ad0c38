"""A server of batches whose files can be looked at, and filters as Spark hands them over."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.batch_files import GONE, Estate

KEY = "sk-ordinary-0123456789abcdef"


def spark_filter(kind, attribute, value=None):
    """A filter as it looks to a source: the name of its class, and two attributes."""
    return type(kind, (), {"attribute": attribute, "value": value})()


def cut_after(content, size, *, length=True):
    """An answer that breaks off."""

    def respond(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/octet-stream")
        if length:
            handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[:size])
        handler.close_connection = True

    return respond


def endless(line, ended):
    """An answer without an end; ``ended`` is set once nobody takes any more."""

    def respond(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/octet-stream")
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(line * 20)
        except OSError:
            ended.set()
        handler.close_connection = True

    return respond


@dataclass
class Files(Estate):
    """Batches whose files can be looked at, too."""

    gone: set = field(default_factory=set)
    """Files whose content is not to be had, although they are described."""

    def answer(self, verb, path, body):
        parts = path.partition("?")[0].strip("/").split("/")
        if parts[0] != "files":
            return super().answer(verb, path, body)
        if parts[1:] == []:
            found = [self._described(name) for name in self.files]
            return {"object": "list", "data": found, "has_more": False, "last_id": found[-1]["id"]}
        if parts[1] not in self.files or (parts[2:] and parts[1] in self.gone):
            return GONE
        return self.files[parts[1]] if parts[2:] else self._described(parts[1])

    def _described(self, name):
        content = self.files[name]
        size = len(content) if isinstance(content, bytes) else 10**9
        return {"id": name, "object": "file", "bytes": size, "created_at": 1, "filename": "x", "purpose": "batch_output", "status": "processed"}  # fmt: skip


@dataclass
class Server:
    """One that answers for files."""

    served: object

    @property
    def url(self):
        return self.served.url

    @property
    def downloads(self):
        """The files whose content was asked for, in order."""
        return [line.split("/")[2] for line in self.served.lines if line.endswith("/content")]
