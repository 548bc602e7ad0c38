"""Results of batches as record batches: one schema, for SQL, files and readers without either."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.lines import record_batches, results
from openai_sql_shell.lines.schema import BODY, FIELDS

SCHEMA_1 = [
    *(("batch_id", "string"), ("custom_id", "string"), ("outcome", "dictionary"), ("source", "dictionary")),
    *(("line", "int32"), ("status_code", "int32"), ("duplicate", "int32")),
    *(
        (name, "string")
        for name in ("error_code", "error_message", "text", "parsed", "tool_calls", "refusal")
    ),
    *((name, "string") for name in ("finish_reason", "model", "request_id", "id")),
    *((name, "int64") for name in ("input_tokens", "cached_tokens", "cache_write_tokens")),
    *((name, "int64") for name in ("output_tokens", "reasoning_tokens", "total_tokens")),
    *(("cost_usd", "decimal128(18, 9)"), ("price_asof", "string")),
]


def line(custom_id, text="hello"):
    body = {
        "object": "response",
        "status": "completed",
        "output": [{"type": "message", "content": [{"type": "output_text", "text": text}]}],
    }
    return (
        json.dumps({"custom_id": custom_id, "response": {"status_code": 200, "body": body}}).encode() + b"\n"
    )


def test_schema_1_stays_what_it_is():
    assert [(field.name, str(field.kind)) for field in FIELDS] == SCHEMA_1
    assert str(BODY.kind) == "large_string"


def test_every_visible_column_of_the_table_is_in_the_schema():
    assert {column.name for column in Catalog().resource("batch", "batch_results").columns} <= {
        name for name, _ in SCHEMA_1
    }


def test_record_batches_hold_what_the_rows_say():
    pa = pytest.importorskip("pyarrow")
    source = [line("a"), line("b", '{"x": 1}'), b"oops\n"]
    made = pa.Table.from_batches(
        record_batches(source, "/v1/responses", batch_id="b1", file="error", body=True)
    )
    named = ("custom_id", "outcome", "line", "text", "parsed", "body")
    assert [tuple(row[name] for name in named) for row in made.to_pylist()] == list(
        results(source, "/v1/responses", named)
    )
    assert made.column("batch_id").to_pylist() == ["b1"] * 3
    assert made.column("source").to_pylist() == ["error"] * 3
    assert made.column("cost_usd").to_pylist() == [None] * 3
    assert made.schema.field("parsed").metadata[b"json"] == b"1"
    assert str(made.schema.field("outcome").type).startswith("dictionary<values=string")
    assert made.schema.metadata == {b"openai_sql.schema": b"1"}


def test_batches_have_at_most_ten_thousand_rows():
    pytest.importorskip("pyarrow")
    sizes = [
        batch.num_rows for batch in record_batches((line(str(n)) for n in range(20_001)), "/v1/responses")
    ]
    assert sizes == [10_000, 10_000, 1]


ALONE = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("apsw", "requests", "prompt_toolkit", "sqlite3") or name.startswith(
            tuple("openai_sql_shell." + room for room in ("engine", "api", "shell", "session", "catalog", "cli", "handlers"))
        ):
            raise ImportError(f"{name} is not needed here")
sys.meta_path.insert(0, Blocked())
from openai_sql_shell.lines import record_batches, results
source = [b'{"custom_id": "a", "response": {"status_code": 500, "body": {}}}']
assert [row[:2] for row in results(source, "/v1/responses", ("custom_id", "outcome"))] == [("a", "http_error")]
if sys.argv[1] == "arrow":
    [batch] = record_batches(source, "/v1/responses")
    assert batch.num_rows == 1
assert "pyarrow" in sys.modules or sys.argv[1] != "arrow"
assert "pyarrow" not in sys.modules or sys.argv[1] == "arrow"
"""


@pytest.mark.parametrize("what", ["rows", "arrow"])
def test_readers_need_neither_shell_nor_engine_nor_http(what):
    if what == "arrow":
        pytest.importorskip("pyarrow")
    subprocess.run([sys.executable, "-c", ALONE, what], check=True)
