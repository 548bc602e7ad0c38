"""Places that look the same in every statement: comments, hints, placeholders, JSON paths."""

from __future__ import annotations

from openai_sql_shell.shell.completion import names, values
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import ANYWHERE, EXPRESSION, B, Rule, V

RULES = (
    Rule(
        ANYWHERE,
        "comment or number",
        "#$",
        examples=(("-- select ▮",), ("select 1 /* from ▮",), (f"select * from {B} limit 10▮",)),
    ),
    Rule(
        ANYWHERE,
        "hint",
        r"/\*\+$",
        keywords="AWAIT|REQUIRED|CREATE|SHOWRESULTS",
        examples=(("insert /*+ aw▮", "await"),),
    ),
    Rule(
        ANYWHERE,
        "placeholder",
        r"\{\{$",
        (names.variables,),
        examples=(
            ("select {{ ▮", "input_file }}", "limit }}"),
            (f"select * from {B} where id = '{{{{ inp▮ }}}}'", "input_file"),
        ),
    ),
    Rule(
        ANYWHERE,
        "bound variable",
        r":$",
        (names.variables,),
        examples=(
            (f"select * from {B} where id = :▮", "input_file", "limit"),
            (f"select * from {B} limit :li▮", "limit"),
        ),
    ),
    Rule(
        EXPRESSION,
        "JSON path",
        r"name ->>? '?$",
        (values.members,),
        examples=(
            (f"select request_counts->>'$.▮' from {B}", "$.total", "$.completed", "$.failed"),
            (f"select request_counts->>'com▮ from {B}", "completed'"),
            (f"select id from {B} where request_counts ->> ▮", "'$.total'", "'$.completed'"),
        ),
    ),
    Rule(
        {Clause.JSON_CALL},
        "JSON path of a function",
        r"^name , '?$",
        (values.members,),
        examples=(
            (f"select json_extract(file_counts, '$.t▮ from {V}", "$.total'"),
            (f"select json_extract(file_counts, ▮) from {V}", "'$.in_progress'", "'$.completed'"),
        ),
    ),
)
