"""The verbs of a declaration: short ways to write columns, parameters and methods, so that a service reads like its page."""

from __future__ import annotations

from openai_sql_shell.catalog.model import (
    BodyKind,
    Column,
    DataType,
    Method,
    Paging,
    Parameter,
    Place,
    Returns,
    SqlVerb,
)

# --- columns ---------------------------------------------------------------------------------------------------


def text(name: str, description: str, **facts: object) -> Column:
    """A string column."""
    return Column(name, DataType.STRING, description, **facts)  # type: ignore[arg-type]


def integer(name: str, description: str, **facts: object) -> Column:
    """An integer column."""
    return Column(name, DataType.INTEGER, description, **facts)  # type: ignore[arg-type]


def number(name: str, description: str) -> Column:
    """A column of numbers with fractions."""
    return Column(name, DataType.NUMBER, description)


def boolean(name: str, description: str) -> Column:
    """A column of true and false, 1 and 0 in SQL."""
    return Column(name, DataType.BOOLEAN, description)


def unix_time(name: str, description: str) -> Column:
    """A point in time in seconds since 1970."""
    return Column(name, DataType.INTEGER, description, unix_time=True)


def json_object(name: str, description: str, *members: str) -> Column:
    """An object column, JSON text in SQL."""
    return Column(name, DataType.OBJECT, description, members=members)


def json_array(name: str, description: str) -> Column:
    """An array column, JSON text in SQL."""
    return Column(name, DataType.ARRAY, description)


# --- parameters ------------------------------------------------------------------------------------------------


def in_path(name: str, description: str, *, column: str | None = None) -> Parameter:
    """A part of the URL; always required."""
    return Parameter(name, Place.PATH, DataType.STRING, description, required=True, column=column)


def in_query(
    name: str, description: str, *, column: str | None = None, enum: tuple[str, ...] = ()
) -> Parameter:
    """A server-side filter."""
    return Parameter(name, Place.QUERY, DataType.STRING, description, column=column, enum=enum)


def required(name: str, kind: DataType, description: str = "", **facts: object) -> Parameter:
    """A property the body must have."""
    return Parameter(name, Place.BODY, kind, description, required=True, **facts)  # type: ignore[arg-type]


def optional(name: str, kind: DataType, description: str = "", **facts: object) -> Parameter:
    """A property the body may have."""
    return Parameter(name, Place.BODY, kind, description, **facts)  # type: ignore[arg-type]


# --- methods ---------------------------------------------------------------------------------------------------


def lists(  # noqa: PLR0913 - a declaration has many optional facts
    name: str,
    path: str,
    description: str,
    *parameters: Parameter,
    paging: Paging,
    max_page: int | None = None,
    order_column: str | None = None,
    aliases: tuple[str, ...] = ("list",),
    headers: tuple[tuple[str, str], ...] = (),
) -> Method:
    """A method that answers with many rows."""
    return Method(
        name,
        SqlVerb.SELECT,
        "GET",
        path,
        description,
        parameters,
        Returns.LIST,
        paging=paging,
        max_page=max_page,
        order_column=order_column,
        aliases=aliases,
        headers=headers,
    )


def reads(
    name: str,
    path: str,
    description: str,
    *parameters: Parameter,
    aliases: tuple[str, ...] = ("get",),
    headers: tuple[tuple[str, str], ...] = (),
) -> Method:
    """A method that answers with one row, found by its key."""
    return Method(
        name, SqlVerb.SELECT, "GET", path, description, parameters, aliases=aliases, headers=headers
    )


def creates(
    name: str,
    path: str,
    description: str,
    *parameters: Parameter,
    body: BodyKind = BodyKind.JSON,
    aliases: tuple[str, ...] = ("create",),
    headers: tuple[tuple[str, str], ...] = (),
) -> Method:
    """A method that makes a new object: INSERT."""
    return Method(
        name,
        SqlVerb.INSERT,
        "POST",
        path,
        description,
        parameters,
        body=body,
        aliases=aliases,
        headers=headers,
    )


def updates(
    name: str,
    path: str,
    description: str,
    *parameters: Parameter,
    aliases: tuple[str, ...] = ("update",),
    headers: tuple[tuple[str, str], ...] = (),
) -> Method:
    """A method that changes an object: UPDATE."""
    return Method(
        name,
        SqlVerb.UPDATE,
        "POST",
        path,
        description,
        parameters,
        body=BodyKind.JSON,
        aliases=aliases,
        headers=headers,
    )


def deletes(
    name: str,
    path: str,
    description: str,
    *parameters: Parameter,
    aliases: tuple[str, ...] = ("delete",),
    headers: tuple[tuple[str, str], ...] = (),
) -> Method:
    """A method that removes an object: DELETE."""
    return Method(
        name,
        SqlVerb.DELETE,
        "DELETE",
        path,
        description,
        parameters,
        Returns.DELETED,
        aliases=aliases,
        headers=headers,
    )


def acts(  # noqa: PLR0913 - a declaration has many optional facts
    name: str,
    path: str,
    description: str,
    *parameters: Parameter,
    http: str = "POST",
    returns: Returns = Returns.OBJECT,
    body: BodyKind = BodyKind.NONE,
    paging: Paging = Paging.WHOLE,
    aliases: tuple[str, ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
    columns: tuple[Column, ...] = (),
    success_states: tuple[str, ...] = (),
    read_only: bool = False,
) -> Method:
    """A method reached by EXEC."""
    return Method(
        name,
        SqlVerb.EXEC,
        http,
        path,
        description,
        parameters,
        returns,
        body=body,
        paging=paging,
        aliases=aliases,
        headers=headers,
        columns=columns,
        success_states=success_states,
        read_only=read_only,
    )
