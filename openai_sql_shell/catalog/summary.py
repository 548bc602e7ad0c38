"""Summaries: what is known of a service before its declarations are imported, and how that is read off them.

`index` holds those of the package's own services; a service that it lacks is imported to be summarised.
"""

from __future__ import annotations

from openai_sql_shell.catalog import schema_of
from openai_sql_shell.classes import astuple, frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from openai_sql_shell.catalog.model import Resource, Service

PATH_PARTS = 2
"""Parts of a path by which a request finds its service: `/organization/costs` is not `/organization/projects`."""


@frozen
class ResourceSummary:
    """One table in brief: what lists of names, and the search for one, ask of a resource."""

    service: str
    name: str
    description: str
    columns: int
    """How many there are."""
    verbs: tuple[str, ...]
    """The statements it takes, in the order of `SqlVerb`."""
    aliases: tuple[str, ...]
    id_prefix: str | None
    dashboard: str | None
    deprecated: str | None = None
    """What to use instead, as a sentence."""

    @property
    def id(self) -> str:
        """The full name, as in ``openai.batch.batches``."""
        return f"{self.schema}.{self.name}"

    @property
    def schema(self) -> str:
        """The SQLite schema it is found in, as in ``openai.batch``."""
        return schema_of(self.service)


@frozen
class ServiceSummary:
    """A group of resources in brief."""

    name: str
    title: str
    description: str
    paths: tuple[str, ...]
    """How the paths of its methods begin, without those that read the files of others."""
    words: tuple[str, ...]
    """Names of its columns and parameters that are one word, as a keyword is."""
    resources: tuple[ResourceSummary, ...]

    def serves(self, path: str) -> bool:
        """Whether a path below the base URL can be one of its methods'."""
        return any(path == begin or path.startswith(f"{begin}/") for begin in self.paths)


def summary_of(service: Service) -> ServiceSummary:
    """The summary of a service, read off its declarations."""
    methods = [m for r in service.resources for m in r.methods]
    names = {c.name for r in service.resources for c in r.columns} | {
        p.name for m in methods for p in m.parameters
    }
    return ServiceSummary(
        service.name,
        service.title,
        service.description,
        tuple(sorted({_beginning(m.path) for m in methods if not m.derived})),
        tuple(sorted(filter(str.isalpha, names))),
        tuple(map(_summary, service.resources)),
    )


def _summary(resource: Resource) -> ResourceSummary:
    from openai_sql_shell.catalog.model import SqlVerb  # noqa: PLC0415 - who only reads the index does without the model

    is_read = resource.kept is not None or resource.view is not None
    return ResourceSummary(
        resource.service,
        resource.name,
        resource.description,
        len(resource.columns),
        tuple(
            verb.value for verb in SqlVerb if resource.for_verb(verb) or (is_read and verb is SqlVerb.SELECT)
        ),
        resource.aliases,
        resource.id_prefix,
        resource.dashboard,
        resource.deprecated,
    )


def _beginning(path: str) -> str:
    """The first parts of a path, before any parameter.

    >>> _beginning("/batches/{batch_id}/cancel"), _beginning("/organization/projects/{project_id}/users")
    ('/batches', '/organization/projects')
    """
    return "/".join(path.partition("/{")[0].split("/")[: PATH_PARTS + 1])


def index_source(services: Iterable[Service]) -> str:
    """The text of `catalog/index.py`: a line for each service, and one for each of its resources."""
    lines = []
    for *facts, resources in (astuple(summary_of(service)) for service in services):
        lines += [f"    {facts[0]!r}: S({', '.join(map(repr, facts))}, ("]
        lines += [f"        R({', '.join(map(repr, astuple(resource)))})," for resource in resources]
        lines += ["    )),"]
    return INDEX_FRAME.format("\n".join(lines))


INDEX_FRAME = '''\
"""The index: a summary of each service, so that names are known before declarations are imported. Written by `make index`."""
# fmt: off
# ruff: noqa: Q000

from __future__ import annotations

from openai_sql_shell.catalog.summary import ResourceSummary as R
from openai_sql_shell.catalog.summary import ServiceSummary as S

INDEX: dict[str, S] = {{
{}
}}
'''
