"""Three-part names to SQLite's two: ``openai.batch.batches`` becomes ``"openai.batch"."batches"``; a table function to its table's name.

Comes in: SQL text, the names of the providers, and functions that know which tables are resources and which functions are tables. Goes
out: the text with nothing else changed but what `respelling` knows, and the way back to the person's offsets. Strings, comments and JSON
paths are not looked into. It must never raise an error of its own, because half-typed text comes through here as well; the functions may.
"""

from __future__ import annotations

from openai_sql_shell.sql.edits import replace
from openai_sql_shell.sql.respelling import respelled
from openai_sql_shell.sql.table_references import table_references
from openai_sql_shell.sql.tokens import quote_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from openai_sql_shell.errors import Span
    from openai_sql_shell.sql.edits import EditedText
    from openai_sql_shell.sql.statements import Name
    from openai_sql_shell.sql.table_references import TableReference


def rewrite(
    text: str,
    providers: Collection[str],
    table: Callable[[Name], tuple[str, str] | None],
    dotted: Callable[[str, str], Collection[str]] = lambda _schema, _table: (),
    function: Callable[[TableReference], str | None] = lambda _call: None,
    view: Callable[[str, str], str | None] = lambda _schema, _table: None,
) -> EditedText:
    """The text with every resource named as SQLite knows it.

    ``table`` gives SQLite's schema and table for a resource, None for a name that is not ours. It is asked for every name of three
    parts that begins with a provider, and for every name where a table stands that is not one of the statement's common tables.

    A resource named by an alias keeps the alias as its table name: ``FROM openai.vector_stores.files`` becomes
    ``"openai.vector_stores"."vector_store_files" AS "files"``, so that ``files.id`` means what it says.

    ``dotted`` gives the columns of such a resource, in lower case, that have a dot in their names.

    ``function`` gives the table that stands for a table function, None for one that is SQLite's. It keeps its name in the same way.

    ``view`` gives the query that such a resource stands for, with SQLite's names, None for one that is a table.
    """
    columns: set[str] = set()
    tables: set[str] = set()
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    replacements: dict[int, tuple[Span, str]] = {}
    # Tables come first: what a column's table is called depends on how FROM names it.
    for reference in sorted(table_references(text, providers), key=lambda reference: not reference.is_table):
        if reference.call is not None:
            called = function(reference)
            if called is not None:
                alias = f" AS {quote_name(reference.name.parts[-1])}" if reference.takes_alias else ""
                replacements[reference.call.start] = (reference.call, quote_name(called) + alias)
            continue
        parts, found = known.get(reference.key), None
        if reference.is_table or (parts is None and reference.is_full):
            parts = found = table(reference.name)
            columns.update(dotted(*found) if found else ())
        if reference.is_table:
            tables.add(reference.key[-1])
        if parts is None:
            continue
        query = view(*found) if found and reference.is_table else None
        target = (
            f"({query})" if query else ".".join(map(quote_name, parts[-1:] if reference.has_star else parts))
        )
        if reference.takes_alias and (query or reference.key[-1] != parts[-1].lower()):
            parts = (reference.name.parts[-1],)
            target += f" AS {quote_name(*parts)}"
        known[reference.key] = parts
        replacements[reference.name.span.start] = (reference.name.span, target)
    taken = [span for span, _ in replacements.values()]
    for span, other in respelled(text, columns, tables):
        if not any(t.start <= span.start < t.end for t in taken):
            replacements[span.start] = (span, other)
    return replace(text, (replacements[start] for start in sorted(replacements)))


def references(text: str, providers: Collection[str] = ()) -> list[Name]:
    """The tables a statement names, in order; a full name beside a column counts too. Common tables are left out."""
    return [
        reference.name
        for reference in table_references(text, providers)
        if reference.call is None and (reference.is_table or reference.is_full)
    ]
