"""The file of named queries: written by people, added to by the shell."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.errors import (
    InvalidValue,
    LocalFileError,
    OpenAISqlError,
    RefusedStatement,
    UnknownName,
    UsageError,
)
from openai_sql_shell.shell.editor.completion_snapshot import completion_snapshot
from openai_sql_shell.shell.named_queries import known_queries, read_queries, remove_query, save_query
from openai_sql_shell.shell.run_input import run_text, submit

BY_HAND = """\
# our queries, please keep them in order

first = "SELECT 1"   # the simplest

# with a comment inside
second = '''
SELECT 2 -- second = 3
'''
third = "third = 4"
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "queries.toml"


@pytest.fixture
def by_hand(path):
    path.write_text(BY_HAND)
    return path


def test_without_a_file_there_are_no_queries(path):
    assert read_queries(path) == {}


def test_what_people_wrote_stays_when_a_query_is_added(by_hand):
    save_query(by_hand, "fourth", "SELECT id\nFROM t")
    assert by_hand.read_text() == BY_HAND + "\nfourth = '''\nSELECT id\nFROM t'''\n"


def test_what_people_wrote_stays_when_a_query_is_removed(by_hand):
    remove_query(by_hand, "second")
    kept = BY_HAND.replace("second = '''\nSELECT 2 -- second = 3\n'''\n", "")
    assert by_hand.read_text() == kept
    remove_query(by_hand, "third")
    remove_query(by_hand, "first")
    assert by_hand.read_text() == "# our queries, please keep them in order\n\n\n# with a comment inside\n"


@given(st.text(), st.booleans())
def test_any_statement_comes_back_as_it_was(tmp_path_factory, statement, twice):
    path = tmp_path_factory.mktemp("queries") / "queries.toml"
    try:
        save_query(path, "a", statement)
    except LocalFileError:
        assert not statement.isprintable()
        return
    if twice:
        save_query(path, "b", "SELECT 1")
    assert read_queries(path)["a"] == statement.strip()
    remove_query(path, "a")
    assert tomllib.loads(path.read_text()) == ({"b": "SELECT 1"} if twice else {})


@pytest.mark.parametrize(
    ("act", "error", "words"),
    [
        (lambda p: save_query(p, "first", "x"), RefusedStatement, 'there is a query "first"'),
        (lambda p: save_query(p, "a b", "x"), InvalidValue, "cannot be the name"),
        (lambda p: remove_query(p, "frist"), UnknownName, "first"),
    ],
)
def test_what_cannot_be_done_leaves_the_file_alone(by_hand, act, error, words):
    with pytest.raises(error) as caught:
        act(by_hand)
    assert words in f"{caught.value.message} {caught.value.hint}"
    assert by_hand.read_text() == BY_HAND


@pytest.mark.parametrize(("text", "words"), [("a = ", "no TOML"), ("a = 1", '"a"'), ("[a]\nb = 'c'", '"a"')])
def test_a_damaged_file_is_named_and_completion_does_without(path, text, words):
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_queries(path)
    assert words in caught.value.message
    assert str(path) in caught.value.message
    assert known_queries(path) == ()


def test_a_directory_in_place_of_the_file_is_an_error_of_ours(path):
    path.mkdir()
    with pytest.raises(OpenAISqlError):
        read_queries(path)
    with pytest.raises(OpenAISqlError):
        save_query(path, "a", "SELECT 1")


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("\\n sum 1 2", "SELECT 1 AS a, 2 AS b, 1"),
        ("\\n sum b=1 2", "SELECT 2 AS a, 1 AS b, 2"),
        ("\\n sum --a=x 'y z'", "SELECT 'x' AS a, 'y z' AS b, 'x'"),
    ],
)
def test_values_go_to_placeholders_by_name_or_in_order(shell, session, path, line, asked):
    path.write_text('sum = "SELECT {{ a }} AS a, {{ b }} AS b, {{ a }}"')
    session.variables["a"] = "before"
    assert run_text(shell, line)
    assert session.asked == [asked]
    assert session.variables == {"a": "before"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("\\n sum 1 2 3", 'no place for "3"'),
        ("\\n sum c=1", 'no placeholder "c"'),
        ("\\n smu", "did you mean sum"),
        ("\\n sum 1", "b"),
        ("\\n bad", "stopped at its error"),
        ("\\ns", "\\ns NAME SELECT"),
        ("\\nd", "\\n lists them"),
    ],
)
def test_a_wrong_call_says_what_to_do(shell, said, path, line, message):
    path.write_text('sum = "SELECT {{ a }} AS a, {{ b }} AS b"\nbad = "SELECT boom"')
    assert not run_text(shell, line)
    assert message in said()


def test_a_query_is_saved_listed_offered_run_and_removed(shell, session, rows):
    submit(shell, "SELECT 7;")
    assert run_text(shell, "\\ns seven\n\\ns eight SELECT 8 AS n;\n\\n")
    assert "name,query\nseven,SELECT 7\neight,SELECT 8 AS n\n" in rows()
    assert completion_snapshot(shell, {}).queries == (("seven", "SELECT 7"), ("eight", "SELECT 8 AS n"))
    session.asked.clear()
    assert run_text(shell, "\\n eight\n\\nd eight\n\\n seven")
    assert session.asked == ["SELECT 8 AS n", "SELECT 7"]
    assert not run_text(shell, "\\n eight")


def test_a_key_is_not_saved(shell, path):
    assert run_text(shell, "\\ns mine SELECT 'sk-proj-abcd1234', 'hunter22'")
    assert "abcd1234" not in path.read_text()
    assert "hunter22" not in path.read_text()
