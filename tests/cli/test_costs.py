"""max_cost_usd in a script: above it nothing is sent without consent that was given beforehand."""

from __future__ import annotations

import pytest

PRICES = """
["model-a"]
2026-01-01 = { input = 1000, output = 2000 }
"""
INSERT = """INSERT INTO openai.batch.batch_requests (url, model, custom_id, input, max_output_tokens) VALUES
    ('/v1/responses', 'model-a', 'x', 'abcdefghijkl', 10), ('/v1/responses', 'model-a', 'y', 'abcdefghijkl', 20)
    RETURNING part, requests, est_cost_usd"""


@pytest.mark.parametrize(
    ("consent", "sent"),
    [([], False), (["--yes"], True), (["--max-rows", "2"], True), (["--max-rows", "1"], False)],
)
def test_a_script_consents_beforehand(openai_sql, tmp_path, consent, sent):
    config = tmp_path / "config" / "openai-sql"
    config.mkdir(parents=True)
    (config / "prices.toml").write_text(PRICES)
    log = tmp_path / "http.jsonl"
    words = ["--sandbox", "--set", "max_cost_usd=0.05", "--set", f"http_log={log}", *consent]
    done = openai_sql(*words, stdin=f"{INSERT};", XDG_CONFIG_HOME=str(config.parent))
    if sent:
        assert done.stdout.decode().splitlines()[1:] == ["1,2,0.068"]
        return
    assert (done.returncode, done.stdout) == (1, b"")
    assert not log.exists() or not log.read_text()
    if not consent:
        assert "2 requests in 1 batch for $0.01 to $0.07, and max_cost_usd is 0.05" in done.stderr.decode()
