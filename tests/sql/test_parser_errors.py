"""What is no statement: the message, the hint, and the text the caret stands under."""

from __future__ import annotations

import pytest

from openai_sql_shell.errors import StatementError, StatementSyntaxError, UnsupportedStatement
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.unsupported import UNSUPPORTED_LISTS


def refusal(text):
    with pytest.raises(StatementError) as caught:
        parse(text)
    error = caught.value
    return error, text[: error.span.start], text[error.span.start : error.span.end]


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("«»", "nothing to run"),
        ("«» -- only a comment", "nothing to run"),
        ("«;»", "nothing to run"),
        ("/*+ create */«»", "expected a statement after the hint"),
        ("«SELEC» 1", 'no statement begins with "SELEC"'),
        ("«(»SELECT 1)", 'no statement begins with "("'),
        ("SELECT«»", "expected columns after SELECT"),
        ("VALUES«»", "expected ( after VALUES"),
        ("SELECT 1; «SELECT» 2", "one statement at a time"),
        ("SELECT «(»1 + (2)", "this parenthesis is never closed"),
        ("SELECT «(»1; SELECT 2)", "this parenthesis is never closed"),
        ("SELECT 1«)»", "this parenthesis closes nothing"),
        ("SELECT «'»a", "this string is never closed"),
        ('SELECT «"»a', "this quoted name is never closed"),
        ("SELECT 1 «/»* a", "this comment is never closed"),
        ("«/»*+ create SELECT 1", "this hint is never closed"),
        ("SELECT «x»'0", "this blob is never closed"),
        ("SELECT «12ab»", '"12ab" is neither a number nor a name'),
        ("SELECT a «#» b", '"#" has no meaning here'),
        ("SELECT 'a«\0»b'", "NUL character"),
        ("SELECT «{»{ a b }}", '"{" has no meaning here'),
        ("WITH«»", "expected a name after WITH"),
        ("WITH a (SELECT 1)«»", "expected AS after the name"),
        ("WITH a AS «(»SELECT 1", "this parenthesis is never closed"),
        ("WITH a AS (SELECT 1),«»", "expected a name after the comma"),
        ("WITH a AS (SELECT 1) «SHOW»", "expected SELECT or INSERT after the common tables"),
        ("WITH a AS (SELECT 1) «DELETE» FROM t", "WITH stands in front of SELECT or INSERT, not DELETE"),
        (
            "WITH a AS (SELECT 1) INSERT INTO t «WITH» b AS (SELECT 2) SELECT 3",
            "this statement has two WITH clauses",
        ),
        ("INSERT «t» VALUES (1)", "expected INTO after INSERT"),
        ("INSERT INTO«»", "expected a table after INTO"),
        ("INSERT INTO «VALUES» (1)", "expected a table after INTO"),
        ("INSERT INTO a.b.c«.»d VALUES (1)", "a table has at most 3 parts"),
        ("INSERT INTO a. VALUES«»", "expected VALUES or SELECT after the table and its columns"),
        ("INSERT INTO a.«»", "expected a name after the dot"),
        ("INSERT INTO t «( )» SELECT ", "name at least one column"),
        ("INSERT INTO t (a,«)» VALUES (1)", "expected a column name after the comma"),
        ("INSERT INTO t (a «b») VALUES (1)", "expected ) after the column names"),
        ("INSERT INTO t (OpenAI«-»Project) SELECT 1", "expected , or ) after a column name"),
        ("INSERT INTO t («SELECT» 1)", "expected a column name after ("),
        ("INSERT INTO t (a)«»", "expected VALUES or SELECT after the table and its columns"),
        ("INSERT INTO t VALUES (1) RETURNING«»", "expected columns after RETURNING"),
        ("INSERT INTO t «/*+ AWAIT */» VALUES (1)", "expected VALUES or SELECT"),
        ("UPDATE t a «=» 1", "expected SET after the table"),
        ("UPDATE t SET«»", "expected a column name after SET"),
        ("UPDATE t SET a «1»", "expected = after a"),
        ("UPDATE t SET a = «WHERE» b", "expected a value after ="),
        ("UPDATE t SET a = 1,«»", "expected a column name after the comma"),
        ("UPDATE t SET «(»a, b) = (1, 2)", "assign one column at a time"),
        ("UPDATE t SET a = 1 «FROM» u WHERE b", "UPDATE takes no FROM"),
        ("UPDATE t SET a = 1 WHERE«»", "expected a condition after WHERE"),
        ("UPDATE t SET a = 1 WHERE b «LIMIT» 1", "UPDATE takes no LIMIT"),
        ("DELETE «t»", "expected FROM after DELETE"),
        ("DELETE FROM t WHERE a «ORDER» BY b", "DELETE takes no ORDER"),
        ("DELETE FROM t «LIMIT» 1", "DELETE takes no LIMIT"),
        ("DELETE FROM t x «y»", 'unexpected "y"'),
        ("EXEC«»", "expected a method after EXEC"),
        ("EXEC «cancel_batch» @a = 1", "expected resource.method after EXEC"),
        ("EXEC a.b.c.d«.»e", "a method has at most 4 parts"),
        ("EXEC a.b «x» = 1", "expected @name = value after EXEC and its method"),
        ("EXEC a.b @x «1»", "expected = after @x"),
        ("EXEC a.b @x = 1 «@y» = 2", "expected a comma after a value"),
        ("EXEC a.b @x = 1,«»", "expected @name = value after the comma"),
        ("EXEC a.b @x = 1, «@x» = 2", "@x is given twice"),
        ("EXEC a.b @x = («1»)", "expected a SELECT in the parentheses"),
        ("EXEC a.b @x = «abc»", "expected a text, number, true, false or NULL after ="),
        ("EXEC a.b @x = - «'a'»", "expected a number after ="),
        ("EXEC a.b @x = «-1e999»", "this number is too large"),
        ("EXEC a.b «@@body» = '{}'", "@@body is unknown"),
        ("EXEC a.b @@json = '{}' «@@json» = '{}'", "@@json is given twice"),
        ("EXEC a.b @@json = «{»}", '"{" has no meaning here'),
        ("EXEC a.b @@json = «5»", "expected a text in single quotes after @@json ="),
        ("SHOW«»", "expected a list to show after SHOW"),
        ("SHOW «SERVICE» IN openai", "expected a list to show after SHOW"),
        ("SHOW METHODS«»", "expected IN and a resource after SHOW METHODS"),
        ("SHOW SERVICES IN«»", "expected a provider after IN"),
        ("SHOW SERVICES LIKE «x»", "expected a text in single quotes after LIKE"),
        ("SHOW TABLES «IN» openai", 'unexpected "IN"'),
        ("SHOW SERVICES LIKE 'a' «openai»", 'unexpected "openai"'),
        ("SHOW INSERT «openai».batch.batches", "expected INTO after SHOW INSERT"),
        ("DESCRIBE«»", "expected a resource after DESCRIBE"),
        ("DESCRIBE METHOD «batches»", "expected resource.method after DESCRIBE METHOD"),
        ("EXPLAIN«»", "expected a statement after EXPLAIN"),
        ("EXPLAIN «EXPLAIN» SELECT 1", "expected a statement after EXPLAIN"),
        ("EXPLAIN «FORMAT»=JSON SELECT 1", "EXPLAIN has no FORMAT"),
        ("USE a.b«.»c", "a provider or service has at most 2 parts"),
        ("SET a«»", "expected = after a"),
        ("SET a = «(»b)", "expected a text, number, true, false or NULL after ="),
        ("CREATE «SEQUENCE» s", "expected TABLE, VIEW or INDEX after CREATE"),
        ("CREATE OR REPLACE «TABLE» t (a)", "CREATE OR REPLACE makes views only"),
        ("START«»", "expected TRANSACTION after START"),
        ("/*+ «awiat» */ INSERT INTO t VALUES (1)", '"awiat" is no hint'),
        ("INSERT /*+ AWAIT TIMEOUT=«soon» */ INTO t VALUES (1)", "TIMEOUT is a number with ms, s, m, h or d"),
        ("INSERT «/*+ TIMEOUT=5s */» INTO t VALUES (1)", "TIMEOUT belongs to AWAIT"),
        ("INSERT /*+ AWAIT«=»5s */ INTO t VALUES (1)", '"=" is no hint'),
        ("«/*+ AWAIT */» SELECT 1", "AWAIT follows a job, and this statement starts none"),
        ("DELETE «/*+ AWAIT */» FROM t", "AWAIT follows a job"),
        ("«/*+ REQUIRED */» SELECT 1", "REQUIRED belongs to SHOW INSERT"),
        ("«/*+ create */» SHOW SERVICES", "a hint has no meaning in front of SHOW"),
        ("«/*+ AWAIT */» EXPLAIN INSERT INTO t VALUES (1)", "a hint has no meaning in front of EXPLAIN"),
    ],
)
def test_a_syntax_error_says_what_was_expected_where(marked, message):
    """The caret stands under what is between « and »."""
    before, _, rest = marked.partition("«")
    under, _, behind = rest.partition("»")
    error, *found = refusal(before + under + behind)
    assert isinstance(error, StatementSyntaxError)
    assert message in error.message
    assert found == [before, under]


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
        ("EXEC cancel @a = 1", "SHOW EXTENDED METHODS"),
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


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("INSERT INTO openai.files.files ()", "SHOW INSERT INTO openai.files.files prints"),
        ("DELETE openai.files.files WHERE id = 'x'", "write DELETE FROM"),
        *((f"SHOW {word} x", hint) for word, hint in UNSUPPORTED_LISTS.items()),
    ],
)
def test_what_other_dialects_write_is_told_in_ours(text, hint):
    assert hint in refusal(text)[0].hint
