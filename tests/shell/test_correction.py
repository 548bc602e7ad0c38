"""The correction of a statement that failed over one name."""

import pytest

from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import EngineError, Span, UnknownName
from openai_sql_shell.session.session import Session
from openai_sql_shell.shell.correction import corrected
from openai_sql_shell.shell.editor.suggestion import offered
from openai_sql_shell.shell.greeting import FIRST_STATEMENT
from openai_sql_shell.shell.run_input import submit

MEANT = {
    "SELECT statu FROM openai.batch.batches": "SELECT status FROM openai.batch.batches;",
    "SELECT b.statu FROM openai.batch.batches b": "SELECT b.status FROM openai.batch.batches b;",
    "SELECT id FROM openai.batch.batchs": "SELECT id FROM openai.batch.batches;",
    "SELECT id FROM openai.batc.batches": "",
    "SELECT id\nFROM openai.batch.batchs\n  LIMIT 1": "SELECT id FROM openai.batch.batches LIMIT 1;",
    "SELECT id openai.batch.batches": "SELECT id FROM openai.batch.batches;",
    "SELECT id form openai.batch.batches": "SELECT id FROM openai.batch.batches;",
    "SELECT id, status openai.batch.batches LIMIT 1": "SELECT id, status FROM openai.batch.batches LIMIT 1;",
    "SELECT id FROM openai.batch.batches WHERE status = in_progress": (
        "SELECT id FROM openai.batch.batches WHERE status = 'in_progress';"
    ),
    "SELEC 1": "SELECT 1;",
    "SELECT lenth('a')": "SELECT length('a');",
    "SHOW RESORCES IN openai.batch": "SHOW RESOURCES IN openai.batch;",
    "SELECT statu -- which\nFROM openai.batch.batches": "",
    "SELECT nonsense FROM openai.batch.batches": "",
    "SELECT 1 FROM mytable": 'SELECT 1 FROM "my table";',
    'SELECT 1 FROM "mytable"': 'SELECT 1 FROM "my table";',
    "EXEC openai.batch.batches.cancel_batc @batch_id = 'b'": "EXEC openai.batch.batches.cancel_batch @batch_id = 'b';",
    "SELECT id FROM": "",
}


@pytest.fixture(scope="module")
def real_session():
    session = Session(Profile("test", "http://127.0.0.1:9/v1", api_key="hunter22"), Settings())
    list(session.execute('CREATE TABLE "my table" (x)').rows)
    yield session
    session.close()


@pytest.mark.parametrize(("text", "meant"), MEANT.items())
def test_the_name_that_was_meant_stands_in_the_place_of_the_wrong_one(real_session, text, meant):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - any of ours
        real_session.execute(text)
    assert corrected(text, caught.value) == meant


def test_without_a_place_or_with_several_names_there_is_none():
    assert corrected("SELECT a", None) == ""
    assert corrected("SELECT a", EngineError("no", span=Span(7, 8))) == ""
    assert corrected("SELECT a", UnknownName("column", "a", ["b"])) == ""
    assert corrected("SELECT a", UnknownName("column", "a", ["b", "c"], span=Span(7, 8))) == ""


def test_the_next_prompt_offers_it_and_no_other(shell, session, console_on_screen):
    def execute(_text, _cancel):
        raise UnknownName("column", "boom", ["bloom"], span=Span(7, 11))

    session.execute = execute
    submit(shell, "SELECT boom;")
    assert shell.correction == "SELECT bloom;"
    assert offered(shell, first=True) is None, "without colours it would look typed"
    shell.console = console_on_screen
    assert offered(shell, first=True).text == "SELECT bloom;"
    shell.correction = ""
    assert offered(shell, first=False) is None
    assert offered(shell, first=True).text == FIRST_STATEMENT
