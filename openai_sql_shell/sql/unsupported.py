"""Words that begin a statement elsewhere, or that other shells know, and what to do here instead."""

from __future__ import annotations

from openai_sql_shell.errors import Span, StatementError, StatementSyntaxError, UnsupportedStatement

_IN_THE_SHELL = "it works in the interactive shell only; \\? lists the commands there"
_NO_FILES = "local tables live in this session: CREATE TABLE t AS SELECT ... keeps rows, \\o FILE writes them to a file"
_PROVIDER = "the openai provider is built in; SHOW PROVIDERS names it"
_CREDENTIALS = "keys come from OPENAI_API_KEY or a profile of the configuration file"

_UNSUPPORTED = {
    "ANALYZE": "SQLite's statistics do not matter here; EXPLAIN ANALYZE shows what a statement does",
    "ATTACH": _NO_FILES,
    "AUTH": _CREDENTIALS,
    "CALL": "a method is called with EXEC resource.method @name = value",
    "DETACH": _NO_FILES,
    "EXECUTE": "write EXEC",
    "GRANT": _CREDENTIALS,
    "MERGE": "write INSERT INTO ... SELECT and UPDATE as two statements",
    "NATIVEQUERY": "every SELECT runs on SQLite already; write the query itself",
    "PRAGMA": "settings are changed with SET name = value; DESCRIBE lists columns",
    "PURGE": "nothing is kept between statements; there is no cache to purge",
    "REFRESH": "a view is computed anew with each SELECT; CREATE TABLE t AS SELECT ... keeps rows",
    "REGISTRY": _PROVIDER,
    "REINDEX": "local tables live in this session only; drop the index and create it again",
    "REVOKE": _CREDENTIALS,
    "SLEEP": "write /*+ AWAIT */ behind INSERT or EXEC to follow a job to its end; \\watch repeats a statement",
    "STACKQL": _PROVIDER,
    "TRUNCATE": "write DELETE FROM",
    "UPSERT": "write INSERT or UPDATE",
    "VACUUM": _NO_FILES,
}
"""First word of a statement that is understood and not supported: what to do instead."""

UNSUPPORTED_OBJECTS = {
    "MATERIALIZED": "CREATE TABLE t AS SELECT ... keeps rows; a view is computed anew with each SELECT",
    "TRIGGER": "write the statements one after the other in a script",
    "VIRTUAL": "resources are tables already; CREATE TABLE t AS SELECT ... makes a local one",
}
"""The same for what CREATE, DROP and ALTER are followed by."""

FOREIGN_SYNTAX = {
    "//": "a comment begins with -- or stands between /* and */",
    "DIV": "write CAST(a / b AS INTEGER)",
    "EXEC": "EXEC is a statement of its own; INSERT ... RETURNING and SELECT give rows to go on with",
    "FETCH": "write LIMIT and a number at the end",
    "ILIKE": "write LIKE, which does not tell capitals from small letters",
    "SEPARATOR": "write group_concat(value, ', ' ORDER BY ...)",
    "TOP": "write LIMIT and a number at the end",
}
"""What other dialects write in the middle of a statement: what to write instead."""

FOREIGN_NAMES = {
    "LOCALTIME": "write time('now', 'localtime')",
    "LOCALTIMESTAMP": "write datetime('now', 'localtime')",
    "NOW": "write datetime('now'), or unixepoch('now') beside times of the API",
    "UNIX_TIMESTAMP": "write unixepoch('now')",
}
"""Functions of other dialects, some of them without parentheses: what to write instead."""

UNSUPPORTED_LISTS = {
    "CREATE": "DESCRIBE lists the columns of a resource or table",
    "DATABASES": "write SHOW SERVICES IN openai",
    "SCHEMAS": "write SHOW SERVICES IN openai",
    "SETTINGS": "openai-sql config show lists them",
    "TRANSACTION": "BEGIN, COMMIT and ROLLBACK are for tables of the session, which nobody else sees",
    "VARIABLES": "openai-sql config show lists them",
}
"""What SHOW is followed by elsewhere."""

_SHELL_WORDS = {"HELP", "EXIT", "QUIT", "CLEAR", "SOURCE"}


def unsupported_statement(word: str, span: Span) -> StatementError | None:
    """The error for a statement that begins with this word, if it is one of those that are known."""
    if word in _SHELL_WORDS:
        return shell_command_error(word.lower(), span)
    if word in _UNSUPPORTED:
        return UnsupportedStatement(f"{word} is not a statement here", hint=_UNSUPPORTED[word], span=span)
    return None


def shell_command_error(text: str, span: Span) -> StatementSyntaxError:
    r"""The error for ``\d``, ``.help`` or ``quit`` where a statement should stand."""
    return StatementSyntaxError(f"{text} is a shell command", hint=_IN_THE_SHELL, span=span)
