from dataclasses import replace

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from openai_sql_shell.shell.completion import completer as completion
from openai_sql_shell.shell.completion.completer import MOST, SqlCompleter


def completions(text, known, *, tab=False, cursor=None):
    event = CompleteEvent(text_inserted=not tab, completion_requested=tab)
    return list(SqlCompleter(lambda: known).get_completions(Document(text, cursor), event))


def applied(text, completion):
    return text[: len(text) + completion.start_position] + completion.text


def test_the_menu_replaces_what_is_typed(known):
    text = "select * from openai.batch.ba"
    first = completions(text, known)[0]
    assert applied(text, first) == "select * from openai.batch.batches"


def test_the_menu_shows_a_remark_and_a_kind(known):
    first = completions("select * from openai.batch.ba", known)[0]
    assert "JSONL" in first.display_meta_text
    assert first.style == "class:candidate.resource"


def test_a_value_is_shown_without_its_quotes(known):
    text = "select * from openai.batch.batches where status = 'comp"
    first = completions(text, known)[0]
    assert (first.display_text, applied(text, first)[-11:]) == ("completed", "'completed'")


def test_text_of_the_api_is_made_harmless(known):
    odd = replace(known, ids=(("batch_1", "\x1b[31m\u202efailed"),))
    first = completions("select * from openai.batch.batches where id = '", odd)[0]
    assert first.display_meta_text == r"\x1b[31m\u202efailed"


def test_the_cursor_may_stand_inside_the_text(known):
    text = "select  from openai.files.files"
    assert completions(text, known, cursor=7)[0].text == "id"


def test_the_disk_is_asked_only_with_tab(known):
    asked = []
    curious = replace(known, files=lambda typed: asked.append(typed) or ["a.sql"])
    assert completions(r"\i ", curious) == []
    assert asked == []
    assert [c.text for c in completions(r"\i ", curious, tab=True)] == ["a.sql"]


def test_the_completer_follows_the_session(known):
    moments = [known, replace(known, service="batch")]
    completer = SqlCompleter(lambda: moments[0])
    event = CompleteEvent(text_inserted=True)
    assert "batches" not in [c.text for c in completer.get_completions(Document("select * from "), event)]
    moments.pop(0)
    assert "batches" in [c.text for c in completer.get_completions(Document("select * from "), event)]


def test_a_menu_has_an_end(known):
    many = replace(known, variables=tuple((f"v{i}", "") for i in range(2 * MOST)))
    assert len(completions("select {{ ", many)) == MOST


def test_the_first_key_is_drawn_before_anything_is_loaded_for_its_menu(known, monkeypatch):
    happened = []
    monkeypatch.setattr(completion, "load", lambda: happened.append("load"))
    with create_pipe_input() as keys:
        editor = PromptSession(completer=SqlCompleter(lambda: known), input=keys, output=DummyOutput())

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
