"""Places in statements that change something, of the API or of the session, or call a method."""

from __future__ import annotations

from openai_sql_shell.shell.completion import columns, names, values
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import B, R, Rule, V

RULES = (
    Rule({Clause.INSERT}, "INSERT", "", keywords="INTO", examples=(("insert ▮", "into"),)),
    Rule({Clause.DELETE}, "DELETE", "", keywords="FROM", examples=(("DELETE ▮", "FROM"),)),
    Rule(
        {Clause.COLUMNS},
        "INSERT columns",
        "(^|, )$",
        (columns.insert_columns,),
        examples=(
            (f"insert into {B} (▮", "completion_window", "endpoint", "input_file_id"),
            (f"insert into {B} (endpoint, ▮", "completion_window", "input_file_id"),
            (
                f"insert into {B} (completion_window, endpoint, input_file_id, ▮",
                "metadata",
                "output_expires_after",
            ),
            (f"insert into {B} (data__endpoint, ▮", "data__completion_window", "data__input_file_id"),
            ("insert into openai.vector_stores.vector_store_file_batches (files, ▮", "vector_store_id"),
            ("insert into reviewed (batch_id, ▮", "verdict"),
            (f"insert into {R} (▮", "url", "body", "custom_id", "input", "model", "dimensions", "encoding"),
            (
                f"insert into {R} (url, ▮) select '/v1/embeddings', x from t",
                *("input", "body", "custom_id", "dimensions", "encoding"),
            ),
            (f"insert into {R} (url, ▮) values ('/v1/responses', 1)", "body", "custom_id", "input", "model"),
            (f"insert into {R} (url, body, in▮) select '/v1/embeddings', x", "input"),
            (f"insert into {R} (custom_id, url, d▮) values (1, '/v1/responses')",),
        ),
    ),
    Rule(
        {Clause.VALUES},
        "VALUES",
        "(^|, )$",
        (values.value_template,),
        examples=(
            (f"insert into {B} (endpoint, metadata) values ▮", "('{{ endpoint }}', '{{ metadata }}')"),
        ),
    ),
    Rule(
        {Clause.VALUES},
        "after a row",
        "group $",
        keywords="RETURNING",
        examples=((f"insert into {B} (endpoint) values ('x') r▮", "returning"),),
    ),
    Rule(
        {Clause.EXEC},
        "EXEC",
        r"^\.?$",
        (names.methods,),
        examples=(
            ("exec ▮", f"{B}.cancel_batch", f"{B}.retry", "openai.files.files.download_file"),
            (f"exec {B}.▮", "cancel_batch", "retry", "list_batches"),
            ("exec openai.vector_stores.vector_stores.se▮", "search_vector_store"),
            ("exec openai.▮", "batch", "files"),
            ("exec canc▮", f"{B}.cancel_batch"),
        ),
    ),
    Rule(
        {Clause.EXEC},
        "arguments",
        r"(^name |, |value |group |name )@?$",
        (columns.arguments,),
        keywords="FOR EACH",
        examples=(
            (f"exec {B}.cancel_batch ▮", "@batch_id="),
            (f"exec {B}.cancel_batch fo▮", "for each"),
            ("exec openai.files.files.download_file @▮", "@file_id=", "@overwrite=", "@to="),
            ("exec openai.files.files.download_file @file_id='file-1', @▮", "@overwrite=", "@to="),
            (f"exec {V}.search_vector_store @vector_store_id='vs_1', ▮", "@query="),
        ),
    ),
    Rule(
        {Clause.CREATE},
        "CREATE",
        "^$",
        keywords="TABLE|VIEW|TEMP TABLE|TEMP VIEW",
        examples=(("create ▮", "table", "view"),),
    ),
    Rule(
        {Clause.CREATE, Clause.DROP},
        "CREATE TEMP and DROP",
        "^((TEMP|TEMPORARY) )?$",
        keywords="TABLE|VIEW",
        examples=(("create temp ▮", "table", "view"), ("drop ▮", "table", "view")),
    ),
    Rule(
        {Clause.CREATE},
        "CREATE name AS",
        "(TABLE|VIEW) name $",
        keywords="AS",
        examples=(("create view v ▮", "as"),),
    ),
    Rule(
        {Clause.CREATE},
        "CREATE AS",
        "AS $",
        keywords="SELECT|WITH|VALUES",
        examples=(("create view v as ▮", "select"),),
    ),
    Rule(
        {Clause.DROP, Clause.ALTER},
        "DROP and ALTER TABLE",
        "(TABLE|VIEW) $",
        (names.local_objects,),
        examples=(("drop table ▮", "reviewed"), ("drop view ▮", "done"), ("alter table ▮", "reviewed")),
    ),
    Rule({Clause.ALTER}, "ALTER", "^$", keywords="TABLE", examples=(("alter ▮", "table"),)),
    Rule(
        {Clause.ALTER},
        "ALTER TABLE name",
        "name $",
        keywords="RENAME TO|ADD COLUMN",
        examples=(("alter table reviewed ▮", "rename to"),),
    ),
    Rule({Clause.SETTING}, "SET a setting", "^$", (names.settings,), examples=(("set ▮", "format"),)),
)
