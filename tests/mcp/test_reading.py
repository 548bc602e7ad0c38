"""The tools of every mode: what is there, what a statement would send, and queries within their bounds."""

from __future__ import annotations

import threading

import anyio
import pytest
from agent import GENERATIONS, KEY, sent
from faults import Fault, FaultKind

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.classes import fields
from openai_sql_shell.config.settings import BOUNDS
from openai_sql_shell.errors import UnknownName, UsageError
from openai_sql_shell.mcp import serving
from openai_sql_shell.mcp.caps import CUT, LONGEST_CELL, Caps
from openai_sql_shell.opening import SessionOpener

READING = {"list_resources", "describe_resource", "run_query", "explain"}
CHANGING = {"plan_change", "run_change"}
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n{}) SELECT i FROM n"


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_tool_that_may_not_be_used_is_not_there(make_agent, sandbox, generation):
    agents = {mode: make_agent(sandbox, mode, generation) for mode in ("read_only", "confirm", "full")}
    assert set(agents["read_only"].tools()) == READING
    assert set(agents["confirm"].tools()) == set(agents["full"].tools()) == READING | CHANGING
    for tool in CHANGING:
        told = agents["read_only"].refused(tool, sql="DELETE FROM openai.files.files", expected=1)
        assert told == f"Unknown tool: {tool}"
    assert sent(sandbox) == []


@pytest.mark.parametrize("mode", ["confirm", "full"])
def test_hints_say_which_tool_changes_something(make_agent, sandbox, mode):
    tools = make_agent(sandbox, mode).tools()
    hints = {name: tool.annotations for name, tool in tools.items()}
    assert {name for name, hint in hints.items() if hint.read_only_hint} == READING | {"plan_change"}
    assert hints["run_change"].destructive_hint
    assert hints["run_change"].idempotent_hint is False


@pytest.mark.parametrize(
    "config",
    ['default_profile = "audit"\n[profiles.audit]\nread_only = true\n', "[settings]\nread_only = true\n"],
)
def test_a_read_only_profile_wins_over_every_mode(make_agent, sandbox, config):
    agent = make_agent(sandbox, "full", config=config)
    assert set(agent.tools()) == READING


@pytest.mark.parametrize(("mode", "tools"), [(None, READING | CHANGING), ("read_only", READING)])
def test_the_profile_has_a_mode_where_none_is_said(make_agent, sandbox, mode, tools):
    agent = make_agent(sandbox, mode, config='[profiles.default]\nmode = "confirm"\n')
    assert set(agent.tools()) == tools


def test_resources_are_listed_and_described_without_a_request(make_agent, sandbox):
    agent = make_agent(sandbox)
    listed = agent.good("list_resources")["resources"]
    assert [r["name"] for r in listed] == [r.id for r in Catalog().resources]
    files = agent.good("list_resources", service="openai.files")["resources"]
    assert {r["name"].rpartition(".")[0] for r in files} == {"openai.files"}
    named = agent.good("list_resources", like="%batch_r%")["resources"]
    assert {r["name"] for r in named} == {"openai.batch.batch_requests", "openai.batch.batch_results"}
    told = agent.good("describe_resource", resource="openai.vector_stores.vector_store_files")
    assert {"id", "status"} < {column["name"] for column in told["columns"]}
    assert "vector_store_id" in {column["name"] for column in (*told["columns"], *told["hidden"])}
    assert "vector_store_id" in {need for method in told["methods"] for need in method["needs"]}
    assert len(told["examples"]) == 2
    assert sent(sandbox) == []


def test_the_two_statements_to_try_run(make_agent, seeded_sandbox):
    agent = make_agent(seeded_sandbox)
    for resource in ("openai.batch.batches", "openai.files.files"):
        for example in agent.good("describe_resource", resource=resource)["examples"]:
            agent.good("explain", sql=example)


def test_the_catalog_is_a_template_of_resources(make_agent, sandbox):
    agent = make_agent(sandbox)
    templates = agent.ask(lambda client: client.list_resource_templates()).resource_templates
    assert [template.uri_template for template in templates] == ["openai-sql://catalog/{resource}"]
    read = agent.ask(lambda client: client.read_resource("openai-sql://catalog/openai.files.files"))
    assert read.contents[0].text.startswith("# openai.files.files")
    assert len(agent.ask(lambda client: client.list_prompts()).prompts) <= 2


def test_instructions_say_that_rows_are_untrusted(make_agent, sandbox):
    async def told(client):
        return client.instructions

    for generation in ("legacy", "auto"):
        assert "untrusted" in make_agent(sandbox, generation=generation).ask(told)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_query_tells_columns_rows_requests_and_notices(make_agent, seeded_sandbox, generation):
    agent = make_agent(seeded_sandbox, generation=generation)
    answer = agent.good(
        "run_query", sql="SELECT id, created_at, 1.5 AS half, metadata FROM openai.batch.batches LIMIT 2"
    )
    assert [(c["name"], c["type"]) for c in answer["columns"]] == [
        ("id", "string"),
        ("created_at", "integer"),
        ("half", "number"),
        ("metadata", "object"),
    ]
    assert len(answer["rows"]) == 2
    assert (answer["requests"], answer["truncated"], answer["notices"]) == (1, False, [])
    assert sent(seeded_sandbox) == ["GET /batches"]


def test_reading_stops_at_the_rows_that_were_asked_for(make_agent, seeded_sandbox):
    agent = make_agent(seeded_sandbox, caps={"max_rows": 3})
    answer = agent.good("run_query", sql="SELECT id FROM openai.batch.batches")
    assert (len(answer["rows"]), answer["truncated"]) == (3, True)
    assert len(sent(seeded_sandbox)) <= 2
    assert len(agent.good("run_query", sql="SELECT id FROM openai.batch.batches", max_rows=5)["rows"]) == 5
    endless = agent.good("run_query", sql=NUMBERS.format(""), max_rows=1000)
    assert (len(endless["rows"]), endless["truncated"]) == (1000, True)
    whole = agent.good("run_query", sql=NUMBERS.format(" WHERE i < 3"), max_rows=3)
    assert (whole["rows"], whole["truncated"]) == ([[1], [2], [3]], False)


@pytest.mark.parametrize("rows", [0, -1, 1001, "many"])
def test_there_is_a_most_of_rows(make_agent, sandbox, rows):
    assert "max_rows" in make_agent(sandbox).refused("run_query", sql="SELECT 1", max_rows=rows)


def test_bytes_and_cells_are_bounded(make_agent, sandbox):
    agent = make_agent(sandbox, caps={"max_bytes": 2_000})
    answer = agent.good(
        "run_query",
        sql=NUMBERS.format(" LIMIT 100").replace("SELECT i FROM", "SELECT hex(zeroblob(100)) FROM"),
    )
    assert answer["truncated"]
    assert 7 <= len(answer["rows"]) <= 9
    agent = make_agent(sandbox)
    [[long, exact]] = agent.good("run_query", sql="SELECT hex(zeroblob(4000)), hex(zeroblob(2000))")["rows"]
    assert (long, exact) == ("0" * LONGEST_CELL + CUT, "0" * 4_000)


def test_requests_are_bounded(make_agent, seeded_sandbox):
    agent = make_agent(seeded_sandbox, caps={"max_requests": 2})
    told = agent.refused("run_query", sql="SELECT count(*) FROM openai.batch.batches a, openai.files.files f")
    assert "needs more requests than the 2 allowed" in told
    assert len(sent(seeded_sandbox)) == 2


BOUNDED = {
    "max_requests": "max_requests",
    "max_rows": None,  # the setting of the name is what fits a screen
    "max_bytes": None,
    "timeout": None,  # the settings are about one request, or one job that is waited for
}
"""Caps, and the setting that bounds the same."""
SIDES = [
    (5, 3, 3),
    (3, 5, 3),
    (5, "off", 5),
    (5, None, 5),
    (None, 3, 3),
    (None, 900, 200),
    (None, "off", 200),
]
"""What the option says, the file, and what holds."""


def test_every_cap_is_looked_at_for_a_setting_beside_it():
    assert set(BOUNDED) == set(fields(Caps))
    assert [name for name in BOUNDED.values() if name and name not in BOUNDS] == []
    assert {name for name in set(fields(Caps)) & set(BOUNDS) if BOUNDED[name] != name} == set()


@pytest.mark.parametrize("cap", [name for name, setting in BOUNDED.items() if setting])
@pytest.mark.parametrize(("option", "file", "holds"), SIDES)
def test_the_smaller_of_a_cap_and_its_setting_holds(
    make_agent, seeded_sandbox, monkeypatch, cap, option, file, holds
):
    openers = []

    class Noted(SessionOpener):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            openers.append(self)

    monkeypatch.setattr(serving, "SessionOpener", Noted)
    config = "" if file is None else f'[settings]\n{BOUNDED[cap]} = "{file}"\n'
    agent = make_agent(seeded_sandbox, config=config, caps={} if option is None else {cap: option})
    session = openers[0].session()
    assert (session.settings.show(BOUNDED[cap]), session.settings.is_held(cap)) == (str(holds), holds != file)
    session.close()
    if file == holds:
        lists = "openai.batch.batches a, openai.files.files b, openai.models.models c, openai.evals.evals d"
        told = agent.refused("run_query", sql=f"SELECT count(*) FROM {lists}")
        assert f"than the {holds} allowed" in told
        assert len(sent(seeded_sandbox)) == holds


def test_seconds_are_bounded(make_agent, sandbox):
    agent = make_agent(sandbox, caps={"timeout": 0.05})
    told = agent.refused("run_query", sql=NUMBERS.format("").replace("SELECT i FROM", "SELECT max(i) FROM"))
    assert "stopped after 0.05 seconds" in told
    agent.refused("run_query", sql="SELECT 1 FROM nowhere")


def test_what_nobody_would_see_is_visible(make_agent, sandbox):
    answer = make_agent(sandbox).good(
        "run_query",
        sql="SELECT 'a' || char(8238) || 'b' || char(27) || '[2J' || char(10) AS \"c\u202e\", x'00ff' AS blob",
    )
    assert answer["rows"] == [["a\\u202eb\\x1b[2J\n", "x'00ff'"]]
    assert answer["columns"][0]["name"] == "c\\u202e"


CHANGES = (
    "INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a')",
    "DELETE FROM openai.files.files WHERE id = 'file-1'",
    "EXEC openai.batch.batches.cancel_batch @batch_id = 'batch_1'",
    "SELECT id FROM openai.responses.responses WHERE data__model = 'gpt-5' AND data__input = 'hi'",
    "EXPLAIN ANALYZE SELECT id FROM openai.responses.responses WHERE data__model = 'gpt-5' AND data__input = 'hi'",
)
ELSEWHERE = (
    "SET max_requests = off",
    "SET read_only = off",
    "USE openai.batch",
    "CREATE TABLE t AS SELECT 1 AS a",
    "CREATE TEMP VIEW v AS SELECT 1",
    "BEGIN",
    "ATTACH 'x.db' AS x",
    "PRAGMA database_list",
    "COPY (SELECT 1) TO 'out.csv'",
    "SELECT 1; SELECT 2",
    "",
)


@pytest.mark.parametrize("mode", ["read_only", "confirm", "full"])
@pytest.mark.parametrize("sql", [*CHANGES, *ELSEWHERE])
def test_a_query_changes_nothing(make_agent, sandbox, mode, sql, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    agent = make_agent(sandbox, mode)
    told = agent.refused("run_query", sql=sql)
    assert sent(sandbox) == []
    assert not {path.name for path in set(tmp_path.iterdir()) - before} - {"home", "config.toml"}
    assert "read_only off" not in told
    assert "--yes" not in told


HARMLESS = (
    "EXEC openai.vector_stores.vector_stores.search_vector_store @vector_store_id = 'vs_1', @query = 'a'"
)


def test_calls_that_may_cost_money_are_allowed_on_request(make_agent, sandbox):
    assert "may cost money" in make_agent(sandbox).refused("run_query", sql=HARMLESS)
    assert sent(sandbox) == []
    make_agent(sandbox, allow_billed=True).refused("run_query", sql=HARMLESS)  # there is no such store
    assert sent(sandbox) == ["POST /vector_stores/vs_1/search"]


@pytest.mark.parametrize("sql", ["SELECT id FROM openai.batch.batches", CHANGES[1], CHANGES[2], HARMLESS])
def test_explaining_sends_nothing(make_agent, sandbox, sql):
    agent = make_agent(sandbox)
    assert agent.good("explain", sql=sql)["rows"]
    assert agent.good("explain", sql=f"EXPLAIN {sql}")["rows"]
    assert "sends nothing" in agent.refused(
        "explain", sql="EXPLAIN ANALYZE SELECT id FROM openai.batch.batches"
    )
    assert sent(sandbox) == []


@pytest.mark.parametrize(
    ("tool", "arguments", "named"),
    [
        ("run_query", {"sql": "SELECT 1", "colour": "red"}, "colour"),
        ("run_query", {}, "sql"),
        ("run_query", {"sql": 5}, "sql"),
        ("list_resources", {"services": "batch"}, "services"),
        ("list_resources", {"service": "nothing"}, "nothing"),
        ("describe_resource", {"resource": "openai.batch.batchs"}, "batches"),
        ("describe_resource", {"resource": "../../etc/passwd"}, "no service"),
        ("run_query", {"sql": "SELECT stauts FROM openai.batch.batches"}, "status"),
    ],
)
def test_what_is_not_understood_is_an_error(make_agent, sandbox, tool, arguments, named):
    assert named in make_agent(sandbox).refused(tool, **arguments)
    assert sent(sandbox) == []


def test_only_the_services_that_were_named_exist(make_agent, sandbox):
    agent = make_agent(sandbox, services=("batch", "openai.files"))
    listed = agent.good("list_resources")["resources"]
    assert {name["name"].split(".")[1] for name in listed} == {"batch", "files"}
    for sql in ("SELECT id FROM openai.models.models", "SHOW RESOURCES IN openai.models"):
        assert "models" in agent.refused("run_query", sql=sql)
    assert "models" in agent.refused("describe_resource", resource="openai.models.models")
    agent.good("run_query", sql="SELECT id FROM openai.batch.batches")
    assert sent(sandbox) == ["GET /batches"]
    with pytest.raises(UnknownName, match="modles"):
        make_agent(sandbox, services=("modles",))
    with pytest.raises(UsageError, match="no mode"):
        make_agent(sandbox, "redaonly")


READERS = (
    "SELECT * FROM read_csv('{}')",
    "SELECT * FROM glob('{}')",
    "SELECT * FROM openai.batch.batch_requests WHERE path = '{}'",
    "EXEC openai.files.files.download_file @file_id = 'file-1', @to = '{}'",
)
SENDERS = ("INSERT INTO openai.files.files (file, purpose) VALUES ('{}', 'assistants')",)


@pytest.mark.parametrize("sql", [*READERS, *SENDERS])
def test_files_of_this_machine_are_below_the_root_or_refused(make_agent, sandbox, sql, tmp_path, monkeypatch):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (root / "link.csv").symlink_to(tmp_path / "secret.csv")
    (root / "linked").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    tool = "plan_change" if sql in SENDERS else "run_query"
    outside = (tmp_path / "secret.csv", "secret.csv", "../secret.csv", "nothing.csv", "/etc/passwd")
    agent = make_agent(sandbox, "confirm")
    for path in outside:
        assert "no file of this machine" in agent.refused(tool, sql=sql.format(path))
    agent = make_agent(sandbox, "confirm", files_root=root)
    monkeypatch.chdir(root)
    for path in (tmp_path / "secret.csv", "../secret.csv", "link.csv", "linked/secret.csv", "/etc/passwd"):
        told = agent.refused(tool, sql=sql.format(path))
        assert "not below a directory" in told, path
        assert "allow-path" not in told
    assert sent(sandbox) == []


def test_files_below_the_root_are_read_sent_and_written(
    make_agent, sandbox, three_files, tmp_path, monkeypatch
):
    (tmp_path / "in.csv").write_text("a\n1\n")
    monkeypatch.chdir(tmp_path)
    agent = make_agent(sandbox, "full", files_root=tmp_path)
    assert agent.good("run_query", sql="SELECT a FROM read_csv('in.csv')")["rows"] == [[1]]
    upload = SENDERS[0].format("in.csv")
    assert len(agent.good("run_change", sql=upload, expected=1)["done"]) == 1
    download = f"EXEC openai.files.files.download_file @file_id = '{three_files[0]}', @to = 'out.txt'"
    agent.good("run_query", sql=download)
    assert (tmp_path / "out.txt").read_text() == "text"


@pytest.mark.parametrize("kind", [FaultKind.DROP_BEFORE, FaultKind.TRUNCATE])
def test_a_fault_of_the_transport_is_an_error(make_agent, sandbox, three_files, kind):
    sandbox.faults.add(Fault(kind=kind, times=None))
    assert three_files
    told = make_agent(sandbox).refused("run_query", sql="SELECT id FROM openai.files.files")
    assert "GET" in told or "connection" in told.lower() or "answer" in told


def test_no_answer_and_no_error_has_a_key(make_agent, sandbox, audit):
    agent = make_agent(sandbox, "full")
    told = agent.refused(
        "run_query", sql=f"SELECT id AS \"{KEY}\", '{sandbox.key}' FROM openai.files.nothing_{KEY}"
    )
    lines = str(audit())
    for text in (told, lines, repr(agent.server)):
        assert KEY not in text
        assert "topsecret" not in text
        assert sandbox.key not in text


def test_several_calls_at_once_have_a_session_each_and_one_transport(make_agent, seeded_sandbox):
    agent = make_agent(seeded_sandbox)
    results = []

    async def several(client):
        async def one(number):
            sql = f"SELECT {number} AS n, count(*) FROM openai.batch.batches"
            results.append((number, (await client.call_tool("run_query", {"sql": sql})).structured_content))

        async with anyio.create_task_group() as group:
            for number in range(9):
                group.start_soon(one, number)

    agent.ask(several)
    assert {number: answer["rows"][0][0] for number, answer in results} == {n: n for n in range(9)}
    assert len({answer["rows"][0][1] for _, answer in results}) == 1


def test_a_call_that_is_given_up_stops_its_requests(make_agent, sandbox, three_files):
    agent = make_agent(sandbox)
    sandbox.faults.add(Fault(kind=FaultKind.HOLD))
    assert three_files

    async def give_up(client):
        with anyio.move_on_after(0.3):
            await client.call_tool("run_query", {"sql": "SELECT id FROM openai.files.files"})

    agent.ask(give_up)
    sandbox.faults.released.set()
    for _ in range(100):
        if not [t for t in threading.enumerate() if t.name == "AnyIO worker thread"]:
            break
        threading.Event().wait(0.02)
    assert agent.good("run_query", sql="SELECT count(*) FROM openai.files.files")["rows"] == [[3]]
