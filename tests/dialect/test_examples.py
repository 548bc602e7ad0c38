"""What the README and its page say works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "openai_sql_shell/reference/guides/sqlalchemy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
OLD = pytest.mark.skipif(
    Version(sqlalchemy.__version__) < Version("2.0.42"), reason="pandas 3.1 takes no older SQLAlchemy"
)


def run(code):
    exec(compile(code, "an example", "exec"), {"__name__": "an_example"})  # it is ours


@OLD
def test_the_readme_s_example_counts_batches(capsys):
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("<!-- pandas -->")[2]
    run(section.partition("```python\n")[2].partition("```")[0])
    assert re.search(r"completed +\d+", capsys.readouterr().out)


@OLD
@pytest.mark.parametrize("code", BLOCKS, ids=range(len(BLOCKS)))
def test_the_page_s_examples_run(code, capsys):
    run(code)
    said = capsys.readouterr().out
    assert re.search(r"^\d+ \d+$|\+00:00\n\['letters'\]", said)


def test_the_page_s_urls_are_understood(tmp_path):
    from sqlalchemy.engine import make_url

    from openai_sql_shell.sqlalchemy.address import connect_arguments

    config = tmp_path / "config.toml"
    config.write_text("[profiles.work]\n", encoding="utf-8")
    urls = re.findall(r"^(openai://\S*)  ", PAGE, re.MULTILINE)
    assert len(urls) == 4
    for url in urls:
        connect_arguments(
            make_url(url).update_query_dict({} if "sandbox" in url else {"config": str(config)})
        )
