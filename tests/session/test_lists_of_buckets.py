"""Usage, costs and audit logs: what WHERE says of time and groups is what the list is asked with, and no answer is less than that."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from answering import answering, rows_of, talking_to

from openai_sql_shell.errors import ApiError, InvalidValue, MissingParameters, OpenAISqlError

DAY = 86400
END = 20 * DAY
"""The present of the server: the last bucket begins a day before."""
USAGE = "openai.usage.completions"
RESULTS = "openai.usage.completions_results"
COSTS = "openai.costs.costs_results"
JOINED = f"{RESULTS} u JOIN {COSTS} c ON c.start_time = u.start_time AND c.project_id = u.project_id AND {{}}"
GROUPED = "u.group_by = 'project_id' AND c.group_by = 'project_id'"
ONE_MODEL = f"(start_time = {15 * DAY} AND group_by = 'model')"
ONE_DAY = f"start_time = {16 * DAY}"
LOGS = "openai.audit_logs.audit_logs"


def answer(_verb, path, _body):
    url = urlsplit(path)
    asked = parse_qs(url.query)
    if url.path == "/organization/audit_logs":
        logs = [{"id": f"log_{at}", "effective_at": at, "type": "login.failed"} for at in range(10)]
        return {"object": "list", "data": logs, "has_more": False}
    start, end = int(asked["start_time"][0]), int(asked.get("end_time", [END])[0])
    days = range(start // DAY, -(-min(end, END) // DAY))
    most = int(asked["limit"][0])
    first = int(asked.get("page", ["0="])[0].rstrip("="))
    data = [
        {
            "object": "bucket",
            "start_time": day * DAY,
            "end_time": min((day + 1) * DAY, end),
            "results": [{"object": "result", "num_model_requests": day, "project_id": p} for p in ("a", "b")]
            if end >= (day + 1) * DAY
            else [],
        }
        for day in list(days)[first : first + most]
    ]
    more = first + most < len(days)
    return {
        "object": "page",
        "data": data,
        "has_more": more,
        "next_page": f"{first + most}==" if more else None,
    }


@pytest.fixture(scope="module")
def server():
    with answering(answer) as server:
        yield server


@pytest.fixture
def ask(server):
    with talking_to(server) as session:

        def run(sql):
            server.seen.clear()
            return rows_of(session, sql)

        yield run


def days(first, last=19):
    return [(day * DAY,) for day in range(first, last + 1)]


@pytest.mark.parametrize(
    ("where", "query", "rows"),
    [
        (f"start_time >= {15 * DAY}", f"start_time={15 * DAY}", days(15)),
        (f"start_time > {15 * DAY}", f"start_time={15 * DAY + 1}", days(16)),
        (
            f"start_time >= {15 * DAY} AND start_time < {17 * DAY}",
            f"start_time={15 * DAY}&end_time={17 * DAY}",
            days(15, 16),
        ),
        (
            f"start_time BETWEEN {15 * DAY} AND {17 * DAY}",
            f"start_time={15 * DAY}&end_time={18 * DAY}",
            days(15, 17),
        ),
        (
            f"start_time >= {15 * DAY} AND end_time <= {17 * DAY}",
            f"start_time={15 * DAY}&end_time={17 * DAY}",
            days(15, 16),
        ),
        (
            f"start_time >= {15 * DAY} AND start_time < {17 * DAY + 5}",
            f"start_time={15 * DAY}&end_time={18 * DAY}",
            days(15, 17),
        ),
        (
            f"start_time >= {15 * DAY} AND end_time <= {17 * DAY + 5}",
            f"start_time={15 * DAY}&end_time={18 * DAY}",
            days(15, 16),
        ),
        (f"start_time >= {15 * DAY}.5", f"start_time={15 * DAY + 1}", days(16)),
        (f"start_time = {15 * DAY + 5}", f"start_time={15 * DAY + 5}", days(15)),
        ("start_time = unixepoch('1970-01-16', '5 seconds')", f"start_time={15 * DAY + 5}", days(15)),
        (
            f"(start_time = {15 * DAY} AND end_time = {17 * DAY})",
            f"start_time={15 * DAY}&end_time={17 * DAY}",
            days(15, 16),
        ),
        (f"start_time = '{15 * DAY}'", f"start_time={15 * DAY}", days(15)),
        ("unixepoch('1970-01-16', '5 seconds') = start_time", f"start_time={15 * DAY + 5}", days(15)),
        (
            f"(({15 * DAY + 5} == completions.start_time)) AND {17 * DAY} = completions.end_time",
            f"start_time={15 * DAY + 5}&end_time={17 * DAY}",
            days(15, 16),
        ),
    ],
)
def test_the_time_of_where_is_the_time_that_is_asked_for(ask, server, where, query, rows):
    assert ask(f"SELECT start_time FROM {USAGE} WHERE {where}") == rows
    assert server.lines == [f"GET /organization/usage/completions?limit=31&{query}"]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (f"SELECT count(*) FROM (SELECT 1) LEFT JOIN {USAGE} u ON u.start_time = {15 * DAY}", 5),
        (f"SELECT count(*) FROM {USAGE} WHERE start_time IN ({15 * DAY}, {16 * DAY})", 2),
        (f"SELECT count(*) FROM {USAGE} WHERE start_time = {15 * DAY} OR start_time = {16 * DAY}", 2),
        (
            f"SELECT count(*) FROM (SELECT * FROM {USAGE} WHERE start_time = {15 * DAY}) WHERE start_time > {16 * DAY}",
            3,
        ),
        (f"SELECT count(*) FROM {USAGE} WHERE start_time = {15 * DAY} AND start_time % {2 * DAY} = 0", 2),
        (f"SELECT count(*) FROM {USAGE} WHERE start_time = {15 * DAY} AND end_time > start_time + 1", 5),
        (f"SELECT count(*) FROM {JOINED.format(GROUPED)} WHERE u.start_time >= {15 * DAY}", 10),
        (f"SELECT count(*) FROM {USAGE} WHERE {ONE_MODEL} OR ({ONE_DAY} AND bucket_width = '1d')", 2),
        (
            f"SELECT count(*) FROM {USAGE} WHERE start_time = {15 * DAY} AND group_by IN ('model', 'user_id')",
            10,
        ),
    ],
)
def test_no_plan_of_sqlite_loses_or_doubles_a_row(ask, sql, expected):
    assert ask(sql) == [(expected,)]


@pytest.mark.parametrize(
    "where",
    [
        f"start_time IN ({15 * DAY}, {16 * DAY})",
        f"start_time BETWEEN {15 * DAY} AND {16 * DAY}",
        f"start_time >= {15 * DAY} AND start_time <= {16 * DAY}",
        f"start_time >= {15 * DAY} AND start_time < {16 * DAY + 1}",
        f"start_time >= {15 * DAY} AND end_time <= {17 * DAY + 1}",
        f"start_time >= {15 * DAY} AND start_time < {16 * DAY + 1} AND bucket_width = '1d'",
    ],
)
def test_no_bucket_is_cut_by_a_comparison_of_its_time(ask, where):
    sql = f"SELECT start_time, end_time - start_time, count(*) FROM {RESULTS} WHERE {where} GROUP BY 1"
    assert ask(sql) == [(15 * DAY, DAY, 2), (16 * DAY, DAY, 2)]


def test_a_view_keeps_what_it_asked_for(ask):
    ask(f"CREATE VIEW recent AS SELECT * FROM {USAGE} WHERE start_time = {15 * DAY}")
    assert ask("SELECT count(*) FROM recent") == [(5,)]
    assert ask(f"SELECT count(*) FROM recent WHERE start_time = {16 * DAY}") == [(1,)]


def test_a_longer_time_than_a_page_is_walked_by_tokens_as_the_server_wrote_them(ask, server):
    assert len(ask(f"SELECT start_time FROM {USAGE} WHERE start_time >= {19 * DAY - 18 * DAY} LIMIT 4")) == 4
    assert server.lines[0].startswith("GET /organization/usage/completions?limit=4")
    ask(f"""SELECT start_time FROM {USAGE} WHERE start_time >= {10 * DAY} AND "limit" = 4 """)
    rows = ask(f"SELECT start_time FROM {RESULTS} WHERE start_time >= {17 * DAY} LIMIT 3")
    assert rows == [(17 * DAY,), (17 * DAY,), (18 * DAY,)]


@pytest.mark.parametrize(("width", "limit"), [("1d", 31), ("1h", 168), ("1m", 1440)])
def test_a_page_is_as_long_as_its_buckets_allow(ask, server, width, limit):
    ask(f"SELECT count(*) FROM {USAGE} WHERE start_time = {15 * DAY} AND bucket_width = '{width}'")
    assert f"limit={limit}&" in server.lines[0]


def test_a_group_is_a_row_with_the_time_of_its_bucket(ask):
    rows = ask(
        f"SELECT start_time, end_time, project_id, num_model_requests FROM {RESULTS} WHERE start_time = {18 * DAY}"
    )
    assert rows[:2] == [(18 * DAY, 19 * DAY, "a", 18), (18 * DAY, 19 * DAY, "b", 18)]
    assert len(rows) == 4


def test_lists_repeat_and_brackets_stay(ask, server):
    ask(
        f'SELECT count(*) FROM {LOGS} WHERE effective_at > 3 AND effective_at <= 8 AND project_ids = \'["a", "b"]\''
        " AND event_types = 'login.failed' AND tenant_only = false"
    )
    assert parse_qs(urlsplit(server.lines[0][4:]).query) == {
        "limit": ["100"],
        "effective_at[gt]": ["3"],
        "effective_at[lte]": ["8"],
        "project_ids[]": ["a", "b"],
        "event_types[]": ["login.failed"],
        "tenant_only": ["false"],
    }
    assert ask(f"SELECT count(*) FROM {LOGS} WHERE effective_at > 3 AND effective_at <= 8") == [(5,)]
    assert ask(f'SELECT count(*) FROM {LOGS} WHERE "effective_at[gte]" = 3 AND effective_at < 5') == [(5,)]


@pytest.mark.parametrize(
    ("where", "kind", "said"),
    [
        ("TRUE", MissingParameters, "start_time >= ..."),
        ("TRUE", MissingParameters, "unixepoch('now', '-30 days') is a time"),
        ("start_time = '2026-08-01'", InvalidValue, "unixepoch"),
        ("start_time = 1 AND batch = 'perhaps'", InvalidValue, "boolean"),
        ("start_time = 1 AND group_by LIKE 'p%'", MissingParameters, "group_by = ..."),
        ("start_time = 1 AND group_by > 'a'", MissingParameters, "group_by = ..."),
    ],
)
def test_what_no_list_can_be_asked_is_named_before_anything_is_sent(ask, server, where, kind, said):
    with pytest.raises(kind) as caught:
        ask(f"SELECT count(*) FROM {USAGE} WHERE {where}")
    assert said in f"{caught.value.message} {caught.value.hint}"
    assert server.lines == []


WITH_PROJECT = f"start_time = {15 * DAY} AND group_by = 'project_id'"


@pytest.mark.parametrize(
    ("sql", "cure"),
    [
        (f"SELECT * FROM {RESULTS} WHERE start_time = 1 AND project_id = 'a'", "'project_id'"),
        (f"SELECT * FROM {COSTS} WHERE start_time = 1 AND line_item LIKE 'a%'", "'line_item'"),
        (f"SELECT * FROM {RESULTS} WHERE start_time = 1 AND (model IN ('a', 'b'))", "'model'"),
        (f"SELECT * FROM {RESULTS} WHERE start_time = 1 AND (model = 'a' OR user_id = 'b')", "'model'"),
        (
            f"SELECT * FROM {RESULTS} WHERE start_time = 1 AND group_by = 'model' AND project_id <> 'a'",
            """'["model", "project_id"]'""",
        ),
        (f"SELECT * FROM {JOINED.format('TRUE')} WHERE u.start_time >= 1", "'project_id'"),
        (f"SELECT * FROM (SELECT * FROM {RESULTS} WHERE start_time = 1) WHERE size IS NOT NULL", "'size'"),
        (f"EXPLAIN SELECT * FROM {RESULTS} WHERE start_time = 1 AND project_id = 'a'", "'project_id'"),
    ],
)
def test_rows_are_not_looked_for_by_what_none_of_them_has(ask, server, sql, cure):
    table = "openai.usage.images_results"
    with pytest.raises(InvalidValue, match="is NULL in every row of") as caught:
        ask(sql.replace(RESULTS, table) if "size" in sql else sql)
    assert caught.value.hint == f"add group_by = {cure} to the conditions"
    assert server.lines == []


@pytest.mark.parametrize(
    ("columns", "where", "said"),
    [
        ("project_id, count(*)", f"start_time = {15 * DAY}", ["project_id"]),
        ("count(*)", f"start_time = {15 * DAY}", []),
        ("*", f"start_time = {15 * DAY}", []),
        ("project_id", WITH_PROJECT, []),
        ("project_id, model", WITH_PROJECT, ["model"]),
        ("count(*)", f"{WITH_PROJECT} AND project_id = 'a'", []),
        ("count(*)", f"{WITH_PROJECT} AND (project_id = 'a' OR start_time > 5)", []),
        ("count(*)", f"start_time = {15 * DAY} AND project_id IS NULL", []),
        ("count(*)", f"start_time = {15 * DAY} AND batch = true", []),
        ("project_id", f"start_time = {15 * DAY} AND group_by IN ('project_id', 'model')", []),
        ("project_id", f"({WITH_PROJECT} AND project_id = 'a') OR ({WITH_PROJECT} AND project_id = 'b')", []),
    ],
)
def test_what_no_row_has_is_said_where_it_is_named(server, columns, where, said):
    with talking_to(server) as session:
        result = session.execute(f"SELECT {columns} FROM {RESULTS} WHERE {where}")
        list(result.rows)
        assert [n.split()[0] for n in result.notices if "is NULL in every row" in n] == said


@pytest.mark.parametrize(
    "tail",
    [
        f"{USAGE} WHERE start_time = {15 * DAY} AND lower(group_by) = 'model'",
        f"(SELECT 1) LEFT JOIN {USAGE} u ON u.start_time >= 0 WHERE u.start_time = {15 * DAY}",
    ],
)
def test_what_no_list_was_asked_with_has_no_value(ask, tail):
    with pytest.raises(OpenAISqlError, match="no list was asked with it") as caught:
        ask(f"SELECT count(*) FROM {tail}")
    assert "ON behind a LEFT JOIN" in caught.value.hint


def test_a_pinned_field_that_only_compares_rows_is_said(server):
    with talking_to(server) as session:
        result = session.execute(f"SELECT count(*) FROM {USAGE} WHERE start_time IN ({15 * DAY}, {16 * DAY})")
        assert list(result.rows) == [(2,)]
        assert "start_time >= ..." in result.notices[0]


@pytest.mark.parametrize(("value", "said"), [(15 * DAY, False), (15 * DAY + 5, True)])
def test_a_field_that_is_compared_with_what_no_row_has_is_said(server, value, said):
    with talking_to(server) as session:
        result = session.execute(
            f"SELECT count(*) FROM (SELECT {value} AS x) JOIN {USAGE} u ON u.start_time = (SELECT x)"
        )
        list(result.rows)
        assert ["start_time >= ..." in notice for notice in result.notices] == [True] * said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("group_by = 'projct_id'", "did you mean project_id?"),
        ("bucket_width = '2d'", "known are 1m, 1h, 1d"),
        ("group_by = ''", 'no group_by "" is known'),
    ],
)
def test_a_value_that_is_unknown_here_is_sent_and_is_what_a_refusal_is_explained_by(server, asked, said):
    where = f"start_time = unixepoch('1970-01-16') AND {asked}"
    with talking_to(server) as session:
        result = session.execute(f"SELECT count(*) FROM {USAGE} WHERE {where}")
        assert list(result.rows) == [(5,)]
        assert said in result.notices[0]
    with (
        answering(lambda *_: (400, {"error": {"message": "no"}})) as refusing,
        talking_to(refusing) as session,
    ):
        with pytest.raises(ApiError) as caught:
            session.execute(f"SELECT count(*) FROM {USAGE} WHERE {where}")
        assert said in caught.value.hint


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("start_time = unixepoch('2026-13-01')", ["start_time is NULL, and nothing was asked for with that"]),
        ("start_time = 5 AND group_by = NULL", ["group_by is NULL, and nothing was asked for with that"]),
        (
            "start_time >= unixepoch('2026-13-01')",
            ["start_time is NULL, and nothing was asked for with that"],
        ),
        ("start_time = 5", []),
    ],
)
def test_what_is_null_asks_for_nothing_and_this_is_said(server, where, said):
    with talking_to(server) as session:
        result = session.execute(f"SELECT count(*) FROM {USAGE} WHERE {where}")
        list(result.rows)
        assert result.notices == said


def test_without_an_admin_key_nothing_is_sent(server):
    server.seen.clear()
    with (
        talking_to(server, admin_key=None) as session,
        pytest.raises(OpenAISqlError, match="OPENAI_ADMIN_KEY"),
    ):
        rows_of(session, f"SELECT f.id FROM openai.files.files f JOIN {USAGE} u ON u.start_time = 1")
    assert server.lines == []
