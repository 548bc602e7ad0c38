"""The init file: runs before the first prompt, stops at its first error, and says where."""

import pytest

from openai_sql_shell.shell.init_file import run_init_file


@pytest.fixture
def init_file(tmp_path):
    path = tmp_path / "init.sql"

    def write(text):
        path.write_text(text)
        return path

    return write


def test_commands_and_statements_run_in_order(shell, session, init_file, rows):
    run_init_file(shell, init_file("\\set team search\nSELECT 1;\n-- a remark\nSELECT {{ team }};\n"))
    assert session.asked == ["SELECT 1", "SELECT 'search'"]
    assert rows() == "id,status\n1,ok\nid,status\n'search',ok\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("SELECT 1;\n\nSELECT\nboom;\nSELECT 3;\n", 3),
        ("SELECT 1; SELECT boom; SELECT 3;", 1),
        ("\\x on\n\\wach\nSELECT 3;", 2),
    ],
)
def test_the_first_error_is_named_and_the_rest_left_out(shell, session, init_file, said, line, text):
    path = init_file(text)
    run_init_file(shell, path)
    assert f"{path}:{line}: the init file stopped here\n" in said()
    assert not any("3" in asked for asked in session.asked)


def test_nothing_of_it_goes_to_the_history(shell, init_file):
    run_init_file(shell, init_file("SELECT 1;"))
    assert shell.history.read() == []


def test_a_file_that_is_not_there_is_said(shell, tmp_path, said):
    run_init_file(shell, tmp_path / "missing.sql")
    assert 'cannot read "' in said()


def test_it_cannot_run_itself(shell, session, init_file, said):
    path = init_file("SELECT 1;")
    path.write_text(f"\\i {path}\n")
    run_init_file(shell, path)
    assert "runs itself" in said()
    assert session.asked == []
