"""COPY to its plan: the query with the names SQLite knows, and options that are known. Looks at no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.errors import InvalidValue, LocalFileError, UnknownName
from openai_sql_shell.planner.doubtful_values import mentioned
from openai_sql_shell.planner.generating import generating
from openai_sql_shell.planner.plans import CopyPlan
from openai_sql_shell.planner.sql_builder import SqlBuilder, to_sql
from openai_sql_shell.sql.copy_options import COPY_FORMATS, COPY_OPTIONS
from openai_sql_shell.sql.tokens import significant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_sql_shell.errors import Span
    from openai_sql_shell.planner.scope import Scope
    from openai_sql_shell.sql import statements as ast

_SWITCH = {"": True, "TRUE": True, "ON": True, "1": True, "FALSE": False, "OFF": False, "0": False}


def plan_copy(statement: ast.Copy, scope: Scope) -> CopyPlan:
    """The plan of a COPY.

    Raises:
        StatementError: a name means nothing, an option is none, no format is named.
    """
    options = _options(statement)
    sql = to_sql(SqlBuilder().add("SELECT * FROM " * statement.is_table).quote(statement.source), scope)
    path = scope.literal(statement.path)
    if not isinstance(path, str) or not path or "\0" in path:
        raise LocalFileError(
            "COPY needs the name of a file", hint="write TO 'rows.csv'", span=statement.target
        )
    tokens = list(significant(sql.text))
    return CopyPlan(
        sql,
        path,
        statement.target,
        _format(options, path, statement.target),
        options["PARTITION_BY"].values if "PARTITION_BY" in options else (),
        _switch(options.get("OVERWRITE")),
        tuple({r.id: r for _, r in mentioned(tokens, scope.catalog.table)}.values()),
        generating(sql.text, scope.catalog.table) is not None,
    )


def _options(statement: ast.Copy) -> dict[str, ast.CopyOption]:
    found: dict[str, ast.CopyOption] = {}
    for option in statement.options:
        written = option.name.parts[0]
        name = written.upper()
        if name not in COPY_OPTIONS:
            hint = f"COPY knows {', '.join(COPY_OPTIONS)}"
            near = nearest(name, COPY_OPTIONS)
            raise UnknownName("option", written, near, where="COPY", span=option.name.span, hint=hint)
        if name in found:
            raise InvalidValue(f"{name} is given twice", span=option.name.span)
        if not option.values and name != "OVERWRITE":
            raise InvalidValue(f"{name} needs a value", hint=_EXAMPLES[name], span=option.name.span)
        found[name] = option
    return found


_EXAMPLES = {"FORMAT": "write (FORMAT parquet)", "PARTITION_BY": "write (PARTITION_BY (a, b))"}


def _format(options: Mapping[str, ast.CopyOption], path: str, target: Span) -> str:
    """The format that is named, else the one that the file's name asks for."""
    known = f"formats are {', '.join(COPY_FORMATS)}"
    if "FORMAT" in options:
        option = options["FORMAT"]
        name = option.values[0].lower()
        if name not in COPY_FORMATS or len(option.values) > 1:
            raise InvalidValue(f"{name!r} is no format of COPY", hint=known, span=option.span)
        return name
    for name, endings in COPY_FORMATS.items():
        if path.lower().endswith(endings):
            return name
    raise LocalFileError(f"{path!r} names no format", hint=f"add (FORMAT csv); {known}", span=target)


def _switch(option: ast.CopyOption | None) -> bool:
    if option is None:
        return False
    word = " ".join(option.values).upper()
    if word not in _SWITCH:
        raise InvalidValue("OVERWRITE is true or false", span=option.span)
    return _SWITCH[word]
