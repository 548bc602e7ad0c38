"""Places of tables and resources, and what follows them."""

from __future__ import annotations

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.shell.completion import joins, names, values
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import JOINS, TAIL, VF, B, Rule, V, places

FIRST = r"(^|, )\.?$"

RULES = (
    Rule(
        "FROM",
        places(Clause.FROM),
        FIRST,
        (names.tables(SqlVerb.SELECT),),
        examples=(
            ("select * from ▮", "done", "reviewed", B, "openai.files.files"),
            ("select * from bat▮", B),
            ("select * from openai.▮", "batch", "files", "models", "vector_stores"),
            ("select * from openai.batch.▮", "batches"),
            ("select * from openai.vector_stores.f▮", "files_in_vector_store_batches"),
            ("select * from fiels▮", "openai.files.files"),
            ("with recent as (select 1 as one) select * from rec▮", "recent"),
            ("select * from (select * from fil▮", "openai.files.files"),
        ),
    ),
    Rule(
        "JOIN",
        places(Clause.JOIN),
        r"^\.?$",
        (joins.joins, names.tables(SqlVerb.SELECT)),
        examples=(
            (
                f"select * from {B} b join ▮",
                "openai.files.files f on f.id = b.error_file_id",
                "openai.files.files f on f.id = b.input_file_id",
            ),
            (f"SELECT * FROM {V} v JOIN ▮", f"{VF} vsf ON vsf.vector_store_id = v.id"),
            (f"select * from {V} join mod▮", "openai.models.models"),
        ),
    ),
    Rule(
        "after a table",
        places(Clause.FROM),
        r"(name|group) $",
        keywords=f"WHERE|{JOINS}|AS|{TAIL}",
        examples=((f"select * from {B} wh▮", "where"), (f"SELECT * FROM {B} J▮", "JOIN")),
    ),
    Rule(
        "after a joined table",
        places(Clause.JOIN),
        r"(name|group) $",
        keywords=f"ON|USING|AS|{JOINS}|WHERE|{TAIL}",
        examples=((f"select * from {B} join {V} v ▮", "on", "using"),),
    ),
    Rule(
        "after LEFT",
        places(Clause.FROM, Clause.JOIN, Clause.ON),
        r"(LEFT|RIGHT|FULL|INNER|CROSS|NATURAL|OUTER) $",
        keywords="JOIN|OUTER JOIN",
        examples=((f"select * from {B} left ▮", "join"),),
    ),
    Rule(
        "INSERT INTO",
        places(Clause.INTO),
        r"^\.?$",
        (names.tables(SqlVerb.INSERT),),
        examples=(
            ("insert into ▮", "reviewed", B, "openai.files.files", "openai.uploads.uploads"),
            ("insert into openai.models.▮",),
        ),
    ),
    Rule(
        "after INSERT INTO",
        places(Clause.INTO),
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
        "after the column list",
        places(Clause.INTO),
        r"^name group $",
        keywords="VALUES|SELECT",
        examples=((f"insert into {B} (endpoint) v▮", "values"),),
    ),
    Rule(
        "UPDATE",
        places(Clause.UPDATE),
        r"^\.?$",
        (names.tables(SqlVerb.UPDATE),),
        examples=(("update ▮", "reviewed", V, VF),),
    ),
    Rule(
        "after UPDATE", places(Clause.UPDATE), "name $", keywords="SET", examples=((f"update {V} ▮", "set"),)
    ),
    Rule(
        "DELETE FROM",
        places(Clause.DELETE_FROM),
        r"^\.?$",
        (names.tables(SqlVerb.DELETE),),
        examples=(("delete from ▮", "reviewed", "openai.files.files", "openai.models.models", V, VF),),
    ),
    Rule(
        "after DELETE FROM",
        places(Clause.DELETE_FROM),
        "name $",
        keywords="WHERE|RETURNING",
        examples=((f"delete from {V} ▮", "where", "returning"),),
    ),
)
