"""What COPY knows: the formats of its files, and its options."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COPY_FORMATS: Mapping[str, tuple[str, ...]] = {
    "csv": (".csv",),
    "tsv": (".tsv",),
    "json": (".json",),
    "jsonl": (".jsonl", ".ndjson"),
    "parquet": (".parquet",),
}
"""What COPY writes, and the ends of file names that ask for it."""
COPY_OPTIONS: Mapping[str, str] = {
    "FORMAT": "what is written, where the file's name does not say it",
    "PARTITION_BY": "columns whose values become folders",
    "OVERWRITE": "replace a file that is there",
}
"""Each with what it does."""
