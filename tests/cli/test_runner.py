from __future__ import annotations

import signal
import sys
from contextlib import suppress
from errno import ENOSPC
from io import StringIO

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.cli.options import ScriptSource
from openai_sql_shell.cli.runner import run_scripts
from openai_sql_shell.cli.scripts import Script, read
from openai_sql_shell.errors import (
    ApiError,
    Cancelled,
    ExitCode,
    Span,
    StatementSyntaxError,
    UsageError,
    WaitTimeout,
)
from openai_sql_shell.result import RequestStats, Result, ResultColumn


def rows(*values, **more):
    return Result((ResultColumn("n"),), iter([(value,) for value in values]), **more)


def run_sources(run, sources):
    return run_scripts(run, [read(source, run.console.stdin) for source in sources])


def play(run, text, name="a.sql"):
    return run_scripts(run, [Script(name, text)])


def test_rows_go_to_stdout_and_nothing_else_does(run, session, console):
    session.answers = {"SELECT 1": rows(1, notices=["one more page"], summary="done")}
    assert play(run, "SELECT 1;") == ExitCode.OK
    assert console.stdout.getvalue() == "n\n1\n"
    assert console.stderr.getvalue() == "one more page\ndone\n"


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        (r"wait longer with \set read_timeout 120", "wait longer with --set read_timeout=120"),
        (r"consent with --yes (\set assume_yes on)", "consent with --yes (--set assume_yes=on)"),
        (r"raise --max-changes (\set max_changes), or", "raise --max-changes (--set max_changes=...), or"),
        (r"give it with -v a=..., --vars FILE or \set a ...", "give it with -v a=... or --vars FILE"),
    ],
)
def test_a_hint_at_a_backslash_command_names_the_option_instead(run, session, console, hint, said):
    session.answers = {"one": UsageError("no", hint=hint)}
    play(run, "one")
    assert console.stderr.getvalue().endswith(f"hint: {said}\n")


def test_statements_run_in_order_over_all_sources(run, session, tmp_path):
    (tmp_path / "b.sql").write_text("two; three")
    sources = [
        ScriptSource("command", "one"),
        ScriptSource("file", str(tmp_path / "b.sql")),
        ScriptSource("file", "-"),
    ]
    run = replace(run, console=replace(run.console, stdin=StringIO("four")))
    assert run_sources(run, sources) == ExitCode.OK
    assert session.executed == ["one", "two", "three", "four"]


def test_nothing_runs_where_one_of_the_files_cannot_be_read(run, session, tmp_path):
    with pytest.raises(UsageError):
        run_sources(run, [ScriptSource("command", "one"), ScriptSource("file", str(tmp_path / "none.sql"))])
    assert session.executed == []


@pytest.mark.parametrize("text", ["", "  \n", "-- nothing\n", "/* nothing */;"])
def test_a_text_without_a_statement_is_an_error_and_nothing_runs(run, session, console, text):
    assert run_scripts(run, [Script("a.sql", "one"), Script("b.sql", text)]) == ExitCode.FAILED
    assert session.executed == []
    assert "there is no statement in b.sql" in console.stderr.getvalue()


def test_the_first_failure_stops_the_run_and_gives_the_exit_code(run, session, console):
    session.answers = {"two": WaitTimeout("two took too long")}
    assert play(run, "one; two; three") == ExitCode.TIMEOUT
    assert session.executed == ["one", "two"]
    assert console.stdout.getvalue() == "answer\none\n"
    assert "two took too long" in console.stderr.getvalue()


def test_keep_going_runs_the_rest_and_keeps_the_first_exit_code(run, session):
    session.answers = {"one": WaitTimeout("no"), "two": StatementSyntaxError("no")}
    assert play(replace(run, keep_going=True), "one; two; three") == ExitCode.TIMEOUT
    assert session.executed == ["one", "two", "three"]


def test_an_error_says_in_which_line_of_which_file_it_is(run, session, console):
    session.answers = {"SELECT\n  x y": StatementSyntaxError("unexpected y", span=Span(11, 12))}
    play(run, "one;\n\nSELECT\n  x y;")
    assert "a.sql:4: syntax error: unexpected y" in console.stderr.getvalue()


def test_the_only_statement_needs_no_file_and_line(run, session, console):
    session.answers = {"one": StatementSyntaxError("unexpected")}
    play(run, "one")
    assert console.stderr.getvalue().startswith("syntax error: unexpected")


def test_rows_before_an_error_are_written_before_the_error(run, session, console):
    def broken():
        yield (1,)
        raise ApiError("gone", status=500, request="GET /batches")

    session.answers = {"one": Result((ResultColumn("n"),), broken(), notices=["half of it"])}
    shared = StringIO()
    run = replace(run, console=replace(console, stdout=shared, stderr=shared))
    assert play(run, "one") == ExitCode.FAILED
    assert shared.getvalue().startswith("n\n1\nhalf of it\nAPI error: gone")


def test_a_statement_without_columns_is_carried_out_to_its_end(run, session, console):
    done = []

    def calls():
        for number in range(3):
            done.append(number)
            yield ()

    session.answers = {"one": Result(rows=calls(), summary="DELETE 3")}
    assert play(run, "one") == ExitCode.OK
    assert done == [0, 1, 2]
    assert console.stdout.getvalue() == ""
    assert console.stderr.getvalue() == "DELETE 3\n"


def test_each_result_is_closed(run, session):
    closed = []

    def forever():
        try:
            while True:
                yield (1,)
        finally:
            closed.append(True)

    session.answers = {"one": lambda cancel: cancel.set() or Result((ResultColumn("n"),), forever())}
    assert play(run, "one") == ExitCode.INTERRUPTED
    assert closed == [True]


def test_stats_are_one_line_for_each_statement(run, session, console):
    session.settings.stats = True
    session.answers = {"one": rows(1, 2, stats=RequestStats(requests=3, retries=1))}
    play(run, "one")
    (line,) = console.stderr.getvalue().splitlines()
    assert "rows 2" in line
    assert "requests 3" in line
    assert "retries 1" in line


def test_every_statement_is_one_json_array(run, session, console):
    session.settings.output = "json"
    session.answers = {"one": rows(1), "two": rows()}
    play(run, "one; two")
    assert "".join(console.stdout.getvalue().split()) == '[{"n":1}][]'


def test_tables_of_two_results_do_not_run_together(run, session, console):
    session.settings.output = "markdown"
    session.answers = {"one": Result(summary="done"), "two": rows(2), "three": rows(3)}
    play(run, "one; two; three")
    assert console.stdout.getvalue() == "| n |\n| --- |\n| 2 |\n\n| n |\n| --- |\n| 3 |\n"


def test_cancelling_ends_the_run_even_with_keep_going(run, session):
    def interrupted(_cancel):
        run.signals.received = 2
        return Cancelled()

    session.answers = {"one": interrupted}
    assert play(replace(run, keep_going=True), "one; two") == ExitCode.INTERRUPTED
    assert session.executed == ["one"]


def test_a_signal_during_the_last_rows_still_gives_its_exit_code(run, session):
    def ended(_cancel):
        run.signals.received = 15
        return rows(1)

    session.answers = {"one": ended}
    assert play(run, "one; two") == 143
    assert session.executed == ["one"]


def test_what_comes_from_elsewhere_cannot_reach_the_terminal_raw(run, session, console):
    session.answers = {"one": rows(notices=["\x1b]0;owned\x07"], summary="\x1b[2J")}
    play(run, "one", name="\x1b[31m.sql")
    assert "\x1b" not in console.stderr.getvalue()


CHAT = "/v1/chat/completions"


@pytest.fixture
def on_sandbox(run, harness):
    """The same run, with a session on a sandbox."""
    harness.session.settings.output = "csv"
    return replace(run, session=harness.session)


def awaiting(file, returning=" RETURNING id"):
    columns = "(input_file_id, endpoint, completion_window)"
    return f"INSERT /*+ AWAIT */ INTO openai.batch.batches {columns} VALUES ('{file}', '{CHAT}', '24h'){returning}"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_a_signal_during_a_wait_writes_the_row_of_what_was_made_and_says_so(
    on_sandbox, harness, jsonl, console, number
):
    file = harness.upload(jsonl, "batch")

    def strike(progress):
        if progress.job.startswith("batch_"):
            signal.raise_signal(number)

    harness.session.progress = strike
    with on_sandbox.signals.handled():
        assert play(on_sandbox, awaiting(file)) == 128 + number
    [batch] = harness.column("SELECT id FROM openai.batch.batches")
    assert console.stdout.getvalue() == f"id\n{batch}\n"
    assert f"stopped waiting; {batch} (validating) goes on" in console.stderr.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_a_signal_behind_the_last_answer_still_writes_the_row(on_sandbox, harness, console, number):
    execute = harness.session.execute

    def struck(text, cancel):
        result = execute(text, cancel)
        signal.raise_signal(number)
        return result

    harness.session.execute = struck
    with on_sandbox.signals.handled():
        play(on_sandbox, "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('x') RETURNING name")
    assert console.stdout.getvalue() == "name\nx\n"


class Unwritable(StringIO):
    """Refuses what is written: at once, or a buffer full of it at each flush."""

    def __init__(self, error, *, buffered):
        super().__init__()
        self.error = error
        self.buffered = buffered

    def write(self, text):
        if not self.buffered:
            raise self.error
        return super().write(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        if self.getvalue():
            raise self.error


@pytest.fixture(
    params=[(BrokenPipeError(), False), (BrokenPipeError(), True), (OSError(ENOSPC, "full"), True)],
    ids=["closed", "closed behind a buffer", "full"],
)
def unwritable(request, on_sandbox, console):
    """A run whose rows cannot be written."""
    error, buffered = request.param
    return replace(on_sandbox, console=replace(console, stdout=Unwritable(error, buffered=buffered)))


def test_a_closed_pipe_does_not_hide_what_was_made(unwritable, harness, console):
    with pytest.raises(OSError):  # noqa: PT011 - each in its own words
        play(unwritable, "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('x') RETURNING name")
    [store] = harness.column("SELECT id FROM openai.vector_stores.vector_stores")
    assert f"INSERT 1 · {store}" in console.stderr.getvalue()


def test_a_closed_pipe_does_not_hide_how_a_wait_ended(unwritable, harness, jsonl, console):
    statement = awaiting(harness.upload(jsonl, "batch")).replace("AWAIT", "AWAIT TIMEOUT=1s")
    with suppress(OSError):  # behind a buffer it is noticed at the end of the program
        play(unwritable, statement)
    [batch] = harness.column("SELECT id FROM openai.batch.batches")
    assert f"{batch} of openai.batch.batches is still" in console.stderr.getvalue()
