from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-m", "openai_sql_shell")
ROOT = Path(__file__).parents[2]
PASSED_ON = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP")


@pytest.fixture
def openai_sql(tmp_path):
    """Run one statement with the real program against a server that never gets better; retries would only cost time."""
    (tmp_path / "config.toml").write_text("[settings]\nretries = 0\n")
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}

    def call(url, key, sql, *words):
        return subprocess.run(
            [*PROGRAM, "--config", "config.toml", "-o", "csv", *words, "-c", sql],
            env={
                **kept,
                "HOME": str(tmp_path),
                "PYTHONPATH": str(ROOT),
                "OPENAI_BASE_URL": url,
                "OPENAI_API_KEY": key,
            },
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call
