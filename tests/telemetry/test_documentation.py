"""What the README and the guide say of spans is so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from openai_sql_shell.reference.guides import guide_text

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = guide_text("telemetry")
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))


def test_the_readme_s_example_is_a_span_below_another(kept):
    (code,) = PYTHON.findall(README.partition("<!-- telemetry -->")[2].partition("<!-- /telemetry -->")[0])
    exec(compile(code, "an example", "exec"), {})  # it is ours
    outer = next(span for span in kept.all if span.name == "count")
    assert kept.statement.parent.span_id == outer.context.span_id


def test_the_guide_s_examples_run(tmp_path):
    """In a process of their own: they configure it."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    code = "print('<next>')\n".join(PYTHON.findall(PAGE))
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, timeout=60, check=True
    )
    _, plain, told = done.stdout.split("<next>")
    text = '"db.query.text": "SELECT id FROM openai.batch.batches WHERE status = ?"'
    for shown in (plain, told):
        assert '"name": "SELECT openai.batch.batches"' in shown
        assert '"name": "GET /batches"' in shown
    assert (text in plain, text in told) == (False, True)


def test_every_attribute_is_in_the_guide(kept, harness):
    harness.rows("INSERT INTO openai.vector_stores.vector_stores (name) VALUES ('a'), ('b')")
    harness.rows("EXEC openai.models.models.list_models")
    harness.error("SELECT id FROM openai.files.files WHERE id = 'file-none'")
    names = {name for span in kept.all for name in span.attributes}
    assert len(names) > 10
    assert sorted(name for name in names if f"`{name}`" not in PAGE) == []
