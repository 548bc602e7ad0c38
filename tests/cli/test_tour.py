from __future__ import annotations

from pathlib import Path

import pytest
from tour import play, tour_of

from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.errors import ExitCode, UsageError
from openai_sql_shell.shell.tour import Step, Tour, our_tour, read_tour

MARKDOWN = """\
# Product

```sql
SELECT 'before the tour';
```

<!-- tour -->
A file:

```jsonl name=prompts.jsonl
{"custom_id": "1"}
```

```sql
SELECT 1;
SELECT 2;
```

And **more**.

```sql
SELECT 3;
```
<!-- /tour -->

```sql
SELECT 'after the tour';
```
"""


def test_a_tour_is_the_files_and_statements_between_its_marks():
    assert read_tour(tour_of(MARKDOWN)) == Tour(
        files=(("prompts.jsonl", '{"custom_id": "1"}\n'),),
        steps=(Step("A file:", "SELECT 1"), Step("", "SELECT 2"), Step("And more.", "SELECT 3")),
    )


def test_the_shell_plays_the_tour_of_the_readme():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert our_tour() == read_tour(tour_of(readme)), (
        "openai_sql_shell/shell/tour.md is the tour of README.md, without its marks: copy it there"
    )
    assert all(step.words for step in our_tour().steps[:1])
    assert "**" not in "".join(step.words for step in our_tour().steps)


@pytest.mark.parametrize("text", ["", "```sql\nSELECT 1;\n```\n"])
def test_a_text_without_a_tour_is_refused(text):
    with pytest.raises(UsageError, match="there is no tour"):
        tour_of(text)


def test_a_tour_without_a_statement_is_refused():
    with pytest.raises(UsageError, match="there is no tour"):
        read_tour("words\n")


def test_a_tour_is_played_in_one_session_with_its_files_at_hand(console):
    here = Path.cwd()
    tour = Tour(
        files=(("prompts.jsonl", '{"custom_id": "1"}\n'),),
        steps=(
            Step("", "INSERT INTO openai.files.files (file, purpose) VALUES ('prompts.jsonl', 'batch')"),
            Step("", "USE openai.files"),
            Step("", "SELECT filename, bytes FROM files\nWHERE filename = 'prompts.jsonl'"),
        ),
    )
    assert play(tour, console, Signals()) == ExitCode.OK
    shown = console.stdout.getvalue()
    assert "openai> SELECT filename, bytes FROM files\n   ...> WHERE filename = 'prompts.jsonl';\n" in shown
    assert "prompts.jsonl │    19" in shown
    assert Path.cwd() == here


def test_a_tour_ends_at_its_first_failure(console):
    tour = Tour((), tuple(Step("", text) for text in ("SELECT 1", "SELEC 2", "SELECT 3")))
    assert play(tour, console, Signals()) == ExitCode.FAILED
    assert "openai> SELEC 2;" in console.stdout.getvalue()
    assert "SELECT 3" not in console.stdout.getvalue()
    assert "SELEC" in console.stderr.getvalue()
