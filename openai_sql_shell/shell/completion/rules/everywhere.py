"""Places that look the same in every statement: comments, hints, placeholders, JSON paths."""

from __future__ import annotations

from openai_sql_shell.shell.completion import names, values
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import ANYWHERE, EXPRESSION, B, Rule, V, places

RULES = (
    Rule(
        "comment or number",
        ANYWHERE,
        "#$",
        examples=(("-- select ▮",), ("select 1 /* from ▮",), (f"select * from {B} limit 10▮",)),
    ),
    Rule(
        "hint",
        ANYWHERE,
        r"/\*\+$",
        keywords="AWAIT|REQUIRED|CREATE|SHOWRESULTS",
        examples=(("insert /*+ aw▮", "await"),),
    ),
    Rule(
        "placeholder",
        ANYWHERE,
        r"\{\{$",
        (names.variables,),
        examples=(
            ("select {{ ▮", "input_file }}", "limit }}"),
            (f"select * from {B} where id = '{{{{ inp▮ }}}}'", "input_file"),
        ),
    ),
    Rule(
        "bound variable",
        ANYWHERE,
        r":$",
        (names.variables,),
        examples=(
            (f"select * from {B} where id = :▮", "input_file", "limit"),
            (f"select * from {B} limit :li▮", "limit"),
        ),
    ),
    Rule(
        "JSON path",
        EXPRESSION,
        r"name ->>? '?$",
        (values.members,),
        examples=(
            (f"select request_counts->>'$.▮' from {B}", "$.total", "$.completed", "$.failed"),
            (f"select request_counts->>'com▮ from {B}", "completed'"),
            (f"select id from {B} where request_counts ->> ▮", "'$.total'", "'$.completed'"),
        ),
    ),
    Rule(
        "JSON path of a function",
        places(Clause.JSON_CALL),
        r"^name , '?$",
        (values.members,),
        examples=(
            (f"select json_extract(file_counts, '$.t▮ from {V}", "$.total'"),
            (f"select json_extract(file_counts, ▮) from {V}", "'$.in_progress'", "'$.completed'"),
        ),
    ),
)
