"""The lines of batch files as rows: bytes come in, tuples go out. Knows no SQLite and no resource.

`split` makes lines of bytes. `typed` reads a usual line by msgspec, where that is installed, `tolerant` any line, and what it says
counts; both give `members`. `outcome` and `shapes` are the rules, `columns` the table of what a row can have, `scan` puts them
together; `schema` has them as record batches, of types that stay. `match` finds the request of a result by its custom_id, `batch` gives all rows of a batch, `file_lines` the lines of any file.
`findings` is the table of what can be wrong with requests, `request_check` reads a file of them by it, `requests` gives the rows.
The bytes are a file's at a server: `fetch` has them come, `spool` is where they are read meanwhile, `store` keeps them, `downloads`
is who is asked.

The other way, rows become the lines of new files: `request_writer` makes a line of a row, `request_body` the body in it, `batch_parts`
cuts groups of them where a limit is, `part_files` has them on disk while they are needed, and `gather` puts them together.
"""

from openai_sql_shell.lines.scan import results
from openai_sql_shell.lines.schema import record_batches

__all__ = ["record_batches", "results"]
