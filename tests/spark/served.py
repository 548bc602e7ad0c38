"""A server of batches whose files can be looked at, and filters as Spark hands them over."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.batch_files import GONE, Estate

KEY = "sk-ordinary-0123456789abcdef"


def spark_filter(kind, attribute, value=None):
    """A filter as it looks to a source: the name of its class, and two attributes."""
    return type(kind, (), {"attribute": attribute, "value": value})()


@dataclass
class Files(Estate):
    """Batches whose files can be looked at, too."""

    gone: set = field(default_factory=set)
    """Files whose content is not to be had, although they are described."""

    def answer(self, verb, path, body):
        parts = path.partition("?")[0].strip("/").split("/")
        if parts[0] != "files":
            return super().answer(verb, path, body)
        content = self.files.get(parts[1])
        if content is None or (parts[2:] and parts[1] in self.gone):
            return GONE
        if parts[2:]:
            return content
        size = len(content) if isinstance(content, bytes) else 10**9
        return {"id": parts[1], "object": "file", "bytes": size, "created_at": 1, "filename": "x", "purpose": "batch_output", "status": "processed"}  # fmt: skip


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
