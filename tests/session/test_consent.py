"""Bounds, dry runs and read-only sessions: what is refused or only shown."""

from __future__ import annotations

import json

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.errors import InvalidValue, LocalFileError, RefusedStatement, UnknownName
from openai_sql_shell.session import calls

FILES = "openai.files.files"
STORES = "openai.vector_stores.vector_stores"


def changing(requests):
    return [line for line in requests if not line.startswith("GET")]


def test_more_changes_than_allowed_are_refused_before_the_first(harness, documents):
    harness.rows("SET max_changes = 1")
    error = harness.error(f"DELETE FROM {FILES} WHERE filename LIKE '%.md'", RefusedStatement)
    assert "2 calls of delete_file are more than the 1 allowed" in error.message
    assert all(file in error.message for file in documents)
    assert changing(harness.requests) == []


@pytest.mark.parametrize("consent", [{}, {"assume_yes": True}, {"dry_run": True}])
def test_a_bound_holds_whatever_else_was_consented_to_and_its_setting_is_named(harness, consent):
    harness.session.confirm = lambda _preview: pytest.fail("asked")
    for name, value in {"max_changes": 1, **consent}.items():
        setattr(harness.session.settings, name, value)
    error = harness.error(f"INSERT INTO {STORES} (name) VALUES ('a'), ('b')", RefusedStatement)
    assert error.hint == r"raise --max-changes (\set max_changes), or narrow the statement"
    assert harness.requests == []


@pytest.mark.usefixtures("documents")
def test_as_many_changes_as_allowed_are_made(harness):
    harness.rows("SET max_changes = 2")
    harness.rows(f"DELETE FROM {FILES} WHERE filename LIKE '%.md'")
    assert len(changing(harness.requests)) == 2


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        (
            f"INSERT INTO {STORES} (name, metadata) VALUES ('ü', '{{\"a\":\"b\"}}'), ('y', NULL)",
            [
                ("POST", "/vector_stores", {"name": "ü", "metadata": {"a": "b"}}),
                ("POST", "/vector_stores", {"name": "y"}),
            ],
        ),
        (
            f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_1'",
            [("POST", "/vector_stores/vs_1", {"name": "x"})],
        ),
        (
            f"DELETE FROM {FILES} WHERE id IN ('a', 'b')",
            [("DELETE", "/files/a", None), ("DELETE", "/files/b", None)],
        ),
        (
            "EXEC openai.batch.batches.cancel_batch @batch_id = 'batch_1'",
            [("POST", "/batches/batch_1/cancel", None)],
        ),
    ],
)
def test_a_dry_run_shows_the_requests_and_sends_none(harness, sql, rows):
    harness.rows("SET dry_run = on")
    found = harness.rows(sql)
    assert [(method, path, body and json.loads(body)) for method, path, body in found] == rows
    assert harness.columns() == ["method", "request", "body"]
    assert harness.requests == []
    assert harness.notices() == [f"dry run: {len(rows)} of these requests not sent"]


def test_a_dry_run_shows_a_form_with_its_file(harness, jsonl):
    harness.rows("SET dry_run = on")
    [(_, _, body)] = harness.rows(f"INSERT INTO {FILES} (file, purpose) VALUES ('{jsonl}', 'batch')")
    assert json.loads(body) == {"purpose": "batch", "file": str(jsonl)}
    assert harness.requests == []


def test_a_dry_run_reads_what_it_has_to_find(harness, documents):
    harness.rows("SET dry_run = on")
    found = harness.rows(f"DELETE FROM {FILES} WHERE filename = 'one.md'")
    assert [path for _, path, _ in found] == [f"/files/{documents[0]}"]
    assert changing(harness.requests) == []


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        (f"INSERT INTO {STORES} (metadata) VALUES ('{{')", InvalidValue),
        (f"INSERT INTO {FILES} (file, purpose) VALUES ('no-such-file', 'batch')", LocalFileError),
        (f"INSERT INTO {STORES} (name) VALUES ('x') RETURNING nope", UnknownName),
    ],
)
def test_a_dry_run_finds_the_same_mistakes(harness, sql, kind):
    harness.rows("SET dry_run = on")
    harness.error(sql, kind)


def test_a_dry_run_reads_and_downloads_as_usual(harness, documents):
    harness.rows("SET dry_run = on")
    assert harness.value(f"SELECT count(*) FROM {FILES}") == 2
    assert harness.record(f"EXEC {FILES}.download_file @file_id = '{documents[0]}'")["bytes"] > 0


@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT INTO {STORES} (name) VALUES ('x')",
        f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_1'",
        f"DELETE FROM {FILES} WHERE id = 'a'",
        "EXEC openai.batch.batches.cancel_batch @batch_id = 'batch_1'",
        f"DELETE FROM {FILES} WHERE filename = 'x'",
    ],
)
def test_a_read_only_session_refuses_changes_and_sends_nothing(harness, sql):
    harness.rows("SET read_only = on")
    assert "this session is read-only" in harness.error(sql, RefusedStatement).message
    assert harness.requests == []


def test_a_read_only_profile_refuses_changes_too(harness):
    harness.session.profile = replace(harness.session.profile, read_only=True)
    error = harness.error(f"INSERT INTO {STORES} (name) VALUES ('x')", RefusedStatement)
    assert "profile 'test' is read-only" in error.message


def test_a_read_only_session_reads_searches_and_keeps_local_tables(harness, store):
    harness.rows("SET read_only = on")
    assert harness.value(f"SELECT count(*) FROM {STORES}") == 1
    assert harness.rows(f"EXEC {STORES}.search @vector_store_id = '{store}', @query = 'x'") == []
    harness.rows("CREATE TABLE mine AS SELECT 1 AS a")
    harness.rows("DELETE FROM mine")


@pytest.mark.parametrize(
    ("sql", "changes"),
    [
        (f"INSERT INTO {STORES} (name) VALUES ('x')", True),
        (f"DELETE FROM {FILES} WHERE id = 'x'", True),
        ("EXEC openai.batch.batches.cancel @batch_id = 'b'", True),
        ("EXEC openai.batch.batches.list_batches", False),
        (f"EXEC {FILES}.download_file @file_id = 'x'", False),
        (f"EXEC {STORES}.search @vector_store_id = 'v', @query = 'x'", False),
        (f"SELECT * FROM {STORES}", False),
        (f"EXPLAIN DELETE FROM {FILES} WHERE id = 'x'", False),
        ("CREATE TABLE mine (a)", False),
        ("SHOW SERVICES", False),
        ("SELECT FROM WHERE", False),
        ("DELETE FROM openai.no.such", False),
    ],
)
def test_one_can_ask_whether_a_statement_changes_something(harness, sql, changes):
    assert harness.session.changes(sql) is changes
    assert harness.requests == []


@pytest.fixture
def stores(harness):
    made = []
    for half in (range(6), range(6, 12)):
        values = ", ".join(f"('store {n}')" for n in half)
        made += harness.column(f"INSERT INTO {STORES} (name) VALUES {values} RETURNING id")
    return made


@pytest.mark.usefixtures("stores")
def test_a_script_needs_consent_for_many_objects(harness):
    error = harness.error(f"DELETE FROM {STORES} WHERE name LIKE 'store%'", RefusedStatement)
    assert "DELETE would change 12 objects" in error.message
    assert "--yes" in error.hint
    assert changing(harness.requests) == []


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("consent", [{"assume_yes": True}, {"max_changes": 12}])
def test_consent_given_beforehand_is_enough(harness, consent):
    for name, value in consent.items():
        setattr(harness.session.settings, name, value)
    harness.rows(f"DELETE FROM {STORES} WHERE name LIKE 'store%'")
    assert harness.value(f"SELECT count(*) FROM {STORES}") == 0


def test_a_person_is_shown_what_will_happen_and_asked(harness, stores):
    asked = []
    harness.session.confirm = lambda preview: asked.append(preview) or False
    error = harness.error(f"DELETE FROM {STORES} WHERE name IN ('store 1', 'store 2')")
    assert (error.message, error.exit_code) == ("nothing was changed", 130)
    assert changing(harness.requests) == []
    [preview] = asked
    assert (preview.verb, preview.resource, preview.count) == ("DELETE", STORES, 2)
    assert {name for name, _ in preview.objects} <= set(stores)
    assert {label for _, label in preview.objects} == {"store 1", "store 2"}
    assert preview.request == "DELETE /vector_stores/{vector_store_id}"


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize(
    ("count", "where", "made"),
    [(10, True, True), (11, True, False), (10, False, False), (1, False, False), (0, False, True)],
)
def test_a_script_may_change_ten_objects_it_says_which_of(harness, count, where, made):
    extra = ", ".join(f"'store {n}'" for n in range(count, 12))
    harness.session.settings.assume_yes = True
    harness.rows(f"DELETE FROM {STORES} WHERE name IN ({extra})")
    harness.session.settings.assume_yes = False
    sql = f"DELETE FROM {STORES}" + (" WHERE name LIKE 'store%'" if where else "")
    if made:
        harness.rows(sql)
    else:
        error = harness.error(sql, RefusedStatement)
        assert f" would change {count} objects of {STORES}: " in error.message
        assert error.message.endswith(" ...") is (count > 10)
        assert error.message.count("vs_") == min(count, 10)
    assert len(changing(harness.requests)) == (count if made else 0)


@pytest.mark.parametrize(
    ("where", "asked"),
    [
        ("WHERE name = 'store 1'", False),
        ("WHERE name IN ('store 1', 'store 2')", True),
        ("WHERE name = 'nobody'", False),
        ("", True),
    ],
)
@pytest.mark.usefixtures("stores")
def test_a_person_is_asked_from_the_second_object_on_and_where_nothing_says_which(harness, where, asked):
    questions = []
    harness.session.confirm = lambda preview: questions.append(preview.count) or True
    harness.rows(f"DELETE FROM {STORES} {where}")
    assert bool(questions) is asked


def test_a_person_is_asked_about_the_only_object_where_nothing_says_which(harness, store):
    questions = []
    harness.session.confirm = lambda preview: questions.append(preview.objects) or False
    harness.error(f"DELETE FROM {STORES}")
    assert questions == [((store, "notes"),)]


def test_one_named_object_is_changed_without_a_question(harness, stores):
    harness.session.confirm = lambda _preview: pytest.fail("asked")
    harness.rows(f"DELETE FROM {STORES} WHERE id = '{stores[0]}'")
    assert harness.value(f"SELECT count(*) FROM {STORES}") == 11


@pytest.mark.usefixtures("stores")
def test_a_person_may_change_everything_after_being_asked(harness):
    harness.session.confirm = lambda preview: preview.count == 12
    harness.rows(f"DELETE FROM {STORES}")
    assert harness.value(f"SELECT count(*) FROM {STORES}") == 0


COPY = f"INSERT INTO {STORES} (name) SELECT name || '!' FROM {STORES}"


def literal(count):
    return f"INSERT INTO {STORES} (name) VALUES " + ", ".join(f"('{n}')" for n in range(count))


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("sql", [COPY, literal(11)], ids=["found by a query", "literal"])
def test_a_script_needs_consent_for_making_many_objects(harness, sql):
    error = harness.error(sql, RefusedStatement)
    assert "INSERT would make 1" in error.message
    assert "--yes" in error.hint
    assert changing(harness.requests) == []


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("consent", [{"assume_yes": True}, {"max_changes": 12}])
@pytest.mark.parametrize("sql", [COPY, literal(12)], ids=["found by a query", "literal"])
def test_consent_given_beforehand_is_enough_for_making_many(harness, consent, sql):
    for name, value in consent.items():
        setattr(harness.session.settings, name, value)
    harness.rows(sql)
    assert len(changing(harness.requests)) == 12


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("sql", [COPY, literal(11)], ids=["found by a query", "literal"])
def test_a_person_is_asked_before_many_objects_are_made(harness, sql):
    asked = []
    harness.session.confirm = lambda preview: asked.append(preview) or False
    assert harness.error(sql).message == "nothing was changed"
    [preview] = asked
    assert (preview.verb, preview.count > 10) == ("INSERT", True)
    assert changing(harness.requests) == []


@pytest.mark.parametrize("sql", [literal(10), f"{COPY} LIMIT 10"], ids=["literal", "found by a query"])
@pytest.mark.usefixtures("stores")
def test_ten_objects_are_made_without_a_question(harness, sql):
    harness.session.confirm = lambda _preview: pytest.fail("asked")
    harness.rows(sql)
    assert len(changing(harness.requests)) == 10


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize("count", [5, 10])
def test_a_script_changes_ten_named_objects_without_consent(harness, stores, count):
    listed = ", ".join(f"'{name}'" for name in stores[:count])
    harness.rows(f"DELETE FROM {STORES} WHERE id IN ({listed})")
    assert len(changing(harness.requests)) == count


# --- transactions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begin", ["BEGIN", "START TRANSACTION", "SAVEPOINT here"])
@pytest.mark.parametrize(
    "sql",
    [
        f"DELETE FROM {FILES} WHERE file_id = 'file-1'",
        f"DELETE FROM {FILES} WHERE filename = 'x'",
        f"INSERT INTO {STORES} (name) VALUES ('x')",
        f"UPDATE {STORES} SET name = 'x' WHERE id = 'vs_1'",
        "EXEC openai.batch.batches.cancel @batch_id = 'batch_1'",
        f"EXEC openai.batch.batches.cancel @batch_id = (SELECT id FROM {FILES})",
    ],
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_change_of_the_api_is_refused_in_a_transaction(harness, begin, sql, dry_run):
    harness.session.settings.dry_run = dry_run
    harness.rows(begin)
    error = harness.error(sql, RefusedStatement)
    assert "no transactions" in error.message
    assert "--dry-run" in error.hint
    assert harness.requests == []


def test_behind_the_transaction_changes_are_made_again(harness):
    harness.rows("BEGIN")
    harness.rows("CREATE TABLE mine (a)")
    harness.rows("ROLLBACK")
    harness.rows(f"INSERT INTO {STORES} (name) VALUES ('x')")
    assert harness.requests == ["POST /vector_stores"]


def test_in_a_transaction_one_reads_and_searches_as_usual(harness, store):
    harness.rows("BEGIN")
    assert harness.value(f"SELECT count(*) FROM {STORES}") == 1
    harness.rows(f"EXEC {STORES}.search @vector_store_id = '{store}', @query = 'x'")


# --- bounds of options -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "held", "looser", "tighter"),
    [
        ("dry_run", "on", ["off", "false", "no"], ["on"]),
        ("read_only", "on", ["off"], ["on", "yes"]),
        ("max_changes", "5", ["6", "off", "100"], ["5", "4", "0"]),
    ],
)
def test_no_statement_loosens_what_an_option_tightened(harness, name, held, looser, tighter):
    harness.session.settings.set(name, held)
    harness.session.settings.hold(name, "--the-option")
    for value in looser:
        error = harness.error(f"SET {name} = '{value}'", RefusedStatement)
        assert "--the-option" in error.message
        assert harness.session.settings.show(name) == held
    for value in tighter:
        harness.rows(f"SET {name} = '{value}'")


def test_a_bound_that_was_made_tighter_does_not_become_looser_again(harness):
    harness.session.settings.set("max_changes", "5")
    harness.session.settings.hold("max_changes", "--max-changes")
    harness.rows("SET max_changes = 3")
    harness.error("SET max_changes = 5", RefusedStatement)


@pytest.mark.parametrize("name", ["dry_run", "read_only"])
def test_what_a_statement_switched_on_a_statement_may_switch_off(harness, name):
    harness.rows(f"SET {name} = on")
    harness.rows(f"SET {name} = off")


WITHOUT_END = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT 'a' || i AS {} FROM n"


@pytest.mark.parametrize("before", ["", "EXPLAIN "])
@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT INTO {STORES} (name) {WITHOUT_END.format('name')}",
        f"INSERT INTO {STORES} (name) SELECT filename FROM {FILES} a, ({WITHOUT_END.format('n')})",
        f"EXEC openai.batch.batches.cancel_batch FOR EACH ({WITHOUT_END.format('batch_id')})",
    ],
)
@pytest.mark.usefixtures("documents")
def test_a_change_of_rows_without_end_is_refused_before_memory_is_full(harness, monkeypatch, before, sql):
    monkeypatch.setattr(calls, "MOST_ROWS", 1_000)
    if before and FILES in sql:
        assert harness.rows(before + sql)
        return
    error = harness.error(before + sql, RefusedStatement)
    assert error.message == "this would make more than 1,000 calls; none was made"
    assert changing(harness.requests) == []


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_change_that_would_end_for_want_of_requests_is_refused_before_its_first_call(
    harness, documents, most
):
    harness.session.confirm = lambda _preview: most > len(documents) or pytest.fail("asked")
    harness.rows(f"SET max_requests = {most}")
    delete = f"DELETE FROM {FILES} WHERE filename LIKE '%.md'"
    if most > len(documents):
        harness.rows(delete)
        assert len(changing(harness.requests)) == len(documents)
        return
    error = harness.error(delete, RefusedStatement)
    assert "2 calls of delete_file need more requests than the" in error.message
    assert changing(harness.requests) == []
