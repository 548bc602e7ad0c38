"""Each room imports, and does its smallest work, where no foreign library is but its own and those of the rooms it stands on.

A library that is an extra of ours and is not there is told by the name of the extra, by whoever needs it, and by nobody else.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from architecture.package_source import PATHS, ROOT, WINGS, wing
from architecture.test_imports import FOREIGN_FOR, VOCABULARY

EXTRA = {
    "pyarrow": "arrow",
    "plotext": "charts",
    "msgspec": "fast",
    "keyring": "keyring",
    "mcp": "mcp",
    "genai_prices": "prices",
    "sqlalchemy": "sqlalchemy",
}
"""What each optional library is an extra of."""
BESIDE = {"keyring", "pandas", "polars", "duckdb", "numpy", "IPython", "hypothesis", "jsonschema", "pytest"}
"""Libraries that no room knows, some of which are installed beside ours."""
FOREIGN = set(FOREIGN_FOR) | set(EXTRA) | BESIDE

ENGINE = "engine api"
ALL_BELOW = f"{ENGINE} local_files"
SANDBOX = """
from openai_sql_shell.opening import Choices, SessionOpener
opener = SessionOpener(Choices(sandbox=True), {"HOME": "."})
session = opener.session()
assert len(list(session.execute("SELECT id FROM openai.batch.batches LIMIT 3").rows)) == 3
session.close(); opener.close()
"""
COLUMNS = "from openai_sql_shell.result import Result, ResultColumn; columns = (ResultColumn('a'),)\n"
ONLY_WITH = {"spark.source": "pyspark", "session.traced": "opentelemetry", "telemetry": "opentelemetry"}
"""Modules that are loaded only where a library is."""
OPTIONAL = {"msgspec", "pyarrow", "plotext", "yaml", "rich"}
"""Owned by several rooms, each of which does without them: no use below has one unless it says so."""

ROOMS = {
    "catalog": ("", "from openai_sql_shell.catalog.lookup import Catalog; assert Catalog().declarations()"),
    "sql": ("", "from openai_sql_shell.sql.parser import parse; assert parse('SELECT 1')"),
    "config": ("", "from openai_sql_shell.config import Settings; assert Settings.of({'stats': 'on'}).stats"),
    "planner": (
        "",
        (
            "from openai_sql_shell.catalog.lookup import Catalog\n"
            "from openai_sql_shell.planner.planner import plan_text; from openai_sql_shell.planner.scope import Scope\n"
            "assert not plan_text('SELECT id FROM openai.batch.batches', Scope(Catalog(), None, ())).changes"
        ),
    ),
    "reference": (
        "",
        (
            "from openai_sql_shell.catalog.lookup import Catalog; from openai_sql_shell.catalog.relations import Relations\n"
            "from openai_sql_shell.reference.markdown import markdown; from openai_sql_shell.reference.pages import resource_page\n"
            "c = Catalog(); assert markdown(resource_page(c.resource('models', 'models'), Relations(c)))"
        ),
    ),
    "sandbox": (
        "",
        "from openai_sql_shell.sandbox.server import Sandbox\nwith Sandbox(None) as s: assert s.url",
    ),
    "ledger": (
        "",
        "from pathlib import Path; from openai_sql_shell.ledger.store import Ledger\nassert Ledger(Path('ledger.sqlite'), ('a', 'b', 'c'), lambda: 0)",
    ),
    "prices": ("config", "from openai_sql_shell.prices.price_list import cure; assert cure()"),
    "arrow": (
        "",
        COLUMNS + "from openai_sql_shell import arrow\n"
        "assert arrow.table(columns, [None], Result(columns, iter([(1,)]))).to_pydict() == {'a': [1]}",
    ),
    "api": (
        "",
        "from openai_sql_shell.api.endpoint import Endpoint; assert Endpoint.parse('http://127.0.0.1:9/v1')",
    ),
    "lines": (
        "api",
        "from openai_sql_shell.lines.request_check import parsed; assert parsed(b'{\"a\": 1}') == {'a': 1}",
    ),
    "local_files": (
        "",
        (
            "from pathlib import Path; Path('in.csv').write_text('a\\n1\\n')\n"
            "from openai_sql_shell.catalog.table_functions import READERS, FileCall\n"
            "from openai_sql_shell.local_files.paths import Folders; from openai_sql_shell.local_files.source import LocalFile\n"
            "file = LocalFile(FileCall(READERS['read_csv'], 'in.csv', ()), Folders.of(()))\n"
            "assert [row for rows in file.batches(range(1), print) for row in rows] == [(1,)]"
        ),
    ),
    "handlers": (
        "api",
        (
            "from openai_sql_shell.catalog.lookup import Catalog; from openai_sql_shell.handlers.base import Call\n"
            "from openai_sql_shell.handlers.rest import request_of\n"
            "r = Catalog().resource('models', 'models')\n"
            "assert request_of(Call(r, r.methods[0], {})).http"
        ),
    ),
    "engine": (
        "api",
        (
            "from time import monotonic; from openai_sql_shell.catalog.lookup import Catalog\n"
            "from openai_sql_shell.engine.database import Database; Database(Catalog(), monotonic).close()"
        ),
    ),
    "session": (
        ALL_BELOW,
        (
            "from openai_sql_shell.config import Profile, Settings; from openai_sql_shell.session.session import Session\n"
            "session = Session(Profile('a'), Settings()); assert list(session.execute('SELECT 1').rows) == [(1,)]\n"
            "session.close()"
        ),
    ),
    "render": (
        "",
        COLUMNS + "from io import StringIO\n"
        "from openai_sql_shell.render.options import RenderOptions; from openai_sql_shell.render.writer import write\n"
        "out = StringIO(); write(Result(columns, iter([(1,)])), out, RenderOptions('csv', width=None, color=False))\n"
        "assert out.getvalue().split() == ['a', '1']",
    ),
    "opening": (ALL_BELOW, SANDBOX),
    "dbapi": (
        ALL_BELOW,
        (
            "import openai_sql_shell as driver\nwith driver.connect(sandbox=True) as connection:\n"
            "    assert len(connection.cursor().execute('SELECT id FROM openai.batch.batches').fetchmany(3)) == 3"
        ),
    ),
    "telemetry": (
        "",
        "import opentelemetry.trace; from openai_sql_shell import telemetry; assert telemetry.spans",
    ),
    "spark": (
        "api lines arrow prices",
        (
            "from openai_sql_shell.spark import register\n"
            "try: register(None)\nexcept Exception as error: assert 'pyspark' in str(error), error"
        ),
    ),
    "mcp": (
        f"{ALL_BELOW} render telemetry",  # the library mcp stands on opentelemetry
        (
            "from openai_sql_shell.mcp.serving import ServerChoices, served; from openai_sql_shell.opening import Choices\n"
            "with served(ServerChoices(Choices(sandbox=True)), {'HOME': '.'}) as server: assert server"
        ),
    ),
    "sqlalchemy": (
        ALL_BELOW,
        (
            "from sqlalchemy import create_engine, text\nwith create_engine('openai:///sandbox').connect() as c:\n"
            "    assert len(c.execute(text('SELECT id FROM openai.batch.batches LIMIT 3')).all()) == 3"
        ),
    ),
    "shell": (
        f"{ALL_BELOW} render",
        "from openai_sql_shell.shell.greeting import greeting; greeting(None, 80)",
    ),
    "cli": (
        f"{ALL_BELOW} render shell",
        (
            "from openai_sql_shell.cli.main import main; sys.argv = ['openai-sql', '-c', 'SELECT 1']\n"
            "try: main()\nexcept SystemExit as end: assert not end.code"
        ),
    ),
}
"""The rooms below, and a piece of work; every library of these rooms is there, but for `OPTIONAL` where another room owns it."""

WITHOUT = """
import importlib, sys
gone = set(sys.argv[1].split())
class Finder:
    def __init__(self, finder):
        self.finder = finder
    def find_spec(self, name, path=None, target=None):
        return None if name.partition(".")[0] in gone else self.finder.find_spec(name, path, target)
    def __getattr__(self, name):
        return getattr(self.finder, name)
sys.meta_path[:] = map(Finder, sys.meta_path)
for module in sys.argv[2].split():
    importlib.import_module(module)
"""


def run_without(libraries, code, folder, modules=()):
    """What a process says where these libraries are not installed."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + code, " ".join(libraries), " ".join(modules)],
        cwd=folder,
        env={"PATH": "", "HOME": str(folder), "PYTHONPATH": str(ROOT), "OPENAI_API_KEY": "sk-test"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-1500:]
    return done.stdout


def owned(*rooms):
    return {name for name, owners in FOREIGN_FOR.items() if owners & set(rooms)}


def test_every_room_is_in_the_table():
    rooms = set(WINGS) - VOCABULARY - {"__init__", "__main__", "lazy"}
    assert set(ROOMS) == rooms, "say in ROOMS what a new one stands on, and what its smallest work is"


def test_what_is_not_there_is_missed(tmp_path):
    with pytest.raises(AssertionError, match="No module named 'apsw'"):
        run_without({"apsw"}, SANDBOX, tmp_path)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_needs_no_library_but_its_own(room, tmp_path):
    below, code = ROOMS[room]
    there = (owned(room) | (owned(*below.split()) - OPTIONAL)) - {"pyspark"}
    own = [name for name, path in PATHS.items() if wing(name) == room and path.name != "__main__.py"]
    modules = [
        f"openai_sql_shell.{name}" for name in sorted(own) if ONLY_WITH.get(name) not in FOREIGN - there
    ]
    run_without(FOREIGN - there, f"\n{code}\n", tmp_path, modules)


def test_the_vocabulary_needs_none(tmp_path):
    run_without(FOREIGN, "", tmp_path, [f"openai_sql_shell.{name}" for name in sorted(VOCABULARY)])


# --- extras that are missing -------------------------------------------------------------------------------------

ARROW = ("fetch_arrow_table", "fetch_record_batch", "__arrow_c_stream__", "__arrow_c_schema__")
CURSOR = f"""
ARROW = {ARROW}
import openai_sql_shell as driver
cursor = driver.connect(sandbox=True).cursor()
def told(ask):
    try:
        ask()
    except Exception as error:
        print(type(error).__name__, error, sep=": ")
"""
COMMAND = """
from openai_sql_shell.cli.main import main
sys.stderr = sys.stdout
sys.argv = ["openai-sql", *{words!r}]
try: main()
except SystemExit: pass
"""
ROWS = ["--no-init", "--sandbox", "-c"]
MISSING = {
    "arrow": (
        "pyarrow",
        CURSOR + "for name in ARROW: told(getattr(cursor.execute('SELECT 1'), name))",
        "\n".join(f"NotSupportedError: {name} needs pyarrow: install openai-sql[arrow]" for name in ARROW),
    ),
    "read_parquet": (
        "pyarrow",
        "open('a.parquet', 'w').close()\n"
        + COMMAND.format(words=[*ROWS, "SELECT * FROM read_parquet('a.parquet')"]),
        "openai-sql[arrow]",
    ),
    "copy": (
        "pyarrow",
        COMMAND.format(words=[*ROWS, "COPY (SELECT 1 AS a) TO 'b.parquet'"]),
        "openai-sql[arrow]",
    ),
    "mcp": ("mcp", COMMAND.format(words=["mcp"]), "openai-sql[mcp]"),
    "keyring": (
        "keyring",
        "open('c.toml', 'w').write('[profiles.a]\\napi_key_keyring = \"openai/ada\"')\n"
        + COMMAND.format(
            words=[
                "--no-init",
                "--config",
                "c.toml",
                "--profile",
                "a",
                "-c",
                "SELECT id FROM openai.models.models",
            ]
        ),
        "openai-sql[keyring]",
    ),
    "prices": (
        "genai_prices",
        COMMAND.format(
            words=[
                *ROWS,
                "SELECT max(r.cost_usd) FROM openai.batch.batches b JOIN openai.batch.batch_results r ON r.batch_id = b.id",
            ]
        ),
        "openai-sql[prices]",
    ),
    "charts": (
        "plotext",
        COLUMNS + "from openai_sql_shell.render import line_plot\n"
        "try: line_plot._plotext()\nexcept Exception as error: print(error.hint)",
        "openai-sql[charts]",
    ),
    "sqlalchemy": (
        "sqlalchemy",
        "try: import openai_sql_shell.sqlalchemy\nexcept ImportError as error: print(error.name)",
        "sqlalchemy",  # whose own name is what who calls create_engine() lacks
    ),
    "fast": (
        "msgspec",
        CURSOR + "print(len(cursor.execute('SELECT id FROM openai.batch.batches').fetchall()))",
        "",  # slower, and the same
    ),
}
"""A library that is not there, what needs it, and what is said."""


def test_every_extra_with_a_library_of_its_own_may_be_missing():
    assert {EXTRA[library] for library, _, _ in MISSING.values()} == set(EXTRA.values())


@pytest.mark.parametrize("what", MISSING)
def test_a_missing_extra_is_named_by_who_needs_it(what, tmp_path):
    library, code, said = MISSING[what]
    out = run_without({library}, f"\n{code}\n", tmp_path)
    assert said in out
    assert "Traceback" not in out
    assert out
