import pytest
from hypothesis import given
from hypothesis import strategies as st

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.classes import replace
from openai_sql_shell.shell.completion.rules import RULES
from openai_sql_shell.shell.completion.snapshot import Snapshot
from openai_sql_shell.shell.completion.text import complete_text
from openai_sql_shell.sql.parser import parse
from openai_sql_shell.sql.statements import Insert

EXAMPLES = [example[0] for rule in RULES for example in rule.examples]
PIECES = st.sampled_from(
    [*EXAMPLES, *"();,.'\"`[]{}@\\\n", " ", "select ", " from ", "{{", "/*+", "--", "é▮", "\x00"]
)


def texts(text, **snapshot):
    return [c.text for c in complete_text(text, snapshot=Snapshot(**snapshot))]


def metas(text):
    return {c.text: c.meta for c in complete_text(text)}


@given(st.lists(PIECES, max_size=5).map("".join), st.integers(0, 400))
def test_no_text_and_no_cursor_is_too_much(text, cursor):
    cursor = min(cursor, len(text))
    for candidate in complete_text(text, cursor):
        assert 0 <= candidate.start <= cursor
        assert candidate.text


@pytest.mark.parametrize(
    "text", ["(" * 5_000, "select " * 5_000, "a." * 5_000, "select (select " * 2_000, "with a as (" * 2_000]
)
def test_deep_nonsense_is_survived(text):
    complete_text(text)
    complete_text(text, len(text) // 2)


def test_the_start_counts_from_the_beginning_of_the_text():
    text = "select 1; select * from openai.files.fi"
    assert {c.start for c in complete_text(text)} == {text.rindex("fi")}


def test_a_mark_in_the_text_is_the_cursor():
    assert complete_text("select ▮ from openai.files.files") == complete_text(
        "select  from openai.files.files", 7
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [("sel▮", "select"), ("SEL▮", "SELECT"), ("SELECT id ▮", "FROM"), ("select id ▮", "from")],
)
def test_keywords_follow_the_case_of_the_person(text, word):
    assert word in texts(text)


def test_after_use_short_names_come_first_and_full_names_stay():
    offered = texts("select * from ▮", service="batch")
    assert offered[0] == "batches"
    assert "openai.files.files" in offered


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("select * from fil▮", "openai.files.files"),
        ("select * from openai.fil▮", "files"),
        ("insert into fil▮", "openai.files.files"),
        ("exec downl▮", "openai.files.files.download_file"),
        ("use fil▮", "openai.files"),
        ("select filen▮", "filename"),
        ("select stat▮", "status"),
        (r"\d fil▮", "openai.files.files"),
        (r"\copy (select * from fil▮", "openai.files.files"),
    ],
)
def test_after_use_the_names_of_other_services_are_offered(text, first):
    assert texts(text, service="batch", commands=((r"\d", ""),))[0] == first


def test_after_use_short_names_have_columns():
    assert texts("select * from batches where stat▮", service="batch") == ["status"]


def test_a_join_follows_use_and_avoids_aliases_that_are_taken():
    offered = texts(
        "select * from openai.files.files f join openai.files.files f2 on 1 join ▮", service="files"
    )
    assert "openai.vector_stores.vector_store_files vsf on vsf.id = f.id" in offered
    batches = texts("select * from openai.batch.batches f join ▮")
    assert "openai.files.files f2 on f2.id = f.input_file_id" in batches


def test_columns_that_two_tables_share_are_offered_with_their_table():
    offered = texts("select ▮ from openai.batch.batches b join openai.files.files f")
    assert {"b.id", "f.id", "endpoint", "filename", "b.", "f."} <= set(offered)
    assert "b.endpoint" not in offered


def test_filters_say_what_they_cost():
    remarks = metas("select * from openai.vector_stores.vector_store_files where ▮")
    assert "required" in remarks["vector_store_id"]
    assert "key: one request" in remarks["id"]
    assert "filtered by the API" in remarks["status"]
    assert "filtered" not in remarks["created_at"]


def test_insert_columns_say_which_are_required():
    remarks = metas("insert into openai.batch.batches (▮")
    assert "required" in remarks["endpoint"]
    assert "required" not in remarks["metadata"]


@pytest.mark.parametrize("given", ["files", "file_id"])
def test_one_of_several_alternatives_is_enough(given):
    offered = complete_text(
        f"insert into openai.vector_stores.vector_store_file_batches ({given}, vector_store_id, ▮"
    )
    assert {c.text: "required" in c.meta for c in offered}["file_ids"] is False


def test_all_required_columns_can_be_taken_at_once():
    snippet = next(c for c in complete_text("insert into openai.batch.batches (▮") if c.kind == "snippet")
    assert snippet.text == "completion_window, endpoint, input_file_id"
    assert snippet.display == "all required columns"


def test_identifiers_come_newest_first_with_their_status():
    ids = (("batch_2", "in_progress"), ("file-1", "processed"), ("batch_1", "failed"))
    found = complete_text("select * from openai.batch.batches where id = '▮", snapshot=Snapshot(ids=ids))
    assert [(c.display, c.meta) for c in found] == [("batch_2", "in_progress"), ("batch_1", "failed")]


@pytest.mark.parametrize(
    ("place", "offered"),
    [
        ("select * from openai.batch.batches where id = '▮", ["batch-1'", "batch_9'"]),
        ("select * from openai.vector_stores.vector_store_file_batches where batch_id = '▮", ["batch_1'"]),
        ("select * from openai.files.files where id = '▮", ["2f1b'"]),
        ("select * from openai.models.models where id = '▮", ["batch_7'"]),
    ],
)
def test_an_identifier_is_offered_where_it_was_seen_and_by_its_beginning_where_it_was_not(place, offered):
    known = {
        "batch-1": "openai.batch.batches",
        "batch_1": "openai.vector_stores.vector_store_file_batches",
        "2f1b": "openai.files.files",
        "batch_7": "openai.models.models",
    }
    ids = tuple((key, "") for key in (*known, "batch_9"))
    assert texts(place, ids=ids, id_resources=known) == offered


@pytest.mark.parametrize(
    ("place", "offered"),
    [
        ("exec openai.batch.batches.retry @batch_id = '▮", "batch_1'"),
        ("insert into openai.vector_stores.vector_store_file_batches (file_id) values ('▮", "file-1'"),
    ],
)
def test_the_id_of_an_object_is_no_path(place, offered):
    ids = (("batch_1", ""), ("file-1", ""))
    assert texts(place, ids=ids, files=lambda _typed: ["notes.md"]) == [offered]


def test_an_identifier_that_is_no_plain_word_is_not_offered():
    ids = (("batch_\x1b[2J", ""), ("batch_' or 1", ""), ("batch_1", ""))
    assert texts("select * from openai.batch.batches where id = '▮", ids=ids) == ["batch_1'"]


@pytest.mark.parametrize(
    "text",
    [
        "select id from openai.batch.batches order by created_at desc nulls ▮",
        "select id from openai.batch.batches order by created_at nulls ▮, id",
        "select rank() over (order by id nulls ▮) from openai.batch.batches",
        "select rank() over w from openai.batch.batches window w as (order by id nulls ▮)",
    ],
)
def test_nothing_but_first_and_last_is_offered_behind_nulls(text):
    assert texts(text) == ["first", "last"]


def test_the_value_of_a_variable_is_shown_without_keys():
    found = complete_text("select {{ ▮", snapshot=Snapshot(variables=(("key", "sk-proj-abcd1234"),)))
    assert [c.meta for c in found] == ["sk-…"]


@pytest.mark.parametrize(
    ("resource", "has_required"),
    [
        (r.id, any(m.required for m in r.for_verb(SqlVerb.INSERT)))
        for r in Snapshot().catalog.declarations()
        if r.for_verb(SqlVerb.INSERT)
    ],
)
def test_the_template_of_a_row_is_a_statement(resource, has_required):
    text = f"insert into {resource} "
    templates = [c.text for c in complete_text(text) if c.kind == "snippet"]
    for template in templates:
        assert isinstance(parse(text + template), Insert)
    assert len(templates) == has_required


def test_a_value_with_a_quote_in_it_stays_one_string(snapshot):
    odd = replace(snapshot, files=lambda typed: ["it's.jsonl"] if typed in ("", "it's") else [])
    values = [c.text for c in complete_text("insert into openai.files.files (file) values (▮", snapshot=odd)]
    assert values[0] == "'it''s.jsonl'"
    typed = "insert into openai.files.files (file) values ('it''s▮"
    assert [c.text for c in complete_text(typed, snapshot=odd)] == ["it''s.jsonl'"]


def test_a_name_that_needs_quotes_gets_them(snapshot):
    class Odd:
        name, kind, columns = "odd name", "table", ("order",)

    odd = replace(snapshot, local=(Odd(),))
    assert complete_text("select * from odd▮", snapshot=odd)[0].text == '"odd name"'
    assert [c.text for c in complete_text('select ord▮ from "odd name"', snapshot=odd)] == ['"order"']


def test_what_was_used_before_rises():
    offered = texts("select ▮ from openai.batch.batches", usage={"status": 3, "model": 1})
    assert offered[:3] == ["status", "model", "id"]


def test_an_unused_session_offers_statements_first():
    assert texts("▮")[0] == "SELECT"


def test_before_a_table_is_named_no_column_is_said_to_be_required_or_filtered():
    offered = [candidate.text for candidate in complete_text("SELECT v.")]
    assert offered.index("id") < offered.index("vector_store_id")


TABLES = ["runs", "parts", "objects", "sightings", "file_batches"]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("select * from local.", TABLES),
        ("describe local.", TABLES),
        ("delete from local.", []),
        ("insert into local.", []),
        ("select * from local.parts where bat", ["batch_id"]),
    ],
)
def test_what_this_machine_keeps_is_offered_for_reading(text, offered):
    assert texts(text) == offered


def test_it_is_no_part_of_the_api():
    assert "local" in texts("show resources in ")
    assert "local" not in texts("show resources in openai.")
    assert "local" not in texts("select * from openai.")


def test_queries_that_stand_for_tables_are_offered_for_reading():
    assert "batch_errors" in texts("select * from openai.batch.")


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("select * from openai.batch.batch_results where outcome in ('ok', 'exp▮", "expired'"),
        ("select * from openai.batch.batch_results r where r.source = 'err▮", "error'"),
        ("select * from openai.batch.batch_e▮", "batch_errors"),
        ("select * from openai.files.or▮", "orphans"),
        ("select e.▮ from openai.batch.batch_errors e", "code"),
        ("select request_l▮ from openai.batch.batch_results", "request_line"),
        ("select * from openai.batch.batches b join openai.batch.batch_res▮", "batch_results"),
        ("select * from openai.batch.batches b join openai.batch.batch_results r on ▮", "r.batch_id = b.id"),
    ],
)
def test_lines_and_views_are_offered_like_any_table(text, offered):
    assert offered in texts(text)


def test_a_part_of_the_lines_says_that_fewer_files_are_read():
    remarks = metas("select * from openai.batch.batch_results where ▮")
    assert "required" in remarks["batch_id"]
    assert "fewer files are read" in remarks["source"]
