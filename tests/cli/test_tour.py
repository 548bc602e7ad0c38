from __future__ import annotations

from pathlib import Path

import pytest
from tour import Tour, play, read_tour

from openai_sql_shell.cli.signals import Signals
from openai_sql_shell.errors import ExitCode, UsageError

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

```console
$ openai-sql
```

```sql
SELECT 3;
```
<!-- /tour -->

```sql
SELECT 'after the tour';
```
"""


def test_a_tour_is_the_files_and_statements_between_its_marks():
    assert read_tour(MARKDOWN) == Tour(
        files=(("prompts.jsonl", '{"custom_id": "1"}\n'),),
        scripts=("SELECT 1;\nSELECT 2;\n", "SELECT 3;\n"),
    )


@pytest.mark.parametrize("text", ["", "```sql\nSELECT 1;\n```\n", "<!-- tour -->\nwords\n<!-- /tour -->\n"])
def test_a_text_without_a_tour_is_refused(text):
    with pytest.raises(UsageError, match="there is no tour"):
        read_tour(text)


def test_a_tour_is_played_in_one_session_with_its_files_at_hand(console):
    here = Path.cwd()
    tour = Tour(
        files=(("prompts.jsonl", '{"custom_id": "1"}\n'),),
        scripts=(
            "INSERT INTO openai.files.files (file, purpose) VALUES ('prompts.jsonl', 'batch'); USE openai.files;",
            "SELECT filename, bytes FROM files\nWHERE filename = 'prompts.jsonl';",
        ),
    )
    assert play(tour, console, Signals()) == ExitCode.OK
    shown = console.stdout.getvalue()
    assert "openai> SELECT filename, bytes FROM files\n   ...> WHERE filename = 'prompts.jsonl';\n" in shown
    assert "prompts.jsonl │    19" in shown
    assert Path.cwd() == here


def test_a_tour_ends_at_its_first_failure(console):
    tour = Tour((), ("SELECT 1; SELEC 2; SELECT 3;", "SELECT 4;"))
    assert play(tour, console, Signals()) == ExitCode.FAILED
    assert "openai> SELEC 2;" in console.stdout.getvalue()
    assert "SELECT 3" not in console.stdout.getvalue()
    assert "SELECT 4" not in console.stdout.getvalue()
    assert "SELEC" in console.stderr.getvalue()
