"""Backslash commands: each is found, helped with, and does what its line in the help says."""

import sys
from datetime import datetime, timedelta, timezone

import pytest

from openai_sql_shell.catalog.table_functions import READERS
from openai_sql_shell.classes import replace
from openai_sql_shell.config import SETTINGS
from openai_sql_shell.errors import StatementSyntaxError, UnknownName, UsageError
from openai_sql_shell.shell.blocks import split_command, split_words
from openai_sql_shell.shell.browser.keys import BROWSER_KEYS
from openai_sql_shell.shell.commands.command import find
from openai_sql_shell.shell.commands.help import TOPICS
from openai_sql_shell.shell.commands.registry import COMMANDS, run_command
from openai_sql_shell.shell.keys import KEYS
from openai_sql_shell.shell.run_input import run_text, submit

NAMES = [command.name for command in COMMANDS]


@pytest.fixture
def in_empty_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "script.sql").write_text("SELECT 1;\n")
    (tmp_path / "queries.toml").write_text("one = 'SELECT 1'\n")
    return tmp_path


@pytest.mark.usefixtures("in_empty_directory")
@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_the_help_names_every_command_and_its_example_runs(command, shell, said):
    run_text(shell, "\\?")
    assert f"{command.usage} " in said()
    assert command.help in said()
    submit(shell, "SELECT 1;")
    shell.session.profile = replace(shell.session.profile, sandbox=True)
    shell.console.environ["EDITOR"] = f"{sys.executable} -c pass"
    shell.console = replace(shell.console, wait=lambda token, _seconds: (token.set(), token.check()))
    assert run_text(shell, command.example), said()


@pytest.mark.parametrize("term", ["dumb", "", "xterm"])
def test_a_terminal_that_cannot_be_filled_is_told_another_way(shell, said, term):
    shell.console = replace(shell.console, environ={"TERM": term} if term else {})
    submit(shell, "SELECT 1;")
    assert run_text(shell, "\\browse")
    assert said().endswith("\\browse needs a terminal with a screen to fill; \\last shows the rows\n")


@pytest.mark.parametrize(
    ("times", "told"), [("auto", "CET, +01:00"), ("utc", "UTC"), ("unix", "seconds since 1970")]
)
def test_set_times_says_which_zone_that_is(shell, said, times, told):
    shell.console = replace(
        shell.console, now=lambda: datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1), "CET"))
    )
    run_text(shell, f"\\set times {times}\n\\set times")
    assert said() == f"times = {times} ({told})\n"


def test_examples_are_wrapped_between_their_words_on_a_screen(shell, console_on_screen):
    shell.console = replace(console_on_screen, width=lambda: 60)
    run_text(shell, "\\h openai.batch.batches")
    shown = shell.console.stdout.getvalue()
    assert (
        "\nINSERT INTO openai.batch.batches (completion_window,\n  endpoint, input_file_id) VALUES" in shown
    )
    assert max(map(len, shown.splitlines())) <= 60


def test_what_is_said_is_wrapped_between_its_words_on_a_screen_and_left_alone_in_a_pipe(
    shell, said, console_on_screen
):
    run_text(shell, "\\foo")
    sentence = "word " * 30
    shell.say(sentence)
    assert f"\n{sentence}\n" in said()
    shell.console = replace(console_on_screen, width=lambda: 60, environ={"NO_COLOR": "1"})
    shell.say(sentence)
    shell.report(UsageError("no", hint=sentence))
    assert {len(line) for line in shell.console.stderr.getvalue().splitlines()} <= set(range(61))


def test_names_are_unique():
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_of_the_help_has_lines(shell, said, topic):
    assert run_text(shell, f"\\? {topic}")
    assert len(said().splitlines()) > 5


def test_the_help_lists_every_key_and_every_setting(shell, said):
    run_text(shell, "\\?keys\n\\?settings")
    assert all(key.help in said() for key in (*KEYS, *BROWSER_KEYS))
    assert all(f"{name} = " in said() for name in SETTINGS)


def test_the_help_on_one_command_shows_its_example(shell, said):
    run_text(shell, "\\? \\watch")
    assert "example: \\watch 1" in said()


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("\\wach", 'no command "\\wach"', "did you mean \\watch"),
        ("\\", 'no command "\\"', "\\? lists them all"),
        ("\\x maybe", '\\x is on, off or auto, not "maybe"', "\\x auto"),
        ("\\x on off", "takes one argument", "\\x [on|off|auto]"),
        ("\\q now", "takes no arguments", "write \\q"),
        ("\\i", "\\i needs a file", "\\i FILE"),
        ("\\i missing.sql", 'cannot read "missing.sql"', ""),
        ("\\i 'half", "a quote is opened", ""),
        ("\\d stauts", 'no table or resource "stauts"', "did you mean"),
        ("\\d batchs", 'no table or resource "batchs"', "openai.batch.batches"),
        ("\\d openai.batch.batchs", 'no resource "batchs" in openai.batch', "batches"),
        ("\\d a.b.c.d", 'no resource or table "a.b.c.d"', "\\d lists"),
        ("\\set output tabel", 'output cannot be "tabel"', "csv"),
        ("\\set 1st x", "cannot be the name of a variable", ""),
        ("\\set nothing", 'no setting or variable "nothing"', ""),
        ("\\unset", "\\unset needs a name", ""),
        ("\\unset outptu", 'no setting or variable "outptu"', "output"),
        ("\\replay", "needs the number", "\\history"),
        ("\\replay x", "needs the number", "\\history"),
        ("\\replay 99", 'no history entry "99"', "\\history"),
        ("\\watch soon", '"soon" is no number', "\\watch 5"),
        ("\\watch", "no statement to watch", ""),
        ("\\format", "no statement to lay out", ""),
        ("\\browse", "there is no result yet", "run a statement first"),
        ("\\? quantum", 'no help topic "quantum"', "\\q"),
        ("\\o!", "\\o! needs", ""),
        ("\\ir", "\\ir needs a file", "\\ir FILE"),
        ("\\e script.sql last", '"last" is no number of a line', "\\e FILE LINE"),
        ("\\h nonsense", 'no table or resource "nonsense"', ""),
    ],
)
def test_a_wrong_command_says_what_to_do(shell, said, line, message, hint):
    assert not run_text(shell, line)
    assert message in said()
    assert hint in said()


def test_the_line_of_a_command_is_read_as_people_write_it():
    assert split_command("\\d batches;") == ("d", "batches")
    assert split_command("\\?keys") == ("?", "keys")
    assert split_command("\\o! out.csv") == ("o!", "out.csv")
    assert split_command("\\x") == ("x", "")
    assert split_words("'my file.sql' C:\\data it") == ["my file.sql", "C:\\data", "it"]


QUOTED = {
    "'it''s'": ["it's"],
    '"say ""hi"""': ['say "hi"'],
    "''": [""],
    "''''": ["'"],
    "'a b'c": ["a bc"],
    "n='a b' m=\"it's\"": ["n=a b", "m=it's"],
    "'C:\\new'": ["C:\\new"],
    " a  b ": ["a", "b"],
    "": [],
}


@pytest.mark.parametrize(("written", "words"), QUOTED.items())
def test_a_quote_in_quotes_is_written_twice_in_every_command(shell, written, words):
    assert split_words(written) == words
    if len(words) == 1 and words[0]:
        run_text(shell, f"\\set v {written}")
        assert shell.session.variables["v"] == words[0]


@pytest.mark.parametrize("text", ["'a", "it's", 'a "b', "'''"])
def test_a_quote_that_is_never_closed_is_an_error(text):
    with pytest.raises(StatementSyntaxError, match="never closed"):
        split_words(text)


@pytest.mark.parametrize(
    ("written", "value"), [("it's", "it's"), ("'a' || 'b'", "'a' || 'b'"), ("5", 5), ("'5'", "5")]
)
def test_a_value_that_is_more_than_one_quoted_word_is_taken_as_it_is(shell, written, value):
    run_text(shell, f"\\set v {written}")
    assert shell.session.variables["v"] == value


@pytest.mark.parametrize("line", ["\\d openai.batch.batches", "\\dt", "\\d", "\\D notes"])
def test_the_plus_of_psql_changes_nothing(shell, rows, line):
    name, space, rest = line.partition(" ")
    assert run_text(shell, line)
    plain = rows()
    assert run_text(shell, f"{name}+{space}{rest}")
    assert rows() == plain * 2


@pytest.mark.parametrize("line", ["\\x+", "\\q+", "\\zz+"])
def test_a_plus_belongs_to_the_commands_that_describe(shell, said, line):
    assert not run_text(shell, line)
    assert f'no command "{line}"' in said()
    assert not shell.leaving


def test_a_command_is_found_in_any_case():
    assert find(COMMANDS, "DT").name == "dt"
    with pytest.raises(UnknownName):
        find(COMMANDS, "zz")


def test_too_many_words_are_refused(shell):
    with pytest.raises(UsageError):
        run_command(shell, "\\dt a b")


def test_describe_alone_lists_every_resource(shell, rows):
    run_text(shell, "\\d")
    for service in shell.session.catalog.services:
        for resource in service.resources:
            assert f"{resource.id}," in rows()


@pytest.mark.parametrize(
    "name", ["openai.batch.batches", "batch.batches", "batches", "BATCHES", "openai.batches.batches"]
)
def test_describe_finds_a_resource_by_any_of_its_names(shell, rows, said, name):
    assert run_text(shell, f"\\d {name}")
    assert "openai.batch.batches: " in said()
    assert 'status,string,"","","validating, failed, in_progress' in rows()
    assert "created_at,integer (time)," in rows()
    assert "cancel_batch,EXEC,batch_id,POST /batches/{batch_id}/cancel" in rows()


def test_describe_marks_what_a_where_hands_to_the_api(shell, rows):
    run_text(shell, "\\d files.files\n\\d vector_store_files")
    assert "\nid,string,key," in rows()
    assert "\npurpose,string,server," in rows()
    assert "\nvector_store_id,string,required," in rows()


def test_describe_knows_local_tables_and_the_service_in_use(shell, session, rows):
    session.service = "batch"
    run_text(shell, "\\d notes\n\\dt\n\\d batches")
    assert "column\nid\nremark\n" in rows()
    assert "notes,table,2,\n" in rows()
    assert 'batches,resource,22,"SELECT, INSERT, EXEC"\n' in rows()
    assert 'openai.files.files,resource,9,"SELECT, INSERT, DELETE, EXEC"\n' in rows()


def test_expanded_and_timing_switch_back_and_forth(shell, session, said):
    run_text(shell, "\\x\n\\x\n\\x off\n\\timing off")
    assert not session.settings.expanded
    assert not session.settings.timing
    assert said().splitlines()[:2] == ["expanded display is on", "expanded display is off"]


def test_a_number_is_one_unless_it_stands_in_quotes(shell, session, said):
    run_text(shell, "\\set n 5\n\\set text '5'\n\\set yes true\n\\set yes")
    assert session.variables == {"n": 5, "text": "5", "yes": True}
    assert said() == "yes = true\n"


def test_set_changes_settings_and_variables(shell, session, rows, said):
    run_text(
        shell,
        "\\set output json\n\\set team search and rescue\n\\set quoted ' a b '\n\\set team\n\\set output",
    )
    assert session.settings.output == "json"
    assert session.variables == {"team": "search and rescue", "quoted": " a b "}
    assert said() == "team = search and rescue\noutput = json\n"
    run_text(shell, "\\set output csv\n\\set")
    assert "team,search and rescue,variable" in rows()
    assert all(f"\n{name}," in rows() for name in SETTINGS)


def test_a_line_break_in_a_variable_cannot_move_the_cursor(shell, session, said):
    session.variables["x"] = "a\x1b[2Jb"
    run_text(shell, "\\set x")
    assert "\x1b" not in said()


def test_unset_removes_a_variable_and_resets_a_setting(shell, session):
    session.variables["team"] = "search"
    run_text(shell, "\\unset team\n\\unset output")
    assert session.variables == {}
    assert session.settings.output == "table"


def test_include_runs_a_file_with_its_commands(shell, session, in_empty_directory):
    (in_empty_directory / "a b.sql").write_text("\ufeffSELECT 1;\n\\x on\nSELECT 2;\n", encoding="utf-8")
    assert run_text(shell, "\\i 'a b.sql'", remember=True)
    assert session.asked == ["SELECT 1", "SELECT 2"]
    assert session.settings.expanded
    assert [entry.text for entry in shell.history.read()] == ["\\i 'a b.sql'"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"SELECT 1;\n\\i loop.sql\n", "runs itself"),
        (b"SELECT '\xff';", "no UTF-8 text (byte 8)"),
        (b"SELECT \0;", "binary file"),
        (b"SELECT boom; SELECT 2;", "stopped at its first error"),
    ],
)
def test_a_file_that_cannot_be_run_says_why(shell, said, in_empty_directory, content, message):
    (in_empty_directory / "loop.sql").write_bytes(content)
    assert not run_text(shell, "\\i loop.sql")
    assert message in said()
    assert shell.including == ()


def test_rows_go_to_a_file_until_they_come_back(shell, rows, in_empty_directory):
    run_text(shell, "\\o out.jsonl\nSELECT 1;\nSELECT 2;\n\\o\nSELECT 3;")
    assert (
        in_empty_directory / "out.jsonl"
    ).read_text() == '{"id": "1", "status": "ok"}\n{"id": "2", "status": "ok"}\n'
    assert rows() == "id,status\n3,ok\n"


def test_a_file_is_never_overwritten_silently(shell, said, in_empty_directory):
    (in_empty_directory / "out.csv").write_text("precious")
    assert not run_text(shell, "\\o out.csv")
    assert "\\o! out.csv replaces it" in said()
    assert (in_empty_directory / "out.csv").read_text() == "precious"
    assert run_text(shell, "\\o! out.csv\nSELECT 1;\n\\o")
    assert (in_empty_directory / "out.csv").read_text() == "id,status\n1,ok\n"


def test_a_file_that_cannot_be_opened_leaves_the_old_one_open(shell, in_empty_directory):
    run_text(shell, "\\o out.csv")
    assert not run_text(shell, "\\o nowhere/out.csv")
    run_text(shell, "SELECT 1;\n\\o")
    assert (in_empty_directory / "out.csv").read_text() == "id,status\n1,ok\n"


def test_the_editor_returns_its_text_to_the_prompt_without_running_it(shell, session, in_empty_directory):
    editor = in_empty_directory / "editor.py"
    editor.write_text(
        "import sys; f = open(sys.argv[1], 'r+'); t = f.read(); f.seek(0); f.write(t.replace('1', '2')); f.close()"
    )
    shell.console.environ["VISUAL"] = f"'{sys.executable}' {editor}"
    submit(shell, "SELECT 1;")
    assert run_text(shell, "\\e")
    assert shell.draft == "SELECT 2;"
    assert session.asked == ["SELECT 1"]
    assert run_text(shell, "\\e script.sql")
    assert shell.draft == "SELECT 2;"
    assert (in_empty_directory / "script.sql").read_text() == "SELECT 2;\n"


@pytest.mark.parametrize(
    ("editor", "message"), [("/no/such/editor", "cannot start"), (f"{sys.executable} -c 'exit(3)'", "code 3")]
)
def test_a_failing_editor_leaves_the_prompt_alone(shell, said, editor, message):
    shell.console.environ["EDITOR"] = editor
    assert not run_text(shell, "\\e")
    assert message in said()
    assert shell.draft == ""


def test_format_lays_the_last_statement_out(shell):
    submit(shell, "select id, status from openai.batch.batches where status = 'x' and id = '1';")
    assert run_text(shell, "\\format")
    assert len(shell.draft.splitlines()) > 3
    assert shell.draft.endswith(";")
    assert "".join(shell.draft.split()) == "".join(f"{shell.last_statement};".split())


def test_history_shows_the_last_entries_or_those_with_a_text(shell, rows):
    for n in range(25):
        submit(shell, f"SELECT {n};")
    start = len(rows())
    run_text(shell, "\\history 2")
    assert [line.split(",")[0] for line in rows()[start:].splitlines()[1:]] == ["24", "25"]
    start = len(rows())
    run_text(shell, "\\history select 1")
    assert len(rows()[start:].splitlines()) == 12
    start = len(rows())
    run_text(shell, "\\history")
    assert len(rows()[start:].splitlines()) == 21


def test_replay_runs_one_entry_whatever_it_does(shell, session):
    submit(shell, "DELETE FROM x; SELECT 2;")
    run_text(shell, "\\replay 1")
    assert session.asked == ["DELETE FROM x", "SELECT 2", "DELETE FROM x"]
    assert shell.history.read()[-1].text == "DELETE FROM x"


def test_a_range_leaves_out_changes_and_commands_and_stops_at_an_error(shell, session, said):
    submit(shell, "SELECT 1; DELETE FROM x;\n\\x off\nSELECT 2;")
    submit(shell, "SELECT boom;")
    submit(shell, "SELECT 3;")
    session.asked.clear()
    run_text(shell, "\\replay 1-6")
    assert session.asked == ["SELECT 1", "SELECT 2", "SELECT boom"]
    assert "2 skipped: it changes something" in said()
    assert "3 skipped: a command of the shell" in said()


def test_an_entry_with_a_masked_secret_is_not_run_again(shell, session, said):
    submit(shell, "SELECT hunter22;")
    session.asked.clear()
    assert not run_text(shell, "\\replay 1")
    assert session.asked == []
    assert "a secret was taken out" in said()


@pytest.mark.parametrize("line", ["\\g", "\\gset"])
def test_rows_of_a_change_are_taken_only_in_its_own_statement(shell, session, said, line):
    submit(shell, "INSERT INTO x VALUES (1) RETURNING id;")
    assert not run_text(shell, line)
    assert session.asked == ["INSERT INTO x VALUES (1) RETURNING id"]
    assert "\\g or \\gset in place of its ;" in said()


def test_a_file_can_run_one_beside_it(shell, session, in_empty_directory):
    (in_empty_directory / "deeper").mkdir()
    (in_empty_directory / "deeper" / "outer.sql").write_text("\\ir inner.sql\nSELECT 2;\n")
    (in_empty_directory / "deeper" / "inner.sql").write_text("SELECT 1;\n")
    assert run_text(shell, "\\i deeper/outer.sql\n\\ir script.sql")
    assert session.asked == ["SELECT 1", "SELECT 2", "SELECT 1"]


def test_the_history_can_be_switched_off_and_on(shell, said):
    submit(shell, "SELECT 1;")
    submit(shell, "\\history off")
    submit(shell, "SELECT 2;")
    submit(shell, "\\history on")
    submit(shell, "SELECT 3;")
    assert [entry.text for entry in shell.history.read()] == ["SELECT 1", "\\history on", "SELECT 3"]
    assert "nothing is kept until \\history on" in said()


@pytest.mark.parametrize("function", READERS.values(), ids=lambda function: function.name)
def test_a_table_function_is_told_with_all_its_options(shell, said, function):
    run_text(shell, f"\\h {function.name}")
    told = said()
    assert function.example in told
    assert [option.name for option in function.options if f"{option.name} = ..." not in told] == []


def test_the_syntax_of_a_statement_is_shown(shell, said):
    run_text(shell, "\\h insert;")
    assert said().startswith("INSERT INTO openai.service.resource")
    run_text(shell, "\\h")
    assert "DESCRIBE openai.service.resource" in said()


def test_a_command_of_the_system_has_the_terminal_and_tells_its_failure(shell, said, capfd):
    assert run_text(shell, "\\! echo out; exit 3")
    assert capfd.readouterr().out == "out\n"
    assert said() == "the command ended with code 3\n"
    shell.console.environ["SHELL"] = "/nowhere/sh"
    assert not run_text(shell, "\\! echo out")
    assert "look at $SHELL" in said()


def test_describe_says_which_statements_write_a_column(shell, rows):
    run_text(shell, "\\d openai.vector_stores.vector_stores")
    assert 'name,string,"","INSERT, UPDATE",' in rows()


def test_a_file_is_edited_at_a_line(shell, in_empty_directory):
    (in_empty_directory / "editor.py").write_text(
        "import sys; open('told', 'w').write(' '.join(sys.argv[1:]))"
    )
    shell.console.environ["EDITOR"] = f"{sys.executable} editor.py"
    assert run_text(shell, "\\e script.sql 12")
    assert (in_empty_directory / "told").read_text() == "+12 script.sql"
    assert shell.draft == "SELECT 1;"


@pytest.mark.parametrize("command", ["\\set dry_run off", "\\unset dry_run"])
def test_no_command_loosens_what_an_option_tightened(shell, session, said, command):
    session.settings.set("dry_run", "on")
    session.settings.hold("dry_run", "--dry-run")
    assert not run_text(shell, command)
    assert "was set by --dry-run" in said()
    assert session.settings.dry_run


def test_help_with_its_colours_goes_to_the_screen_and_to_no_file(shell, console_on_screen):
    shell.console = replace(console_on_screen, stderr=shell.console.stderr)
    run_text(shell, "\\?")
    assert "\x1b[1mWhat there is\x1b[0m" in shell.console.stdout.getvalue()
    assert shell.console.stderr.getvalue() == ""
