"""Places of literal values, in quotes or not."""

from __future__ import annotations

from openai_sql_shell.shell.completion import columns, values
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import ANYWHERE, BR, COMPARED, CONDITION, VF, B, R, Rule, V

RULES = (
    Rule(
        CONDITION | {Clause.ON},
        "compared value",
        COMPARED + "'$",
        (values.values,),
        examples=(
            (f"select * from {B} where status = '▮", "validating'", "failed'", "in_progress'"),
            (f"select * from {B} where status = 'comp▮'", "completed"),
            ("delete from openai.files.files where id = '▮", "file-in'", "file-out'"),
            (f"select * from {B} where id = '▮", "batch_new'", "batch_old'"),
            (f"select * from {B} where endpoint = 'from ▮",),
            (f"select * from {VF} where vector_store_id = '▮", "vs_1'"),
            (f"select * from {R} where url = '▮", "/v1/responses'", "/v1/embeddings'"),
            (f"select * from {BR} where outcome = 'mi▮", "missing'"),
            (f"select * from {BR} r where r.source = '▮", "output'", "error'", "input'"),
        ),
    ),
    Rule(
        {Clause.IN_LIST},
        "value in a list",
        r"(^|, )'?$",
        (values.values,),
        keywords="SELECT",
        examples=(
            (f"select * from {B} where status in (▮", "'validating'", "'failed'"),
            (f"select * from {B} where status in ('failed', '▮", "validating'", "in_progress'"),
            (f"select * from {B} b where b.endpoint not in ('/v1/emb▮')", "/v1/embeddings"),
            (f"select * from {R} where url in (▮", "'/v1/responses'", "'/v1/embeddings'"),
            (f"select * from {BR} where outcome in ('ok', '▮", "expired'", "missing'"),
        ),
    ),
    Rule(
        {Clause.ROW},
        "value of a row",
        r"(^|, )'?$",
        (values.values,),
        keywords="NULL",
        examples=(
            (f"insert into {B} (input_file_id, endpoint) values ('file-1', ▮", "'/v1/responses'"),
            (f"insert into {B} (input_file_id, endpoint) values ('file-1', '/v1/em▮", "/v1/embeddings'"),
            (f"insert into {B} (endpoint, input_file_id) values ('/v1/responses', '▮", "file-in'"),
            (f"insert into {B} (metadata) values (▮", "'{}'"),
            ("insert into openai.files.files (file, purpose) values ('p▮", "prompts.jsonl'"),
            ("insert into openai.files.files (file, purpose) values ('my▮", "my files/", "my list.txt'"),
            ("insert into openai.files.files (file, purpose) values (▮", "'my files/", "'my list.txt'"),
        ),
    ),
    Rule(
        {Clause.SELECT},
        "value of a selected row",
        r"(^|, )'$",
        (values.values,),
        examples=(
            (f"insert into {B} (data__endpoint) select '▮", "/v1/responses'"),
            (f"select '▮ from {B}",),
            (f"insert into {R} (url, custom_id) select '/v1/em▮', id from t", "/v1/embeddings"),
            (f"insert into {R} (url, encoding) select '/v1/embeddings', '▮", "float'", "base64'"),
            (f"insert into {R} (url, custom_id) select '/v1/embeddings', '▮",),
        ),
    ),
    Rule(
        {Clause.SET},
        "value to set",
        r"name = '?$",
        (values.values, columns.scalar_functions),
        keywords="NULL|CASE",
        examples=((f"update {V} set metadata = ▮", "'{}'"), (f"update {V} set name = '▮",)),
    ),
    Rule(
        {Clause.EXEC},
        "argument's value",
        r"variable = '?$",
        (values.values,),
        keywords="NULL",
        examples=(
            (f"exec {B}.cancel_batch @batch_id = '▮", "batch_new'"),
            (f"exec {B}.cancel_batch @batch_id=▮", "'batch_new'"),
            ("exec openai.files.files.download_file @file_id='file-1', @to='pro▮", "prompts.jsonl'"),
            (
                "exec openai.files.files.download_file @file_id='file-1', @to='my▮'",
                "my files/",
                "my list.txt",
            ),
            ("exec openai.files.files.download_file @overwrite=▮", "true", "false"),
            (f"exec {B}.retry @outcomes = ▮", "'expired'", "'missing'", "'error'"),
            (f"exec {B}.retry @outcomes = 'mi▮", "missing'"),
            (f"exec {B}.retry @outcomes = 'expired,▮", "expired,missing'", "expired,error'"),
            (f"exec {B}.retry @outcomes = 'missing, expired, e▮'", "missing, expired, error"),
        ),
    ),
    Rule(
        ANYWHERE,
        "any other string",
        "'$",
        examples=(
            ("select 'a' || '▮",),
            ("show services like '▮",),
            (f"select * from {B} where lower('from ▮",),
        ),
    ),
)
