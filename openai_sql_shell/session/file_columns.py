"""The columns of a local file for completion: only its beginning is read, and what cannot be read has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.catalog.model import Column, DataType
from openai_sql_shell.catalog.table_functions import READERS, FileCall
from openai_sql_shell.errors import OpenAISqlError
from openai_sql_shell.local_files.paths import Folders
from openai_sql_shell.local_files.source import LocalFile

if TYPE_CHECKING:
    from pathlib import Path


def file_columns(allowed: tuple[Path, ...], function: str, path: str) -> tuple[Column, ...]:
    """Names and types of the columns that a call finds.

    Args:
        allowed: directories beside the working one.
        function: the name of a table function.
        path: of a file, or a pattern.
    """
    try:
        found = LocalFile(FileCall(READERS[function], path), Folders.of(allowed)).columns
    except (OpenAISqlError, OSError):
        return ()
    return tuple(Column(column.name, column.type or DataType.STRING, "") for column in found)
