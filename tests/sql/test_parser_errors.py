"""What is no statement: the message, the hint, and the text the caret stands under."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import StatementError, StatementSyntaxError, UnsupportedStatement
from openai_sql_shell.sql.parser import parse


def refusal(text):
    with pytest.raises(StatementError) as caught:
        parse(text)
    error = caught.value
    return error, text[: error.span.start], text[error.span.start : error.span.end]


@pytest.mark.parametrize(
    ("text", "message", "before", "under"),
    [
        ("", "nothing to run", "", ""),
        (" -- only a comment", "nothing to run", "", ""),
        (";", "nothing to run", "", ";"),
        ("/*+ create */", "expected a statement after the hint", "/*+ create */", ""),
        ("SELEC 1", 'no statement begins with "SELEC"', "", "SELEC"),
        ("(SELECT 1)", 'no statement begins with "("', "", "("),
        ("SELECT", "expected columns after SELECT", "SELECT", ""),
        ("VALUES", "expected ( after VALUES", "VALUES", ""),
        ("SELECT 1; SELECT 2", "one statement at a time", "SELECT 1; ", "SELECT"),
        ("SELECT (1 + (2)", "this parenthesis is never closed", "SELECT ", "("),
        ("SELECT (1; SELECT 2)", "this parenthesis is never closed", "SELECT ", "("),
        ("SELECT 1)", "this parenthesis closes nothing", "SELECT 1", ")"),
        ("SELECT 'a", "this string is never closed", "SELECT ", "'"),
        ('SELECT "a', "this quoted name is never closed", "SELECT ", '"'),
        ("SELECT 1 /* a", "this comment is never closed", "SELECT 1 ", "/"),
        ("/*+ create SELECT 1", "this hint is never closed", "", "/"),
        ("SELECT x'0", "this blob is never closed", "SELECT ", "x"),
        ("SELECT 12ab", '"12ab" is neither a number nor a name', "SELECT ", "12ab"),
        ("SELECT a # b", '"#" has no meaning here', "SELECT a ", "#"),
        ("SELECT 'a\0b'", "NUL character", "SELECT 'a", "\0"),
        ("SELECT {{ a b }}", '"{" has no meaning here', "SELECT ", "{"),
        ("WITH", "expected a name after WITH", "WITH", ""),
        ("WITH a (SELECT 1)", "expected AS after the name", "WITH a (SELECT 1)", ""),
        ("WITH a AS (SELECT 1", "this parenthesis is never closed", "WITH a AS ", "("),
        ("WITH a AS (SELECT 1),", "expected a name after the comma", "WITH a AS (SELECT 1),", ""),
        (
            "WITH a AS (SELECT 1) SHOW",
            "expected SELECT or INSERT after the common tables",
            "WITH a AS (SELECT 1) ",
            "SHOW",
        ),
        (
            "WITH a AS (SELECT 1) DELETE FROM t",
            "WITH stands in front of SELECT or INSERT, not DELETE",
            "WITH a AS (SELECT 1) ",
            "DELETE",
        ),
        (
            "WITH a AS (SELECT 1) INSERT INTO t WITH b AS (SELECT 2) SELECT 3",
            "this statement has two WITH clauses",
            "WITH a AS (SELECT 1) INSERT INTO t ",
            "WITH",
        ),
        ("INSERT t VALUES (1)", "expected INTO after INSERT", "INSERT ", "t"),
        ("INSERT INTO", "expected a table after INTO", "INSERT INTO", ""),
        ("INSERT INTO VALUES (1)", "expected a table after INTO", "INSERT INTO ", "VALUES"),
        ("INSERT INTO a.b.c.d VALUES (1)", "a table has at most 3 parts", "INSERT INTO a.b.c", "."),
        (
            "INSERT INTO a. VALUES",
            "expected VALUES or SELECT after the table and its columns",
            "INSERT INTO a. VALUES",
            "",
        ),
        ("INSERT INTO a.", "expected a name after the dot", "INSERT INTO a.", ""),
        ("INSERT INTO t ( ) SELECT ", "name at least one column", "INSERT INTO t ", "( )"),
        ("INSERT INTO t (a,) VALUES (1)", "expected a column name after the comma", "INSERT INTO t (a,", ")"),
        ("INSERT INTO t (a b) VALUES (1)", "expected ) after the column names", "INSERT INTO t (a ", "b"),
        (
            "INSERT INTO t (OpenAI-Project) SELECT 1",
            "expected , or ) after a column name",
            "INSERT INTO t (OpenAI",
            "-",
        ),
        ("INSERT INTO t (SELECT 1)", "expected a column name after (", "INSERT INTO t (", "SELECT"),
        (
            "INSERT INTO t (a)",
            "expected VALUES or SELECT after the table and its columns",
            "INSERT INTO t (a)",
            "",
        ),
        (
            "INSERT INTO t VALUES (1) RETURNING",
            "expected columns after RETURNING",
            "INSERT INTO t VALUES (1) RETURNING",
            "",
        ),
        (
            "INSERT INTO t /*+ AWAIT */ VALUES (1)",
            "expected VALUES or SELECT",
            "INSERT INTO t ",
            "/*+ AWAIT */",
        ),
        ("UPDATE t a = 1", "expected SET after the table", "UPDATE t a ", "="),
        ("UPDATE t SET", "expected a column name after SET", "UPDATE t SET", ""),
        ("UPDATE t SET a 1", "expected = after a", "UPDATE t SET a ", "1"),
        ("UPDATE t SET a = WHERE b", "expected a value after =", "UPDATE t SET a = ", "WHERE"),
        ("UPDATE t SET a = 1,", "expected a column name after the comma", "UPDATE t SET a = 1,", ""),
        ("UPDATE t SET (a, b) = (1, 2)", "assign one column at a time", "UPDATE t SET ", "("),
        ("UPDATE t SET a = 1 FROM u WHERE b", "UPDATE takes no FROM", "UPDATE t SET a = 1 ", "FROM"),
        ("UPDATE t SET a = 1 WHERE", "expected a condition after WHERE", "UPDATE t SET a = 1 WHERE", ""),
        (
            "UPDATE t SET a = 1 WHERE b LIMIT 1",
            "UPDATE takes no LIMIT",
            "UPDATE t SET a = 1 WHERE b ",
            "LIMIT",
        ),
        ("DELETE t", "expected FROM after DELETE", "DELETE ", "t"),
        ("DELETE FROM t WHERE a ORDER BY b", "DELETE takes no ORDER", "DELETE FROM t WHERE a ", "ORDER"),
        ("DELETE FROM t LIMIT 1", "DELETE takes no LIMIT", "DELETE FROM t ", "LIMIT"),
        ("DELETE FROM t x y", 'unexpected "y"', "DELETE FROM t x ", "y"),
        ("EXEC", "expected a method after EXEC", "EXEC", ""),
        ("EXEC cancel_batch @a = 1", "expected resource.method after EXEC", "EXEC ", "cancel_batch"),
        ("EXEC a.b.c.d.e", "a method has at most 4 parts", "EXEC a.b.c.d", "."),
        ("EXEC a.b x = 1", "expected @name = value after EXEC and its method", "EXEC a.b ", "x"),
        ("EXEC a.b @x 1", "expected = after @x", "EXEC a.b @x ", "1"),
        ("EXEC a.b @x = 1 @y = 2", "expected a comma after a value", "EXEC a.b @x = 1 ", "@y"),
        ("EXEC a.b @x = 1,", "expected @name = value after the comma", "EXEC a.b @x = 1,", ""),
        ("EXEC a.b @x = 1, @x = 2", "@x is given twice", "EXEC a.b @x = 1, ", "@x"),
        ("EXEC a.b @x = (1)", "expected a SELECT in the parentheses", "EXEC a.b @x = (", "1"),
        (
            "EXEC a.b @x = abc",
            "expected a text, number, true, false or NULL after =",
            "EXEC a.b @x = ",
            "abc",
        ),
        ("EXEC a.b @x = - 'a'", "expected a number after =", "EXEC a.b @x = - ", "'a'"),
        ("EXEC a.b @x = -1e999", "this number is too large", "EXEC a.b @x = ", "-1e999"),
        ("EXEC a.b @@body = '{}'", "@@body is unknown", "EXEC a.b ", "@@body"),
        (
            "EXEC a.b @@json = '{}' @@json = '{}'",
            "@@json is given twice",
            "EXEC a.b @@json = '{}' ",
            "@@json",
        ),
        ("EXEC a.b @@json = {}", '"{" has no meaning here', "EXEC a.b @@json = ", "{"),
        ("EXEC a.b @@json = 5", "expected a text in single quotes after @@json =", "EXEC a.b @@json = ", "5"),
        ("SHOW", "expected a list to show after SHOW", "SHOW", ""),
        ("SHOW SERVICE IN openai", "expected a list to show after SHOW", "SHOW ", "SERVICE"),
        ("SHOW METHODS", "expected IN and a resource after SHOW METHODS", "SHOW METHODS", ""),
        ("SHOW SERVICES IN", "expected a provider after IN", "SHOW SERVICES IN", ""),
        ("SHOW SERVICES LIKE x", "expected a text in single quotes after LIKE", "SHOW SERVICES LIKE ", "x"),
        ("SHOW TABLES IN openai", 'unexpected "IN"', "SHOW TABLES ", "IN"),
        ("SHOW SERVICES LIKE 'a' openai", 'unexpected "openai"', "SHOW SERVICES LIKE 'a' ", "openai"),
        ("SHOW INSERT openai.batch.batches", "expected INTO after SHOW INSERT", "SHOW INSERT ", "openai"),
        ("DESCRIBE", "expected a resource after DESCRIBE", "DESCRIBE", ""),
        (
            "DESCRIBE METHOD batches",
            "expected resource.method after DESCRIBE METHOD",
            "DESCRIBE METHOD ",
            "batches",
        ),
        ("EXPLAIN", "expected a statement after EXPLAIN", "EXPLAIN", ""),
        ("EXPLAIN EXPLAIN SELECT 1", "expected a statement after EXPLAIN", "EXPLAIN ", "EXPLAIN"),
        ("EXPLAIN FORMAT=JSON SELECT 1", "EXPLAIN has no FORMAT", "EXPLAIN ", "FORMAT"),
        ("USE a.b.c", "a provider or service has at most 2 parts", "USE a.b", "."),
        ("SET a", "expected = after a", "SET a", ""),
        ("SET a = (b)", "expected a text, number, true, false or NULL after =", "SET a = ", "("),
        ("CREATE SEQUENCE s", "expected TABLE, VIEW or INDEX after CREATE", "CREATE ", "SEQUENCE"),
        (
            "CREATE OR REPLACE TABLE t (a)",
            "CREATE OR REPLACE makes views only",
            "CREATE OR REPLACE ",
            "TABLE",
        ),
        ("START", "expected TRANSACTION after START", "START", ""),
        ("/*+ awiat */ INSERT INTO t VALUES (1)", '"awiat" is no hint', "/*+ ", "awiat"),
        (
            "INSERT /*+ AWAIT TIMEOUT=soon */ INTO t VALUES (1)",
            "TIMEOUT is a number with ms, s, m, h or d",
            "INSERT /*+ AWAIT TIMEOUT=",
            "soon",
        ),
        (
            "INSERT /*+ TIMEOUT=5s */ INTO t VALUES (1)",
            "TIMEOUT belongs to AWAIT",
            "INSERT ",
            "/*+ TIMEOUT=5s */",
        ),
        ("INSERT /*+ AWAIT=5s */ INTO t VALUES (1)", '"=" is no hint', "INSERT /*+ AWAIT", "="),
        ("/*+ AWAIT */ SELECT 1", "AWAIT follows a job, and this statement starts none", "", "/*+ AWAIT */"),
        ("DELETE /*+ AWAIT */ FROM t", "AWAIT follows a job", "DELETE ", "/*+ AWAIT */"),
        ("/*+ REQUIRED */ SELECT 1", "REQUIRED belongs to SHOW INSERT", "", "/*+ REQUIRED */"),
        ("/*+ create */ SHOW SERVICES", "a hint has no meaning in front of SHOW", "", "/*+ create */"),
        (
            "/*+ AWAIT */ EXPLAIN INSERT INTO t VALUES (1)",
            "a hint has no meaning in front of EXPLAIN",
            "",
            "/*+ AWAIT */",
        ),
    ],
)
def test_a_syntax_error_says_what_was_expected_where(text, message, before, under):
    error, found_before, found_under = refusal(text)
    assert isinstance(error, StatementSyntaxError)
    assert message in error.message
    assert (found_before, found_under) == (before, under)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("SELEC 1", "did you mean SELECT?"),
        ("FOO", "it begins with SELECT, INSERT, UPDATE, DELETE, EXEC"),
        ("SHOW SERVICE", "did you mean SERVICES?"),
        ("SHOW EVERYTHING", "one of PROVIDERS, SERVICES"),
        ("/*+ awiat */ SELECT 1", "hints are create, update, delete, await"),
        ("WITH a AS (SELECT 1) UPDATE t SET b = 1", "move it into a subquery"),
        ("UPDATE t SET a = 1 FROM u", "SET column = (SELECT ...)"),
        ("DELETE FROM t ORDER BY a", "WHERE key IN (SELECT key"),
        ("INSERT INTO t (a-b) VALUES (1)", "in double quotes"),
        ("INSERT INTO t (SELECT 1)", "without parentheses"),
        ("INSERT INTO /*+ AWAIT */ t VALUES (1)", "behind its first word"),
        ("SELECT 'it''s", "doubled: 'it''s'"),
        ("SELECT a::int", "CAST(value AS type)"),
        ("SELECT :'a'", "a variable is written :name, or '{{ name }}'"),
        ("SELECT 1 # note", "begins with --"),
        ("SELECT 'a\0b'", "binary file"),
        ("EXEC a.b @x = abc", "in single quotes"),
        ("EXEC cancel @a = 1", "SHOW METHODS"),
    ],
)
def test_a_syntax_error_says_what_to_do(text, hint):
    error, _, _ = refusal(text)
    assert hint in error.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("EXECUTE a.b", "write EXEC"),
        ("CALL a.b", "EXEC resource.method"),
        ("TRUNCATE TABLE t", "DELETE FROM"),
        ("ATTACH 'x.db' AS y", "local tables live in this session"),
        ("DETACH y", "local tables"),
        ("VACUUM INTO 'x.db'", "local tables"),
        ("PRAGMA table_info(t)", "SET name = value"),
        ("REGISTRY PULL openai", "built in"),
        ("STACKQL REGISTRY LIST", "built in"),
        ("AUTH LOGIN openai", "OPENAI_API_KEY"),
        ("PURGE", "no cache"),
        ("SLEEP 500", "AWAIT"),
        ("NATIVEQUERY 'select 1'", "SQLite"),
        ("REFRESH MATERIALIZED VIEW v", "CREATE TABLE"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE TABLE"),
        ("DROP MATERIALIZED VIEW v", "CREATE TABLE"),
        ("CREATE VIRTUAL TABLE t USING fts5(a)", "resources are tables already"),
        ("CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", "in a script"),
    ],
)
def test_what_other_tools_have_is_refused_with_the_way_to_do_it_here(text, hint):
    error, before, under = refusal(text)
    assert isinstance(error, UnsupportedStatement)
    assert hint in error.hint
    assert under
    assert text.startswith(before + under)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (r"\d", r"\d"),
        (" .help", ".help"),
        (r"\timing on", r"\timing"),
        (r"\?", r"\?"),
        ("HELP", "help"),
        ("exit", "exit"),
    ],
)
def test_shell_commands_are_told_apart_from_statements(text, command):
    error, _, _ = refusal(text)
    assert error.message == f"{command} is a shell command"
    assert "interactive shell only" in error.hint
