"""A dialect of SQLAlchemy: `create_engine("openai://")`, and with it pandas, jupysql and whoever else speaks SQLAlchemy.

URLs and SQLAlchemy's expressions come in; statements for the driver go out. What exists is read from the catalog. Alone knows SQLAlchemy, whose
entry points find it; nothing else of the package imports it.
"""

from __future__ import annotations

from openai_sql_shell.sqlalchemy.dialect import OpenAIDialect
from openai_sql_shell.sqlalchemy.types import UnixTime

__all__ = ["OpenAIDialect", "UnixTime"]
