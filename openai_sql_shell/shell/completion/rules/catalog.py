"""Places in statements about the catalog, and where statements begin."""

from __future__ import annotations

from openai_sql_shell.catalog.model import SqlVerb
from openai_sql_shell.shell.completion import names
from openai_sql_shell.shell.completion.clauses import Clause
from openai_sql_shell.shell.completion.rules.rule import B, Rule, places

STATEMENTS = (
    "SELECT|INSERT INTO|UPDATE|DELETE FROM|EXEC|SHOW|DESCRIBE|EXPLAIN|USE|WITH|CREATE|DROP|ALTER TABLE|SET|BEGIN|COMMIT|ROLLBACK"
    "|VALUES"
)

RULES = (
    Rule(
        "SHOW",
        places(Clause.SHOW),
        "^(EXTENDED )?$",
        keywords="SERVICES|RESOURCES|METHODS|COLUMNS|PROVIDERS|TABLES|VIEWS|INSERT INTO|EXTENDED|VERSION|AUTH",
        examples=(("show ▮", "services", "resources", "methods"), ("SHOW EXTENDED MET▮", "METHODS")),
    ),
    Rule(
        "SHOW kind",
        places(Clause.SHOW),
        "(SERVICES|RESOURCES|METHODS|COLUMNS) $",
        keywords="IN|FROM|LIKE",
        examples=(("show services ▮", "in"),),
    ),
    Rule(
        "SHOW SERVICES IN",
        places(Clause.SHOW),
        r"SERVICES (IN|FROM) $",
        (names.provider,),
        examples=(("show services in ▮", "openai"),),
    ),
    Rule(
        "SHOW RESOURCES IN",
        places(Clause.SHOW),
        r"RESOURCES (IN|FROM) \.?$",
        (names.services,),
        examples=(
            ("show resources in ▮", "openai.batch", "openai.files"),
            ("show resources in openai.▮", "batch", "files", "models"),
        ),
    ),
    Rule(
        "SHOW METHODS IN",
        places(Clause.SHOW),
        r"(METHODS|COLUMNS) (IN|FROM) \.?$",
        (names.all_resources,),
        examples=(
            ("show methods in ▮", B, "openai.files.files"),
            ("show methods in openai.uploads.▮", "uploads", "upload_parts"),
        ),
    ),
    Rule(
        "SHOW INSERT INTO",
        places(Clause.SHOW),
        r"INTO \.?$",
        (names.tables(SqlVerb.INSERT),),
        examples=(("show insert into openai.▮", "batch", "files", "uploads"),),
    ),
    Rule(
        "SHOW INSERT", places(Clause.SHOW), "INSERT $", keywords="INTO", examples=(("show insert ▮", "into"),)
    ),
    Rule(
        "SHOW something IN",
        places(Clause.SHOW),
        "(IN|FROM) name $",
        keywords="LIKE|WHERE",
        examples=(("show services in openai ▮", "like"),),
    ),
    Rule(
        "DESCRIBE",
        places(Clause.DESCRIBE),
        r"^(EXTENDED )?\.?$",
        (names.all_tables,),
        keywords="METHOD|EXTENDED",
        examples=(
            ("describe ▮", "done", "reviewed", B),
            ("desc openai.uploads.▮", "uploads", "upload_parts"),
            ("describe meth▮", "method"),
        ),
    ),
    Rule(
        "DESCRIBE METHOD",
        places(Clause.DESCRIBE),
        r"METHOD (EXTENDED )?\.?$",
        (names.described_methods,),
        keywords="EXTENDED",
        examples=(
            (f"describe method {B}.▮", "list_batches", "retrieve_batch"),
            ("describe method retr▮", f"{B}.retrieve_batch"),
        ),
    ),
    Rule(
        "USE",
        places(Clause.USE),
        r"^\.?$",
        (names.services,),
        examples=(("use ▮", "openai.batch"), ("use openai.fi▮", "files")),
    ),
    Rule(
        "statement",
        places(Clause.START),
        r"^(ANALYZE )?$",
        keywords=STATEMENTS,
        examples=(
            ("▮", "SELECT", "INSERT INTO"),
            ("sel▮", "select"),
            ("SEL▮", "SELECT"),
            ("explain del▮", "delete from"),
            ("select 1; up▮", "update"),
        ),
    ),
    Rule(
        "query",
        places(Clause.QUERY),
        "^(ALL )?$",
        keywords="SELECT|WITH|VALUES|ALL",
        examples=(("select * from (▮", "select"), ("select 1 union ▮", "select"), ("with c as (▮", "select")),
    ),
    Rule("WITH name", places(Clause.WITH), "name $", keywords="AS", examples=(("with c ▮", "as"),)),
    Rule(
        "WITH done",
        places(Clause.WITH),
        "group $",
        keywords="SELECT|INSERT INTO",
        examples=(("with c as (select 1) ▮", "select"),),
    ),
    Rule(
        "new names",
        places(Clause.NAMING, Clause.WITH),
        "",
        examples=(("with ▮",), ("create table t (▮",), ("with c(▮",)),
    ),
)
