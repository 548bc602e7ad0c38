"""The SQL engine: SQLite plans, joins, sorts and aggregates; each resource is a virtual table that asks the API.

SQL whose names SQLite knows comes in (`database`), rows go out as they are read, and only the requests that the rows need are made:
`access_path` chooses the method, `execution` and `page_buffer` fetch pages, `prefetch` runs ahead of joins. It may import handlers,
the client's values, catalog and sql.
"""
