"""Places of tables and resources, and what follows them."""

from __future__ import annotations

from openai_sql_shell.shell.completion import joins, names, values
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import JOINS, TAIL, VF, B, Rule, V

FIRST = r"(^|, )\.?$"

RULES = (
    Rule(
        {Clause.FROM},
        "FROM",
        FIRST,
        (names.tables,),
        examples=(
            ("select * from ▮", "done", "reviewed", B, "openai.files.files"),
            ("select * from bat▮", B),
            ("select * from openai.▮", "batch", "files", "models", "vector_stores"),
            ("select * from openai.batch.▮", "batches"),
            ("select * from openai.vector_stores.f▮", "files_in_vector_store_batches"),
            ("select * from fiels▮", "openai.files.files"),
            ("with recent as (select 1 as one) select * from rec▮", "recent"),
            ("select * from (select * from fil▮", "openai.files.files"),
            (r"\assert select count(*) from bat▮", B),
            ("copy (select * from bat▮", B),
        ),
    ),
    Rule(
        {Clause.JOIN},
        "JOIN",
        r"^\.?$",
        (joins.joins, names.tables),
        examples=(
            (
                f"select * from {B} b join ▮",
                "openai.batch.batch_results br on br.batch_id = b.id",
                "openai.files.files f on f.id = b.error_file_id",
                "openai.files.files f on f.id = b.input_file_id",
            ),
            (f"SELECT * FROM {V} v JOIN ▮", f"{VF} vsf ON vsf.vector_store_id = v.id"),
            (f"select * from {V} join mod▮", "openai.models.models"),
        ),
    ),
    Rule(
        {Clause.FROM},
        "after a table",
        r"(name|group) $",
        keywords=f"WHERE|{JOINS}|AS|{TAIL}",
        examples=((f"select * from {B} wh▮", "where"), (f"SELECT * FROM {B} J▮", "JOIN")),
    ),
    Rule(
        {Clause.JOIN},
        "after a joined table",
        r"(name|group) $",
        keywords=f"ON|USING|AS|{JOINS}|WHERE|{TAIL}",
        examples=((f"select * from {B} join {V} v ▮", "on", "using"),),
    ),
    Rule(
        {Clause.FROM, Clause.JOIN, Clause.ON},
        "after LEFT",
        r"(LEFT|RIGHT|FULL|INNER|CROSS|NATURAL|OUTER) $",
        keywords="JOIN|OUTER JOIN",
        examples=((f"select * from {B} left ▮", "join"),),
    ),
    Rule(
        {Clause.INTO, Clause.UPDATE, Clause.DELETE_FROM},
        "INSERT INTO, UPDATE and DELETE FROM",
        r"^\.?$",
        (names.tables,),
        examples=(
            ("insert into ▮", "reviewed", B, "openai.files.files", "openai.uploads.uploads"),
            ("insert into openai.models.▮",),
            ("update ▮", "reviewed", V, VF),
            ("delete from ▮", "reviewed", "openai.files.files", "openai.models.models", V, VF),
        ),
    ),
    Rule(
        {Clause.INTO},
        "after INSERT INTO",
        r"^name $",
        (values.row_template,),
        keywords="VALUES|SELECT|WITH|DEFAULT VALUES",
        examples=(
            (
                f"insert into {B} ▮",
                "(completion_window, endpoint, input_file_id) values ('24h', '{{ endpoint }}', '{{ input_file_id }}')",
            ),
        ),
    ),
    Rule(
        {Clause.INTO},
        "after the column list",
        r"^name group $",
        keywords="VALUES|SELECT",
        examples=((f"insert into {B} (endpoint) v▮", "values"),),
    ),
    Rule({Clause.UPDATE}, "after UPDATE", "name $", keywords="SET", examples=((f"update {V} ▮", "set"),)),
    Rule(
        {Clause.DELETE_FROM},
        "after DELETE FROM",
        "name $",
        keywords="WHERE|RETURNING",
        examples=((f"delete from {V} ▮", "where", "returning"),),
    ),
)
