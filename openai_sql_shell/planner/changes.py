"""INSERT, UPDATE, DELETE and EXEC to plans: which method of the resource, which of its parameters the statement gives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from openai_sql_shell.catalog import PROVIDERS
from openai_sql_shell.catalog.lookup import nearest
from openai_sql_shell.catalog.model import BODY_PREFIX, Place, SqlVerb
from openai_sql_shell.errors import (
    InvalidValue,
    MissingParameters,
    Span,
    StatementError,
    UnknownName,
    UnsupportedStatement,
)
from openai_sql_shell.planner.generating import refuse_generating
from openai_sql_shell.planner.local import local_plan
from openai_sql_shell.planner.misplaced import has_conflict_clause, refused
from openai_sql_shell.planner.plans import (
    CallPlan,
    ChangePlan,
    EachPlan,
    GatherPlan,
    Plan,
    Sql,
)
from openai_sql_shell.planner.returning import returning_query, shown_once
from openai_sql_shell.planner.scope import resource_named
from openai_sql_shell.planner.sql_builder import SqlBuilder, to_sql, whole
from openai_sql_shell.sql import statements as ast
from openai_sql_shell.sql.names import references
from openai_sql_shell.sql.predicates import equalities, is_constant
from openai_sql_shell.sql.tokens import quote_name, significant, top_level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from openai_sql_shell.catalog.model import Method, Parameter, Resource
    from openai_sql_shell.planner.plans import Target
    from openai_sql_shell.planner.scope import Scope


def plan_insert(statement: ast.Insert, scope: Scope) -> Plan:
    """One call for each row of the source; a statement for SQLite where the target is a local table.

    Raises:
        StatementError: a name is unknown, a parameter is missing, or the resource has no INSERT.
    """
    target = scope.target(statement.target)
    if target is None:
        return local_plan(to_sql(whole(statement.text), scope), "INSERT", scope)
    if has_conflict_clause(statement.source.text):
        raise refused("CONFLICT", target.resource, statement.target)
    methods = _methods(target.resource, SqlVerb.INSERT, statement.target.span)
    if not statement.columns:
        raise StatementError(
            f"name the properties of {target.resource.id} that are inserted",
            hint=f"SHOW INSERT INTO {target.resource.id} prints the statement",
            span=statement.target.span,
        )
    method = _best_method(methods, [c.parts[-1] for c in statement.columns])
    source = _source(SqlBuilder().quote(statement.source), scope)
    text = statement.source.text
    reads = bool(_resources_in(text, scope))
    returning = returning_query(
        statement.returning or shown_once(method, target.resource), target, None, scope, method
    )
    if method.gathers is not None:
        names = tuple(column.parts[-1] for column in statement.columns)
        alike = _comes_alike(text)
        return GatherPlan(
            target, method, source, names, reads, alike, statement.force, returning, statement.awaits
        )
    if statement.force:
        raise nothing_to_force(method)
    parameters = _parameters(method, target.resource, statement.columns)
    _require(target.resource, method, {p.name for p in parameters}, "as columns of the INSERT")
    places = {p.name: c.span for p, c in zip(parameters, statement.columns, strict=True)}
    collects = method.collects
    if collects is not None and collects.item in places:
        places |= dict.fromkeys((collects.values, collects.objects), places[collects.item])
    return ChangePlan(
        target,
        method,
        source,
        parameters,
        reads=reads,
        bounded=True,
        ordered=_is_ordered(text),
        returning=returning,
        awaits=statement.awaits,
        places=places,
    )


def _is_ordered(source: str) -> bool:
    """Whether the rows of an INSERT may be meant to have an order: that of VALUES, or an ORDER BY somewhere in the query.

    >>> _is_ordered("VALUES (1), (2)"), _is_ordered("SELECT id FROM t ORDER BY id"), _is_ordered("SELECT id FROM t")
    (True, True, False)
    """
    tokens = list(significant(source))
    literal = any(token.word == "VALUES" for token in top_level(tokens))
    return literal or any(token.word == "ORDER" for token in tokens)


def _comes_alike(source: str) -> bool:
    """Whether the rows of an INSERT come in the same order each time: they are VALUES, or the whole query has an ORDER BY.

    >>> _comes_alike("SELECT id FROM t UNION SELECT id FROM u ORDER BY id")
    True
    >>> _comes_alike("WITH c AS (SELECT id FROM t ORDER BY id) SELECT id, rank() OVER (ORDER BY id) FROM c")
    False
    """
    words = {token.word for token in top_level(significant(source))}
    return "ORDER" in words or ("VALUES" in words and "SELECT" not in words)


def plan_update(statement: ast.Update, scope: Scope) -> Plan:
    """One call for each object; raises what `plan_insert` raises."""
    target = scope.target(statement.target)
    if target is None:
        return local_plan(to_sql(whole(statement.text), scope), "UPDATE", scope)
    method = _methods(target.resource, SqlVerb.UPDATE, statement.target.span)[0]
    columns = [a.column for a in statement.assignments]
    parameters = list(_parameters(method, target.resource, columns, Place.BODY))
    values = [a.value for a in statement.assignments]
    direct = _direct(statement.where, _name_of(statement), method)
    given = {p.name for p in parameters} | (set(direct) if direct else set())
    _require(target.resource, method, given, "in SET", Place.BODY)
    return _keyed(statement, target, method, parameters, values, direct, scope)


def plan_delete(statement: ast.Delete, scope: Scope) -> Plan:
    """One call for each object; raises what `plan_insert` raises."""
    target = scope.target(statement.target)
    if target is None:
        return local_plan(to_sql(whole(statement.text), scope), "DELETE", scope)
    method = _methods(target.resource, SqlVerb.DELETE, statement.target.span)[0]
    direct = _direct(statement.where, _name_of(statement), method)
    return _keyed(statement, target, method, [], [], direct, scope)


def _keyed(
    statement: ast.Update | ast.Delete,
    target: Target,
    method: Method,
    parameters: Sequence[Parameter],
    values: Sequence[ast.Fragment],
    direct: dict[str, tuple[ast.Fragment, ...]] | None,
    scope: Scope,
) -> ChangePlan:
    """A change whose objects are named by literals, or found with a SELECT first."""
    alone = not method.path_parameters and statement.where is None
    named = (direct or ({} if alone else None)) if all(is_constant(value.text) for value in values) else None
    names = tuple(named) if named is not None else method.path_parameters
    keyed = [f"k{n}.column1" if named is not None else quote_name(name) for n, name in enumerate(names)]
    own_label = target.resource.label if named is None else None
    label = quote_name(own_label) if own_label else None if keyed or values else "''"
    sql = SqlBuilder().add(f"SELECT {', '.join(keyed)}")
    for place, value in enumerate(values):
        sql.add(", " if keyed or place else "").quote(value)
    if label is not None:
        sql.add(f", {label}" if keyed or values else label)
    if named is not None:
        for n, literals in enumerate(named.values()):
            sql.add(", (VALUES " if n else " FROM (VALUES ").join(literals, "(", ")").add(f") AS k{n}")
    else:
        sql.add(f" FROM {target.table}" + (f" AS {quote_name(statement.alias)}" if statement.alias else ""))
        if statement.where is not None:
            sql.add(" WHERE ").quote(statement.where)
    keys = [p for name in names for p in method.parameters if p.name == name]
    return ChangePlan(
        target,
        method,
        _source(sql, scope),
        (*keys, *parameters),
        reads=named is None or bool(_resources_in(sql.text, scope)),
        bounded=statement.where is not None or alone,
        ordered=False,
        returning=returning_query(statement.returning, target, statement.alias, scope, method),
        awaits=None,
        places={p.name: value.span for p, value in zip(parameters, values, strict=True)},
        labelled=label is not None,
    )


def _source(sql: SqlBuilder, scope: Scope) -> Sql:
    """The query for the values of a change."""
    found = to_sql(sql, scope)
    refuse_generating(found.text, scope.catalog.table, "this query")
    return found


def _name_of(statement: ast.Update | ast.Delete) -> Sequence[str]:
    """What stands in front of a column of the target."""
    return (statement.alias,) if statement.alias else statement.target.parts


def _direct(
    where: ast.Fragment | None, table: Sequence[str], method: Method
) -> dict[str, tuple[ast.Fragment, ...]] | None:
    """Values by parameter where WHERE is nothing but the keys (and ``data__`` properties); None otherwise."""
    if where is None:
        return None
    found: dict[str, tuple[ast.Fragment, ...]] = {}
    for equality in equalities(where.text, table) or ():
        parameter = _key_parameter(method, equality.column)
        if parameter is None or parameter.name in found:
            return None
        found[parameter.name] = tuple(
            ast.Fragment(value.text, value.span.shifted(where.span.start)) for value in equality.values
        )
    return found if found and set(method.path_parameters) <= set(found) else None


def _key_parameter(method: Method, column: str) -> Parameter | None:
    for p in method.parameters:
        if p.place is Place.PATH and column in (p.name, p.column, *p.aliases):
            return p
        if p.place is Place.BODY and column == f"{BODY_PREFIX}{p.name}":
            return p
    return None


def plan_exec(statement: ast.Exec, scope: Scope) -> Plan:
    """One call with the arguments of the text; raises what `plan_insert` raises."""
    *parts, last = statement.target.parts
    resource = resource_named(ast.Name(tuple(parts), statement.target.span), scope)
    method = scope.catalog.method(resource, last, statement.target.span)
    arguments: dict[str, Any] = {}
    queries: dict[str, Sql] = {}
    for argument in statement.arguments:
        parameter = method.parameter(str(argument.name))
        if parameter is None:
            raise unknown_parameter(method, resource, str(argument.name), argument.name.span)
        if isinstance(argument.value, ast.Fragment):
            queries[parameter.name] = _source(SqlBuilder().quote(argument.value), scope)
        else:
            arguments[parameter.name] = scope.literal(argument.value)
    extra: dict[str, Any] = {}
    for name, value in _exec_body(statement.body, scope).items():
        parameter = method.parameter(name)
        # A null in JSON is said on purpose, to clear a property; NULL in SQL means: not sent.
        if parameter is None or (value is None and parameter in method.parameters):
            extra[parameter.name if parameter else name] = value
        else:
            arguments.setdefault(parameter.name, value)
    given = {name for name, value in arguments.items() if value is not None} | set(queries)
    if statement.each is None:
        _require(resource, method, given, "as arguments, each written @name = value")
    call = CallPlan(
        resource,
        method,
        arguments,
        extra,
        queries,
        statement.awaits,
        {p.name: a.name.span for a in statement.arguments if (p := method.parameter(str(a.name)))},
    )
    if statement.each is None:
        return call
    if not method.changes and statement.awaits is None and method.statement is None:
        raise UnsupportedStatement(
            f"{method.name} only reads: FOR EACH makes changes, or waits with /*+ AWAIT */",
            hint=f"join {resource.id} with the query",
            span=statement.each.span,
        )
    source = _source(SqlBuilder().quote(statement.each), scope)
    return EachPlan(call, source, bool(_resources_in(statement.each.text, scope)))


def _exec_body(fragment: ast.Fragment | ast.Variable | None, scope: Scope) -> dict[str, Any]:
    if fragment is None:
        return {}
    text = str(scope.literal(fragment)) if isinstance(fragment, ast.Variable) else fragment.text
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise InvalidValue(f"@@json is not JSON: {problem}", span=fragment.span) from None
    if not isinstance(body, dict):
        raise InvalidValue(
            "@@json takes an object", hint="""@@json='{"name": "value"}'""", span=fragment.span
        )
    return body


def _methods(resource: Resource, verb: SqlVerb, span: Span) -> tuple[Method, ...]:
    found = resource.for_verb(verb)
    if not found:
        others = ", ".join(f"{m.verb} ({m.name})" for m in resource.methods)
        hint = f"it has {others}" if others else resource.hint
        raise UnsupportedStatement(f"{resource.id} has no {verb}", hint=hint, span=span)
    return found


def _best_method(methods: Iterable[Method], columns: Iterable[str]) -> Method:
    """The method that lacks the fewest of its required parameters."""
    names = list(columns)

    def lacking(method: Method) -> int:
        given = [method.parameter(name) for name in names]
        return sum(1 for p in method.required if p not in given)

    return min(methods, key=lacking)


def _parameters(
    method: Method, resource: Resource, columns: Sequence[ast.Name], only: Place | None = None
) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    for column in columns:
        parameter = method.parameter(column.parts[-1])
        if parameter is None or (only is not None and parameter.place is not only):
            raise unknown_parameter(method, resource, column.parts[-1], column.span)
        if parameter in found:
            raise StatementError(
                f"{parameter.sql_name} is given twice", hint="name it once", span=column.span
            )
        found.append(parameter)
    return tuple(found)


def nothing_to_force(method: Method, span: Span | None = None) -> StatementError:
    """FORCE where nothing is known of what was submitted before."""
    return StatementError(
        f"FORCE says that what was submitted is submitted again; {method.name} knows of nothing submitted",
        hint="leave FORCE out",
        span=span,
    )


def unknown_parameter(method: Method, resource: Resource, name: str, span: Span | None) -> UnknownName:
    """A method has no such parameter; one that is called says which it has."""
    known = [p.name for p in method.parameters]
    near = nearest(name.lower().removeprefix(BODY_PREFIX), known)
    is_called = method.verb is SqlVerb.EXEC
    takes = f"it takes {', '.join(known) or 'none'}"
    error = UnknownName(
        "parameter" if is_called else "property",
        name,
        near,
        where=f"{resource.id}.{method.name}",
        span=span,
        hint=takes,
    )
    if near and method.statement is not None:
        error.hint = f"{error.hint}; {takes}"
    return error


def _require(
    resource: Resource, method: Method, given: Collection[str], how: str, place: Place | None = None
) -> None:
    lacking = method.lacking(given, place)
    if lacking:
        raise MissingParameters(f"{resource.id}.{method.name}", lacking, how)


def _resources_in(text: str, scope: Scope) -> list[ast.Name]:
    return [name for name in references(text, PROVIDERS) if scope.table(name) is not None]
