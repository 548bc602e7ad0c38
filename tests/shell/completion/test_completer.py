import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from openai_sql_shell.catalog.model import Column, DataType
from openai_sql_shell.classes import replace
from openai_sql_shell.shell.completion.completer import MOST, SqlCompleter
from openai_sql_shell.shell.line_tokens import IncrementalTokenizer


def completions(text, snapshot, *, tab=False, cursor=None):
    event = CompleteEvent(text_inserted=not tab, completion_requested=tab)
    return list(make_completer(lambda: snapshot).get_completions(Document(text, cursor), event))


def make_completer(snapshot, load=lambda: None):
    return SqlCompleter(snapshot, IncrementalTokenizer(), load)


def applied(text, completion):
    return text[: len(text) + completion.start_position] + completion.text


def test_the_menu_replaces_what_is_typed(snapshot):
    text = "select * from openai.batch.ba"
    first = completions(text, snapshot)[0]
    assert applied(text, first) == "select * from openai.batch.batches"


def test_the_menu_shows_a_remark_and_a_kind(snapshot):
    first = completions("select * from openai.batch.ba", snapshot)[0]
    assert "JSONL" in first.display_meta_text
    assert first.style == "class:candidate.resource"


def test_a_value_is_shown_without_its_quotes(snapshot):
    text = "select * from openai.batch.batches where status = 'comp"
    first = completions(text, snapshot)[0]
    assert (first.display_text, applied(text, first)[-11:]) == ("completed", "'completed'")


def test_text_of_the_api_is_made_harmless(snapshot):
    odd = replace(snapshot, ids=(("batch_1", "\x1b[31m\u202efailed"),))
    first = completions("select * from openai.batch.batches where id = '", odd)[0]
    assert first.display_meta_text == r"\x1b[31m\u202efailed"


def test_the_cursor_may_stand_inside_the_text(snapshot):
    text = "select  from openai.files.files"
    assert completions(text, snapshot, cursor=7)[0].text == "id"


def test_a_file_is_read_with_tab_only_and_its_columns_are_known_from_then_on(snapshot):
    asked = []

    def columns(function, path):
        asked.append((function, path))
        return [Column("prompt", DataType.STRING, "")]

    completer = make_completer(lambda: replace(snapshot, file_columns=columns))
    text = "select pro from read_csv('p.csv')"
    typed, tab = CompleteEvent(text_inserted=True), CompleteEvent(completion_requested=True)

    def offered(event):
        return [c.text for c in completer.get_completions(Document(text, 10), event)]

    assert "prompt" not in offered(typed)
    assert asked == []
    assert offered(tab)[0] == "prompt"
    assert set(asked) == {("read_csv", "p.csv")}
    asked.clear()
    assert offered(typed)[0] == "prompt"
    assert asked == []


def test_the_disk_is_asked_only_with_tab(snapshot):
    asked = []
    curious = replace(snapshot, files=lambda typed: asked.append(typed) or ["a.sql"])
    assert completions(r"\i a", curious) == []
    assert asked == []
    assert [c.text for c in completions(r"\i ", curious, tab=True)] == ["a.sql"]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("select 1;", "se"),
        ("select 1; ", "se"),
        ("select 1;\n", "se"),
        ("  ", "se"),
        (r"select 1 \G", "; se"),
        (r"select 1 \G ", "; se"),
        ("select 1\n  ", "o"),
    ],
)
def test_no_menu_opens_by_itself_where_nothing_has_to_be_written(text, more, snapshot):
    assert completions(text, snapshot) == []
    assert completions(text + more, snapshot) != []


def test_tab_opens_it_there_all_the_same(snapshot):
    assert completions("select 1; ", snapshot, tab=True)[0].text == "SELECT"


def test_a_semicolon_in_a_string_ends_nothing(snapshot):
    assert completions("select status from openai.batch.batches where ';' = status and ", snapshot) != []


def test_no_menu_opens_for_a_text_that_nobody_writes(snapshot):
    completer = make_completer(lambda: snapshot)
    completer.keep_quiet(Document("select * from "))
    for text, event, opens in [
        ("select * from ", CompleteEvent(text_inserted=True), False),
        ("select * from ", CompleteEvent(completion_requested=True), True),
        ("select * from b", CompleteEvent(text_inserted=True), True),
    ]:
        assert bool(list(completer.get_completions(Document(text), event))) is opens


def test_the_completer_follows_the_session(snapshot):
    moments = [snapshot, replace(snapshot, service="batch")]
    completer = make_completer(lambda: moments[0])
    event = CompleteEvent(text_inserted=True)
    assert "batches" not in [c.text for c in completer.get_completions(Document("select * from "), event)]
    moments.pop(0)
    assert "batches" in [c.text for c in completer.get_completions(Document("select * from "), event)]


def test_a_menu_has_an_end(snapshot):
    many = replace(snapshot, variables=tuple((f"v{i}", "") for i in range(2 * MOST)))
    assert len(completions("select {{ ", many)) == MOST


def test_the_first_key_is_drawn_before_anything_is_loaded_for_its_menu(snapshot):
    happened = []
    completer = make_completer(lambda: snapshot, load=lambda: happened.append("load"))
    with create_pipe_input() as keys:
        editor = PromptSession(completer=completer, input=keys, output=DummyOutput())

        def see(_):
            text, state = editor.default_buffer.text, editor.default_buffer.complete_state
            happened.append(f"{text} drawn")
            if state and state.completions:
                keys.send_text("\r")

        editor.app.after_render += see
        keys.send_text("s")
        assert editor.prompt() == "s"
    assert happened.index("s drawn") < happened.index("load")
    assert happened.count("load") == 1
