"""``python -m openai_sql_shell``: the same program as ``openai-sql``."""

from __future__ import annotations

import sys

from openai_sql_shell.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
