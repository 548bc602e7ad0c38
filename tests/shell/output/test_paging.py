"""Paging: what goes into the pager, when, and what is said about a pager that fails."""

import io
import re
import sys
from itertools import count

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import EngineError
from openai_sql_shell.result import Result, ResultColumn
from openai_sql_shell.shell.output.paging import show_lines
from openai_sql_shell.shell.run_input import run_text, submit

COLUMNS = [f"column_{n}" for n in range(12)]
WIDE = [tuple(f"{row}:{n:014}" for n in range(12)) for row in range(3)]
"""Rows that no window of 100 columns holds."""
NOTE = re.compile(r'^the pager "[^;]*; \\set pager_command names another(, \\set pager off does without)?')
"""What is said about a pager that fails."""


@pytest.fixture
def at_terminal(shell, console_on_screen):
    """The shell at a terminal of 24 lines and 100 columns."""
    shell.console = replace(console_on_screen, stdin=console_on_screen.stdout)
    shell.session.settings.output = "table"
    return shell


@pytest.fixture
def pager(at_terminal, tmp_path):
    """Make a program of some name the pager; what it was told and got is written down."""

    def use(name="ov", end=""):
        program = tmp_path / name
        program.write_text(
            f"#!{sys.executable}\nimport os, sys\nopen({str(tmp_path / 'told')!r}, 'w').write(' '.join(sys.argv[1:]))\n"
            f"open({str(tmp_path / 'paged')!r}, 'wb').write(sys.stdin.buffer.{'readline' if end else 'read'}())\n{end}\n"
        )
        program.chmod(0o755)
        at_terminal.session.settings.pager_command = str(program)

    return use


@pytest.fixture
def paged(tmp_path):
    """What the pager got; None where it was not started."""
    kept = tmp_path / "paged"
    return lambda: kept.read_text() if kept.exists() else None


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def gives(shell, rows, *names):
    columns = tuple(map(ResultColumn, names))
    shell.session.execute = lambda _text, _cancel: Result(columns, iter(rows))


def select(shell, rows, *names):
    gives(shell, rows, *names)
    return submit(shell, "SELECT x;")


def shown(shell):
    return plain(shell.console.stdout.getvalue())


def said(shell):
    return plain(shell.console.stderr.getvalue())


def noted(shell):
    """What was said about a pager, however it was wrapped; None: nothing."""
    lines = said(shell).replace("\n", " ")
    return (found := NOTE.search(lines[max(lines.find('the pager "'), 0) :])) and found[0]


def test_a_pager_that_scrolls_sideways_gets_every_column_whole_from_the_first_row_on(
    at_terminal, pager, paged
):
    pager("ov")
    select(at_terminal, WIDE * 20, *COLUMNS)
    lines = plain(paged()).splitlines()
    assert all(name in lines[1] for name in COLUMNS)
    assert lines[3] == "│ " + " │ ".join(WIDE[0]) + " │"
    assert len({len(line) for line in lines}) == 1
    assert len(lines) == 60 + 4
    assert "…" not in paged()
    assert "hidden" not in said(at_terminal)
    assert shown(at_terminal) == ""


def test_any_other_pager_gets_what_the_screen_would(at_terminal, pager, paged):
    pager("more")
    select(at_terminal, WIDE * 20, *COLUMNS)
    assert {len(line) for line in plain(paged()).splitlines()} <= set(range(101))
    assert "hidden" in said(at_terminal)


@pytest.mark.parametrize("line", ["SELECT x;", "\\last", "\\d openai.models.models"])
def test_a_pager_that_would_show_no_more_is_not_opened_for_width(at_terminal, pager, paged, line):
    pager("more")
    at_terminal.session.settings.pager = "wide"
    at_terminal.console = replace(at_terminal.console, width=lambda: 60, height=lambda: 60)
    select(at_terminal, WIDE, *COLUMNS)
    submit(at_terminal, line)
    assert paged() is None


def test_colours_stay_and_a_theme_without_them_holds(at_terminal, pager, paged):
    pager("ov")
    select(at_terminal, [(None,)] * 60, "x")
    assert "\x1b[2m" in paged()
    assert "\x1b[1m" in paged()
    at_terminal.session.settings.theme = "none"
    select(at_terminal, [(None,)] * 60, "x")
    assert "\x1b" not in paged()


def test_a_pager_that_reads_tables_gets_them_without_colours(at_terminal, pager, paged):
    pager("pspg")
    select(at_terminal, [(None,)] * 60, "x")
    assert "\x1b" not in paged()
    assert paged().startswith("┌")


def test_links_are_left_out_because_not_every_pager_knows_them(at_terminal, pager, paged):
    pager("more")
    at_terminal.console = replace(at_terminal.console, environ={"WT_SESSION": "1"})
    at_terminal.session.profile = replace(at_terminal.session.profile, base_url="https://api.openai.com/v1")
    assert at_terminal.look().links
    select(at_terminal, [(f"batch_{n:032x}",) for n in range(60)], "id")
    assert "\x1b]8" not in paged()


@pytest.mark.parametrize("before", [0, 300])
def test_a_cell_longer_than_any_column_sticks_out(at_terminal, pager, paged, before):
    pager("ov")
    select(at_terminal, [("x",)] * before + [("y" * 5000,)] + [("x",)] * 30, "name")
    assert f"│ {'y' * 5000} │\n" in plain(paged())
    assert "cut" not in said(at_terminal)


@pytest.mark.parametrize(
    ("setting", "rows", "opens"),
    [
        ("auto", WIDE, False),
        ("auto", [("x",)] * 18, False),
        ("auto", [("x",)] * 19, True),
        ("auto", [("x",)] * 10_000, True),
        ("wide", WIDE, True),
        ("wide", WIDE[:1], False),
        ("wide", [("x",)] * 2, False),
        ("on", WIDE[:1], True),
        ("on", [("x",)], True),
        ("on", [], True),
        ("off", WIDE * 20, False),
    ],
)
def test_the_setting_says_what_is_paged(at_terminal, pager, paged, setting, rows, opens):
    pager("ov")
    at_terminal.session.settings.pager = setting
    select(at_terminal, rows, *(COLUMNS if rows[:1] == WIDE[:1] else ["x"]))
    assert (paged() is not None) is opens
    assert (shown(at_terminal) == "") is opens


@pytest.mark.parametrize(("rows", "opens"), [(WIDE[:1], True), ([("x",)], False)])
def test_the_last_result_is_paged_where_the_screen_would_hide_a_part_of_it(
    at_terminal, pager, paged, rows, opens
):
    pager("ov")
    select(at_terminal, rows, *COLUMNS[: len(rows[0])])
    assert paged() is None
    run_text(at_terminal, "\\last")
    assert (paged() is not None) is opens
    assert not opens or all(name in paged() for name in COLUMNS)


def test_the_last_result_without_the_pager_is_records_where_a_table_would_leave_something_out(
    at_terminal, pager, paged
):
    pager("ov")
    at_terminal.session.settings.pager = "off"
    select(at_terminal, WIDE[:1], *COLUMNS)
    assert "12 columns (" in said(at_terminal)
    run_text(at_terminal, "\\last")
    assert paged() is None
    assert all(f"\n{name:9} | " in shown(at_terminal) for name in COLUMNS)


def test_the_last_result_in_the_pager_is_what_the_statement_would_be_there(at_terminal, pager, paged):
    pager("ov")
    at_terminal.session.settings.expanded = None
    select(at_terminal, [("long " * 200,)], "only_cut")
    assert "cells with … are cut · \\last shows all" in said(at_terminal)
    run_text(at_terminal, "\\last")
    assert plain(paged()).startswith("╭")
    assert "…" not in paged()


def empty_columns(count):
    """Columns of ``*`` that no row has a value in."""
    return tuple(ResultColumn(f"empty_column_{n}", star=(0, n + 1)) for n in range(count))


@pytest.mark.parametrize("setting", ["auto", "wide"])
def test_columns_without_values_are_not_worth_the_pager_until_all_is_asked_for(
    at_terminal, pager, paged, setting
):
    pager("ov")
    at_terminal.session.settings.pager = setting
    columns = (ResultColumn("x", star=(0, 0)), *empty_columns(10))
    rows = [("value", *[None] * 10)] * 3
    at_terminal.session.execute = lambda _text, _cancel: Result(columns, iter(rows))
    submit(at_terminal, "SELECT x;")
    assert paged() is None
    assert "11 columns (1 shown) · \\last shows all" in said(at_terminal)
    run_text(at_terminal, "\\last")
    header = plain(paged()).splitlines()[1]
    assert header == "│ " + " │ ".join(f"{column.name:5}" for column in columns) + " │"


def test_one_table_that_is_short_and_bounded_streams_to_the_screen(at_terminal, pager, paged):
    pager("ov")
    at_terminal.session.settings.pager = "on"
    at_terminal.session.settings.max_rows = 5
    select(at_terminal, [(n,) for n in range(1000)], "n")
    assert len(paged().splitlines()) == 4 + 5 + 1


def test_more_rows_than_the_person_wants_need_no_pager(at_terminal, pager, paged):
    pager("ov")
    at_terminal.session.settings.max_rows = 5
    select(at_terminal, [(n,) for n in range(1000)], "n")
    assert paged() is None
    assert "5 of 1,000 rows" in said(at_terminal)


def test_rows_that_are_only_counted_need_no_pager(at_terminal, pager, paged):
    pager("ov")
    at_terminal.session.settings.output = "none"
    select(at_terminal, [(n,) for n in range(1000)], "n")
    assert paged() is None
    assert "1,000 rows" in said(at_terminal)


@pytest.mark.parametrize(
    ("expanded", "first"),
    [(None, "-[ RECORD 1 ]"), (True, "-[ RECORD 1 ]"), (False, "╭")],
)
def test_a_line_per_value_stays_that(at_terminal, pager, paged, expanded, first):
    pager("ov")
    at_terminal.session.settings.expanded = expanded
    select(at_terminal, WIDE * 20, *COLUMNS)
    assert plain(paged()).startswith(first)


@pytest.mark.parametrize(
    ("output", "lines"), [("table", 3), ("box", 3), ("csv", 1), ("json", 0), ("line", 0), ("markdown", 2)]
)
def test_the_header_stays_at_the_top(at_terminal, pager, tmp_path, output, lines):
    pager("ov")
    at_terminal.session.settings.output = output
    select(at_terminal, [(n,) for n in range(100)], "n")
    assert (f"--header={lines}" in (tmp_path / "told").read_text()) is (lines > 0)


def test_a_line_per_value_has_no_header(at_terminal, pager, tmp_path):
    pager("ov")
    at_terminal.session.settings.expanded = True
    select(at_terminal, WIDE * 20, *COLUMNS)
    assert "--header" not in (tmp_path / "told").read_text()


def test_several_tables_have_no_header_in_common(at_terminal, pager, tmp_path):
    pager("ov")
    run_text(at_terminal, "\\d openai.batch.batches")
    assert "--header" not in (tmp_path / "told").read_text()


def test_a_text_for_somewhere_else_is_not_paged(at_terminal, pager, paged):
    pager("ov")
    at_terminal.console = replace(at_terminal.console, stdout=io.StringIO())
    run_text(at_terminal, "\\? settings")
    assert paged() is None
    assert "pager = auto" in said(at_terminal)


def failing(rows):
    yield from rows
    raise EngineError("the network went away")


@pytest.mark.parametrize("rows", [0, 3, 60])
def test_rows_before_a_failure_are_shown_once(at_terminal, pager, paged, rows):
    pager("ov")
    assert not select(at_terminal, failing([(f"row {n}",) for n in range(rows)]), "x")
    text = plain(paged() or shown(at_terminal))
    assert text.count("│ row ") == rows
    assert "the network went away" in said(at_terminal)


@pytest.mark.parametrize(
    "line",
    [
        "\\?",
        "\\? settings",
        "\\set",
        "\\d",
        "\\d openai.batch.batches",
        "\\h openai.vector_stores.vector_stores",
    ],
)
def test_what_commands_print_is_paged_whole(at_terminal, pager, paged, line):
    pager("ov")
    at_terminal.console = replace(at_terminal.console, height=lambda: 10, width=lambda: 60)
    assert run_text(at_terminal, line)
    assert len(paged().splitlines()) > 8
    assert "…" not in paged()


@pytest.mark.parametrize("line", ["\\? \\x", "\\h", "\\h select"])
def test_what_fits_is_not_paged(at_terminal, pager, paged, line):
    pager("ov")
    assert run_text(at_terminal, line)
    assert paged() is None
    assert shown(at_terminal)


def test_a_list_of_a_command_that_does_not_fit_is_paged(at_terminal, pager, paged):
    pager("ov")
    at_terminal.console = replace(at_terminal.console, width=lambda: 60)
    run_text(at_terminal, "\\d")
    assert "files_in_vector_store_batches" in paged()


def test_a_command_prints_into_a_file_without_the_pager(at_terminal, pager, paged, tmp_path):
    pager("ov")
    run_text(at_terminal, f"\\o {tmp_path}/rows.txt")
    run_text(at_terminal, "\\d openai.batch.batches")
    run_text(at_terminal, "\\o")
    assert paged() is None
    assert "cancel_batch" in (tmp_path / "rows.txt").read_text()


def test_a_pager_that_is_closed_ends_the_rows(at_terminal, pager):
    pager("ov", end="sys.exit()")
    numbers = count()
    assert select(at_terminal, ((n,) for n in numbers), "n")
    assert next(numbers) < 10**6
    assert re.fullmatch(
        r"[\d,]+ rows · \d+\.\d\d s · the pager ended before the last one\n", said(at_terminal)
    )
    assert noted(at_terminal) is None


@pytest.mark.parametrize(
    ("end", "what"),
    [
        ("sys.exit(2)", "ended with code 2"),
        ("os.kill(os.getpid(), 9)", "was killed (SIGKILL)"),
        ("os.kill(os.getpid(), 15)", "was killed (SIGTERM)"),
        ("os.kill(os.getpid(), 40)", "was killed (signal 40)"),
    ],
)
def test_a_pager_that_fails_is_named_and_the_session_goes_on(at_terminal, pager, end, what):
    pager("ov", end=end)
    assert select(at_terminal, ((n,) for n in count()), "n")
    assert what in noted(at_terminal)
    assert noted(at_terminal).endswith("\\set pager off does without")
    assert ("\x1b[?25h" in at_terminal.console.stdout.getvalue()) is ("killed" in what)
    run_text(at_terminal, "\\set pager off")
    select(at_terminal, [("still here",)], "x")
    assert "│ still here │" in shown(at_terminal)


def test_a_pager_that_cannot_be_started_is_done_without(at_terminal, tmp_path):
    broken = tmp_path / "ov"
    broken.write_text("#!/no/such/program\n")
    broken.chmod(0o755)
    at_terminal.session.settings.pager_command = str(broken)
    select(at_terminal, [(n,) for n in range(1000)], "n")
    assert "cannot be started" in noted(at_terminal)
    assert "48 of 1,000 rows · " in said(at_terminal)
    run_text(at_terminal, "\\last")
    assert said(at_terminal).endswith("\n1,000 rows\n")
    assert len(shown(at_terminal).splitlines()) == (4 + 49) + (4 + 1000)
    show_lines(at_terminal, ["line"] * 100)
    assert shown(at_terminal).count("line\n") == 100


@pytest.mark.parametrize(
    "show",
    [
        pytest.param(lambda shell: select(shell, [(n,) for n in range(1000)], "n"), id="many rows"),
        pytest.param(lambda shell: select(shell, [(n,) for n in range(40)], "n"), id="rows of two screens"),
        pytest.param(lambda shell: show_lines(shell, ["line"] * 30), id="text"),
    ],
)
def test_a_pager_that_was_named_and_is_missing_is_mentioned_where_it_would_be_used(at_terminal, show):
    at_terminal.session.settings.pager_command = "/no/such/pager"
    select(at_terminal, [("x",)], "n")
    assert noted(at_terminal) is None
    show_lines(at_terminal, ["line"] * 20)
    assert noted(at_terminal) is None
    show(at_terminal)
    assert (
        noted(at_terminal) == 'the pager "/no/such/pager" cannot be found; \\set pager_command names another'
    )
