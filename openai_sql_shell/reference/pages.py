"""The pages of the reference, made from declarations: one for each resource, and an index of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog import SOURCE, schema_of
from openai_sql_shell.catalog.remarks import method_remarks, resource_text
from openai_sql_shell.catalog.services import DESCRIBED_ON
from openai_sql_shell.reference.examples import examples
from openai_sql_shell.reference.facts import (
    column_facts,
    column_type,
    life_facts,
    method_facts,
    parameter_facts,
    parameter_type,
    sentences,
)
from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, ReferencePage, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openai_sql_shell.catalog.model import Column, Method, Parameter, Resource
    from openai_sql_shell.catalog.relations import Relations
    from openai_sql_shell.catalog.summary import ServiceSummary
    from openai_sql_shell.reference.page import Block

PROGRAM = "openai-sql"
COLUMNS = ("column", "type", "", "what it holds")
PARAMETERS = ("parameter", "type", "", "what it says")
RESOURCES = ("resource", "statements", "what it holds")


def resource_page(resource: Resource, relations: Relations) -> ReferencePage:
    """All that the catalog says of a resource, with statements to try."""
    return ReferencePage(
        resource.id, resource.description, DESCRIBED_ON, tuple(_resource(resource, relations))
    )


def index_page(services: Iterable[ServiceSummary]) -> ReferencePage:
    """Every resource, by service."""
    summary = "The OpenAI platform as a database: every resource of the catalog."
    return ReferencePage(f"{PROGRAM} reference", summary, DESCRIBED_ON, tuple(_index(services, summary)))


def _index(services: Iterable[ServiceSummary], summary: str) -> Iterator[Block]:
    yield Heading(1, f"{PROGRAM} reference")
    yield Paragraph(summary)
    yield Paragraph(f"Described on {DESCRIBED_ON}, after {SOURCE}.")
    for service in services:
        yield Heading(2, schema_of(service.name))
        yield Paragraph(service.description)
        rows = ((r.id, ", ".join(r.verbs), resource_text(r)) for r in service.resources)
        yield NameTable(RESOURCES, tuple(rows))


def _resource(resource: Resource, relations: Relations) -> Iterator[Block]:
    yield Heading(1, resource.id)
    yield Paragraph(resource_text(resource))
    yield from (Paragraph(text) for text in _about(resource))
    if resource.columns:
        yield Heading(2, "Columns")
        every = (*resource.columns, *resource.hidden)
        yield NameTable(COLUMNS, tuple(_column(resource, column) for column in every))
    if resource.methods:
        yield Heading(2, "Methods")
    for method in resource.methods:
        yield from _method(resource, method)
    if resource.lifecycle is not None:
        yield Heading(2, "States")
        yield from (Paragraph(text) for text in life_facts(resource, resource.lifecycle))
    yield Heading(2, "Statements to try")
    for example in examples(resource, relations):
        yield Statement(example.remark, f"{example.sql};")


def _about(resource: Resource) -> Iterator[str]:
    if resource.aliases:
        yield f"Also called {', '.join(schema_of(alias) for alias in resource.aliases)}."
    if resource.id_prefix:
        yield f"Its ids begin with {resource.id_prefix}"
    if resource.hint:
        yield resource.hint


def _column(resource: Resource, column: Column) -> tuple[str, ...]:
    shown = column.name in resource.by_column
    null = "hidden" if not shown else "never NULL" if column.name in resource.always else "may be NULL"
    return column.name, column_type(column), null, sentences(*column_facts(resource, column))


def _method(resource: Resource, method: Method) -> Iterator[Block]:
    yield Heading(3, f"{method.name} ({method.verb})")
    facts = (method.description, *method_remarks(method, resource), *method_facts(method))
    yield Paragraph(sentences(*facts))
    yield Paragraph(f"{method.http} {method.path}")
    parameters = (*method.required, *method.optional)
    if parameters:
        yield NameTable(PARAMETERS, tuple(map(_parameter, parameters)))


def _parameter(parameter: Parameter) -> tuple[str, ...]:
    either = f"required, or {parameter.unless}" if parameter.unless else "required"
    need = either if parameter.required else "optional"
    return parameter.name, parameter_type(parameter), need, sentences(*parameter_facts(parameter))
