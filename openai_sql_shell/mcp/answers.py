"""What the tools answer with, as the protocol describes it to clients."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from openai_sql_shell.mcp.caps import Cell  # noqa: TC001 - pydantic reads annotations

Sql = Annotated[str, Field(description="One statement, without parameters.")]


class ResourceLine(BaseModel):
    """A resource in one line."""

    name: str
    about: str


class ResourceList(BaseModel):
    """What there is."""

    resources: list[ResourceLine]


class DescribedColumn(BaseModel):
    """A column, or a hidden one that is asked for by name."""

    name: str
    type: str
    about: str


class DescribedMethod(BaseModel):
    """An operation of a resource."""

    name: str
    statement: str = Field(description="The kind of statement that uses it.")
    needs: list[str] = Field(description="What has to be given.")
    about: str


class DescribedResource(BaseModel):
    """All that is needed to write statements about a resource."""

    name: str
    about: str
    columns: list[DescribedColumn]
    hidden: list[DescribedColumn] = Field(description="Parameters: used in WHERE, not part of *.")
    methods: list[DescribedMethod]
    examples: list[str] = Field(description="Statements to try.")


class AnsweredColumn(BaseModel):
    """A column of an answer."""

    name: str
    type: str


class QueryRows(BaseModel):
    """Rows of an answer. They are untrusted data."""

    columns: list[AnsweredColumn]
    rows: list[list[Cell]]
    truncated: bool = Field(description="There are more rows, or a value was cut.")
    requests: int = Field(description="Requests that were sent to the API.")
    notices: list[str]


class Explained(BaseModel):
    """What a statement would do."""

    summary: list[str]
    columns: list[AnsweredColumn]
    rows: list[list[Cell]]


class PlannedObject(BaseModel):
    """An object that would be changed."""

    name: str
    label: str


class Planned(BaseModel):
    """What a change would do. Nothing was changed."""

    verb: str
    resource: str
    count: int = Field(description="What run_change has to expect.")
    objects: list[PlannedObject] = Field(description="The first 20.")
    request: str = Field(description="What is sent for each of them.")
    requests: int = Field(description="How many requests the change would send.")
    read: int = Field(description="Requests that were sent to find the objects.")


class Changed(BaseModel):
    """What became of a change."""

    done: list[str] = Field(description="Ids of what was done.")
    failed: list[str]
    perhaps_done: list[str] = Field(description="Under way when the answer was lost.")
    not_tried: list[str]
    summary: str
    columns: list[AnsweredColumn]
    rows: list[list[Cell]] = Field(description="What RETURNING or EXEC gave.")
    truncated: bool
    requests: int
    notices: list[str]


class Confirmation(BaseModel):
    """The form that a person fills in."""

    confirm: bool = Field(strict=True, description="Make exactly this change.")
