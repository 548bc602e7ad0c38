r"""What becomes of rows: shown again, sent to files, programs and variables, and kept for as long as it makes sense."""

import json
import os
import re
import sys

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell import blocks as blocks_module
from openai_sql_shell.shell.blocks import blocks, split_terminator
from openai_sql_shell.shell.output import last_result
from openai_sql_shell.shell.output.terminators import TERMINATORS
from openai_sql_shell.shell.run_input import is_ready, run_text, submit

ROW = '[\n  {"id": "1", "status": "ok"}\n]\n'


@pytest.fixture(autouse=True)
def in_empty_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def on_screen(shell, console_on_screen):
    """The shell at a terminal of 24 lines, with rows that a function gives."""
    shell.console = console_on_screen
    shell.session.settings.output = "table"
    return shell


def gives(shell, rows, *names):
    """Let every statement answer with these rows."""
    columns = tuple(ResultColumn(name) for name in names)
    shell.session.execute = lambda text, _cancel: (
        shell.session.asked.append(text) or Result(columns, iter(rows))
    )


def test_without_a_theme_nothing_has_colours(on_screen):
    on_screen.session.settings.theme = "none"
    submit(on_screen, "SELECT NULL; SELECT boom;")
    shown = on_screen.console.stdout.getvalue() + on_screen.console.stderr.getvalue()
    assert "\x1b[" not in shown
    on_screen.session.settings.theme = "auto"
    submit(on_screen, "SELECT boom;")
    assert "\x1b[" in on_screen.console.stderr.getvalue()


def test_what_is_said_below_rows_is_dim(on_screen):
    submit(on_screen, "SELECT 1;")
    assert re.fullmatch("\x1b\\[2m1 row · .* s\x1b\\[0m\n", on_screen.console.stderr.getvalue())


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("SELECT 1\\G", ["SELECT 1\\G"]),
        ("SELECT 1\\G;", ["SELECT 1\\G;"]),
        ("SELECT 1\\G SELECT 2;", ["SELECT 1\\G", "SELECT 2;"]),
        ("SELECT 1; SELECT 2\\G\n\nSELECT 3", ["SELECT 1; SELECT 2\\G", "SELECT 3"]),
        ("SELECT 1 \\g\nSELECT 2;", ["SELECT 1 \\g", "SELECT 2;"]),
        ("SELECT 1 \\g |grep ';'\nSELECT 2;", ["SELECT 1 \\g |grep ';'", "SELECT 2;"]),
        ("SELECT 1 \\g |sed s/it's/x/\nSELECT 2;", ["SELECT 1 \\g |sed s/it's/x/", "SELECT 2;"]),
        ("SELECT 1 \\gset a_", ["SELECT 1 \\gset a_"]),
        ("SELECT 1; \\g x.csv", ["SELECT 1;", "\\g x.csv"]),
        ("SELECT '\\G' /* \\g */;", ["SELECT '\\G' /* \\g */;"]),
        ("\\G\nSELECT 1;", ["\\G", "SELECT 1;"]),
    ],
)
def test_an_ending_belongs_to_its_statement(text, cut):
    assert list(blocks(text)) == cut


@pytest.mark.parametrize(
    ("text", "ready"),
    [
        ("SELECT 1 \\g x.csv", True),
        ("SELECT 1\\G SELECT 2", False),
        ("SELECT '\\g", False),
        ("SELECT 1 \\gset", True),
    ],
)
def test_enter_runs_what_an_ending_finishes(text, ready):
    assert is_ready(text) is ready


@pytest.mark.parametrize("name", blocks_module.TERMINATORS)
def test_every_ending_is_recognized(name):
    assert split_terminator(f"SELECT 1 \\{name} x") == ("SELECT 1 ", f"\\{name} x")


def test_those_that_take_rows_are_those_with_a_row_of_their_own():
    assert set(blocks_module.ON_ROWS) == set(TERMINATORS)


def test_a_result_is_shown_again_without_a_request(shell, session, rows, said):
    submit(shell, "SELECT 1;")
    assert run_text(shell, "\\last json")
    assert session.asked == ["SELECT 1"]
    assert rows() == f"id,status\n1,ok\n{ROW}"
    assert said().endswith("1 row\n")


def test_what_commands_show_is_no_result(shell, rows):
    submit(shell, "SELECT 1;\n\\dt\n\\last json")
    assert rows().endswith(ROW)


def test_the_rows_that_came_before_an_error_are_kept_and_this_is_said(shell, said):
    def failing():
        yield (1,)
        raise ZeroDivisionError

    gives(shell, failing(), "n")
    with pytest.raises(ZeroDivisionError):
        submit(shell, "SELECT n;")
    assert run_text(shell, "\\last")
    assert "ended before its last row" in said()


@pytest.mark.parametrize(
    ("rows_", "kept"),
    [
        ([("x",)] * 5, True),
        ([("x",)] * 6, False),
        ([("x" * 100,)] * 2, True),
        ([("x" * 300,)], False),
        ([(b"x" * 1200,)], False),
    ],
)
def test_a_large_result_is_not_kept_and_this_is_said(shell, said, rows, monkeypatch, rows_, kept):
    monkeypatch.setattr(last_result, "MOST_ROWS", 5)
    monkeypatch.setattr(last_result, "MOST_BYTES", 1000)
    gives(shell, rows_, "x")
    submit(shell, "SELECT x;")
    assert rows().count("\n") == len(rows_) + 1
    assert run_text(shell, "\\last") is kept
    assert ("was not kept" in said()) is not kept


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("\\last", "no result yet", "run a statement"),
        ("\\G", "no result yet", "run a statement"),
        ("\\g", "no statement to run again", "in front of it"),
        ("\\copy", "a query in parentheses", "\\copy (SELECT"),
        ("\\copy SELECT 1 TO 'x.csv'", "a query in parentheses", "\\copy (SELECT"),
        ("\\copy (SELECT 1 TO 'x.csv'", "never closed", ""),
        ("\\copy (SELECT 1) 'x.csv'", "TO and a file", ""),
        ("\\copy (SELECT 1) TO x y", "TO and a file", ""),
        ("\\copy (SELECT 1) TO x.txt", "names no format", ".csv"),
        ("\\copy (SELECT 1; SELECT 2) TO x.csv", "there are 2", ""),
        ("\\copy (DELETE FROM x) TO x.csv", "changes something", ""),
        ("SELECT 1 \\g (format=xls) x", 'output cannot be "xls"', "csv"),
        ("SELECT 1 \\g (colour=red) x", 'no option "colour"', "format"),
        ("SELECT 1 \\g (format) x", "format needs a value", ""),
        ("SELECT 1 \\g (format=csv", "never closed", ""),
        ("SELECT 1 \\g a b", "takes one file", "quotes"),
        ("SELECT 1 \\g |", "a command has to follow", ""),
        ("SELECT 1 \\g nowhere/x.csv", "cannot write", ""),
        ("SELECT boom \\g x.csv", "no such column: boom", ""),
        ("SELECT boom \\gset", "no such column: boom", ""),
        ("\\o |", "a command has to follow", ""),
        ("\\o a b", "takes one file", ""),
    ],
)
def test_a_wrong_line_says_what_to_do_and_leaves_no_file(
    shell, said, in_empty_directory, line, message, hint
):
    assert not run_text(shell, line)
    assert message in said()
    assert hint in said()
    assert list(in_empty_directory.iterdir()) == []
    assert shell.session.settings.output == "csv"


def test_a_format_that_does_not_exist_names_the_nearest(shell, said):
    submit(shell, "SELECT 1;")
    assert not run_text(shell, "\\last jsn")
    assert "did you mean json" in said()


def test_a_statement_is_sent_to_a_file_in_the_format_of_its_name(
    shell, session, rows, said, in_empty_directory
):
    submit(shell, "SELECT 1 \\g one.json\nSELECT 2;")
    assert session.asked == ["SELECT 1", "SELECT 2"]
    assert (in_empty_directory / "one.json").read_text() == ROW
    assert rows() == "id,status\n2,ok\n"
    assert said().splitlines()[1] == '34 B written to "one.json"'
    assert list(in_empty_directory.glob(".*")) == []


def test_a_named_format_comes_before_the_name(shell, in_empty_directory):
    submit(shell, "SELECT 1 \\g (format=csv, expanded=on) 'one row.json'")
    assert (in_empty_directory / "one row.json").read_text() == "id,status\n1,ok\n"
    assert not shell.session.settings.expanded


def test_the_last_statement_is_sent_again(shell, session, in_empty_directory):
    submit(shell, "SELECT 1; \\g one.csv")
    assert session.asked == ["SELECT 1", "SELECT 1"]
    assert (in_empty_directory / "one.csv").read_text() == "id,status\n1,ok\n"


def test_a_change_is_not_sent_again_by_itself(shell, session, said):
    submit(shell, "DELETE FROM x;")
    assert not run_text(shell, "\\g")
    assert not run_text(shell, "\\gset")
    assert session.asked == ["DELETE FROM x"]
    assert "write it again" in said()


@pytest.mark.parametrize("line", ["SELECT 1 \\g x.csv", "\\copy (SELECT 1) TO x.csv"])
def test_nothing_is_overwritten_and_nothing_is_asked_for(shell, session, said, in_empty_directory, line):
    (in_empty_directory / "x.csv").write_text("precious")
    assert not run_text(shell, line)
    assert '"x.csv" exists\nhint: choose another name\n' in said()
    assert session.asked == []
    assert (in_empty_directory / "x.csv").read_text() == "precious"


def test_g_chart_draws_and_a_file_of_that_name_has_a_directory(shell, rows, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    gives(shell, [("a", 3), ("b", 6)], "s", "n")
    submit(shell, "SELECT n \\g chart")
    assert rows().splitlines()[0] == "s n"
    assert rows().splitlines()[2].startswith("b 6 ██")
    submit(shell, "SELECT n \\g ./chart")
    assert (tmp_path / "chart").exists()


@pytest.mark.parametrize("line", ["SELECT 1 \\g new/", "\\o new/", "\\o! new/."])
def test_the_name_of_a_directory_makes_no_file(shell, session, said, in_empty_directory, line):
    assert not run_text(shell, line)
    assert "is a directory" in said()
    assert session.asked == []
    assert list(in_empty_directory.iterdir()) == []


def test_rows_go_to_a_file_of_a_long_name(shell, in_empty_directory):
    assert run_text(shell, f"SELECT 1 \\g {'x' * 250}.csv")
    assert [len(p.name) for p in in_empty_directory.iterdir()] == [254]


def test_gx_shows_rows_as_backslash_g_does_and_takes_what_g_takes(shell, session, rows, in_empty_directory):
    session.settings.output = "table"
    for line in ("SELECT 1 \\G", "SELECT 1 \\gx", "\\gx"):
        assert run_text(shell, line)
    assert rows() == rows()[: len(rows()) // 3] * 3
    assert "RECORD 1" in rows()
    assert run_text(shell, "SELECT 1 \\gx (format=csv) one.csv")
    assert (in_empty_directory / "one.csv").read_text() == "id,status\n1,ok\n"
    assert session.settings.expanded is False


def test_a_file_that_somebody_made_meanwhile_is_not_overwritten(shell, in_empty_directory):
    def rows():
        yield (1,)
        (in_empty_directory / "x.csv").write_text("precious")

    gives(shell, rows(), "n")
    assert not run_text(shell, "\\copy (SELECT n) TO x.csv")
    assert [p.name for p in in_empty_directory.iterdir()] == ["x.csv"]
    assert (in_empty_directory / "x.csv").read_text() == "precious"


@pytest.mark.parametrize("meanwhile", [False, True])
def test_without_hard_links_a_file_gets_its_name_unless_somebody_took_it(
    shell, said, in_empty_directory, monkeypatch, meanwhile
):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    def rows():
        yield (1,)
        if meanwhile:
            (in_empty_directory / "x.csv").write_text("precious")

    monkeypatch.setattr(os, "link", refuse)
    gives(shell, rows(), "n")
    assert run_text(shell, "\\copy (SELECT n) TO x.csv") is not meanwhile
    assert [p.name for p in in_empty_directory.iterdir()] == ["x.csv"]
    assert (in_empty_directory / "x.csv").read_text() == ("precious" if meanwhile else "n\n1\n")
    assert ("appeared meanwhile" in said()) is meanwhile


def test_copy_writes_a_query_with_its_placeholders(shell, session, said, in_empty_directory):
    session.variables["who"] = "a)b"
    assert run_text(shell, "\\copy (SELECT {{ who }}) to 'my rows.jsonl';")
    assert session.asked == ["SELECT 'a)b'"]
    assert json.loads((in_empty_directory / "my rows.jsonl").read_text()) == {"id": "'a)b'", "status": "ok"}
    assert '32 B written to "my rows.jsonl"' in said()


def test_rows_go_through_the_shell_of_the_person(shell, rows, in_empty_directory):
    submit(shell, "SELECT 1 \\g (format=jsonl) | tr a-z A-Z > out.txt")
    assert (in_empty_directory / "out.txt").read_text() == '{"ID": "1", "STATUS": "OK"}\n'
    assert rows() == ""
    program = in_empty_directory / "shell"
    program.write_text(f'#!{sys.executable}\nimport sys; open("said", "w").write(str(sys.argv[1:]))\n')
    program.chmod(0o755)
    shell.console.environ["SHELL"] = str(program)
    submit(shell, "SELECT 1 \\g |anything 'at all'")
    assert (in_empty_directory / "said").read_text() == str(["-c", "anything 'at all'"])


@pytest.mark.parametrize("line", ["SELECT 1 \\g |exit 3", "\\o |exit 3\nSELECT 1;\n\\o"])
def test_a_program_that_fails_is_named(shell, said, line):
    run_text(shell, line)
    assert '"|exit 3" ended with code 3' in said()


def test_a_program_that_has_enough_ends_the_rows(shell, said, in_empty_directory):
    read = []
    gives(shell, (read.append(n) or (n, "x" * 1000) for n in range(10**6)), "n", "x")
    assert run_text(shell, "SELECT n \\g |head -2 > out.csv")
    assert len((in_empty_directory / "out.csv").read_text().splitlines()) == 2
    assert len(read) < 10**5
    assert "ended before the last one" in said()


def test_rows_go_to_a_program_until_they_come_back(shell, rows, in_empty_directory):
    assert run_text(shell, "\\o |sort -r > out.txt\nSELECT 1;\nSELECT 2;\n\\o\nSELECT 3;")
    assert (in_empty_directory / "out.txt").read_text() == "id,status\nid,status\n2,ok\n1,ok\n"
    assert rows() == "id,status\n3,ok\n"


def test_a_row_becomes_variables(shell, session):
    gives(shell, [("b1", 3, None)], "id", "total", "error")
    assert run_text(shell, "SELECT 1 \\gset last_")
    assert session.variables == {"last_id": "b1", "last_total": 3, "last_error": None}
    submit(shell, "SELECT 2;")
    gives(shell, [(1,)], "n")
    assert run_text(shell, "\\gset")
    assert session.variables["n"] == 1


@pytest.mark.parametrize(
    ("rows_", "name", "message"),
    [
        ([], "n", "no row"),
        ([(1,), (2,)], "n", "several rows"),
        ([(1,)], "count(*)", '"count(*)" cannot be the name'),
        ([(b"x",)], "n", "holds bytes"),
    ],
)
def test_what_is_no_row_of_values_sets_nothing(shell, session, said, rows_, name, message):
    gives(shell, rows_, name)
    assert not run_text(shell, "SELECT 1 \\gset")
    assert message in said()
    assert session.variables == {}


def test_backslash_g_between_statements_shows_one_of_them_expanded(shell, session, rows):
    session.settings.output = "table"
    submit(shell, "SELECT 1; SELECT 2\\G SELECT 3;")
    assert session.asked == ["SELECT 1", "SELECT 2", "SELECT 3"]
    assert rows().count("RECORD") == 1
    assert rows().index("│ 1 ") < rows().index("RECORD 1") < rows().index("│ 3 ")


def test_backslash_g_alone_shows_the_last_result_expanded(shell, session, rows):
    session.settings.output = "table"
    submit(shell, "SELECT 1;\n\\G")
    assert session.asked == ["SELECT 1"]
    assert rows().endswith("id     | 1\nstatus | ok\n")


def test_a_screen_gets_two_screens_full_and_last_shows_the_rest(on_screen):
    gives(on_screen, [(n,) for n in range(500)], "n")
    submit(on_screen, "SELECT n;")
    stdout, stderr = on_screen.console.stdout, on_screen.console.stderr
    assert stdout.getvalue().count("\n") == 4 + 48 + 1
    assert "48 of 500 rows" in stderr.getvalue()
    assert "\\last shows all" in stderr.getvalue()
    before = len(stdout.getvalue())
    assert run_text(on_screen, "\\last")
    assert stdout.getvalue()[before:].count("\n") == 4 + 500


@pytest.mark.parametrize(("value", "lines"), [("off", 500), ("10", 11)])
def test_a_person_decides_how_many_rows_the_screen_gets(on_screen, value, lines):
    on_screen.session.settings.set("max_rows", value)
    gives(on_screen, [(n,) for n in range(500)], "n")
    submit(on_screen, "SELECT n;")
    assert on_screen.console.stdout.getvalue().count("\n") == 4 + lines


def test_a_pipe_gets_every_row(shell, rows):
    gives(shell, [(n,) for n in range(500)], "n")
    submit(shell, "SELECT n;")
    assert rows().count("\n") == 501


@pytest.mark.parametrize(
    ("change", "paged"),
    [
        ("", True),
        ("\\set pager off", False),
        ("\\set pager_command /no/such/pager", False),
        ("\\o rows.txt", False),
        ("\\set output csv", True),
    ],
)
def test_the_pager_is_for_long_results_on_a_terminal(on_screen, in_empty_directory, change, paged):
    on_screen.console = replace(on_screen.console, stdin=type(on_screen.console.stdout)())
    keep = "import sys; open('paged', 'w').write(sys.stdin.read())"
    (in_empty_directory / "keep.py").write_text(keep)
    run_text(on_screen, f"\\set pager_command '{sys.executable} keep.py'")
    run_text(on_screen, change)
    gives(on_screen, [(n,) for n in range(500)], "n")
    submit(on_screen, "SELECT n;")
    run_text(on_screen, "\\o")
    kept = in_empty_directory / "paged"
    assert kept.exists() is paged
    assert not paged or "499" in kept.read_text()


def test_watching_uses_no_pager(on_screen, in_empty_directory):
    on_screen.console = replace(on_screen.console, stdin=type(on_screen.console.stdout)())
    run_text(on_screen, "\\set pager_command 'touch paged'\n\\set pager on")
    submit(on_screen, "SELECT 1;")
    assert (in_empty_directory / "paged").exists()
    (in_empty_directory / "paged").unlink()
    on_screen.console = replace(on_screen.console, wait=lambda token, _seconds: (token.set(), token.check()))
    run_text(on_screen, "\\watch 5")
    assert not (in_empty_directory / "paged").exists()


def test_times_follow_their_setting(shell):
    assert shell.look().times == "auto"
    run_text(shell, "\\set times utc")
    assert shell.look().times == "utc"


def test_expanded_display_has_three_states(shell, said):
    run_text(shell, "\\x auto\n\\x\n\\x\n\\x off")
    assert said().split("\n")[:4] == [
        f"expanded display is {state}" for state in ("auto", "on", "off", "off")
    ]


def test_without_a_way_to_see_the_rest_every_row_is_shown(on_screen):
    on_screen.run_command = None
    gives(on_screen, [(n,) for n in range(500)], "n")
    submit(on_screen, "SELECT n;")
    assert on_screen.console.stdout.getvalue().count("\n") == 4 + 500
    assert "\\last" not in on_screen.console.stderr.getvalue()


@pytest.mark.parametrize(
    ("output", "terminator", "written"),
    [
        ("table", "\\g | cat > rows", "id,status\n1,ok\n"),
        ("box", "\\g | cat > rows", "id,status\n1,ok\n"),
        ("table", "\\gx | cat > rows", "id | 1\nstatus | ok"),
        ("table", "\\g (format=line) | cat > rows", "id | 1\nstatus | ok"),
        ("json", "\\g | cat > rows", '[\n  {"id": "1", "status": "ok"}\n]\n'),
        ("table", "\\g (format=jsonl) | cat > rows", '{"id": "1", "status": "ok"}\n'),
    ],
)
def test_a_program_gets_rows_it_can_read_unless_a_format_is_chosen(
    shell, session, tmp_path, monkeypatch, output, terminator, written
):
    monkeypatch.chdir(tmp_path)
    session.settings.output = output
    assert submit(shell, f"SELECT 1 {terminator}")
    assert " ".join(written.split()) in " ".join((tmp_path / "rows").read_text().split())
