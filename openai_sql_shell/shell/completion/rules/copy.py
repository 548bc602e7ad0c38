"""Places in COPY."""

from __future__ import annotations

from openai_sql_shell.shell.completion import columns, names
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import B, Rule

RULES = (
    Rule(
        {Clause.COPY},
        "COPY",
        r"^\.?$",
        (names.tables,),
        keywords="(SELECT|(WITH",
        examples=(("copy ▮", "done", "reviewed", B), ("copy openai.uploads.▮", "uploads", "upload_parts")),
    ),
    Rule(
        {Clause.COPY},
        "what is copied",
        r"^(name|group) $",
        keywords="TO",
        examples=(("copy (select 1) ▮", "to"), (f"COPY {B} ▮", "TO")),
    ),
    Rule(
        {Clause.COPY},
        "file of COPY",
        r"^(name|group) name '?$",
        (names.files,),
        examples=(("copy (select 1) to ▮", "'my files/"), ("copy done to 'res▮", "results.csv'")),
    ),
    Rule(
        {Clause.COPY},
        "behind the file",
        r"^(name|group) name value (WITH )?$",
        keywords="(FORMAT|(PARTITION_BY|(OVERWRITE",
        examples=(("copy done to 'a' ▮", "(format", "(partition_by"),),
    ),
    Rule(
        {Clause.COPY_OPTIONS},
        "option of COPY",
        r"(^|, )$",
        (names.copy_options,),
        examples=(
            ("copy (select 1) to 'a' (▮", "format", "partition_by", "overwrite"),
            ("COPY done TO 'a' WITH (FORMAT csv, ▮)", "PARTITION_BY", "OVERWRITE"),
            ("copy done to 'a' (part▮", "partition_by"),
        ),
    ),
    Rule(
        {Clause.COPY_OPTIONS},
        "value of COPY's option",
        r"name $",
        (names.copy_values,),
        examples=(
            ("copy (select format from reviewed) to 'a' (format ▮)", "csv", "tsv", "json"),
            ("copy done to 'a' (format csv, overwrite ▮", "true", "false"),
            ("copy done to 'a' (partition_by ▮",),
        ),
    ),
    Rule(
        {Clause.PARTITION_BY},
        "column of PARTITION_BY",
        r"(^|, )$",
        (columns.copied,),
        examples=(
            (f"copy (select id, status as state from {B}) to 'a' (partition_by (▮", "id", "state"),
            ("copy reviewed to 'a' (format parquet, partition_by (batch_id, ▮))", "verdict"),
        ),
    ),
)
