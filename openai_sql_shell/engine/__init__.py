"""The SQL engine: SQLite plans, joins, sorts and aggregates; each resource is a virtual table that asks the API.

SQL whose names SQLite knows comes in (`database`), rows go out as they are read, and only the requests that the rows need are made:
`access_path` chooses the method, `execution` and `page_buffer` fetch pages, `prefetch` runs ahead of joins. It may import handlers,
the client's values, catalog and sql.

Nothing that the server was asked for is believed unseen: SQLite checks every condition on the rows, bounds are its own,
`server_order` compares neighbours, `execution` looks back at what was not found.

Locks, in the only order in which a thread may take them; it may leave some out:

1. `ListFallback`: one thread reads a list for all others.
2. `PageStore`, which its `Execution` shares: which answers there are, and how many rows they hold.
3. `PageBuffer`, one at a time: the pages of an answer. An index over them (`column_index`) is built under it, and so once.
4. `Spill`: the database on disk. Only what already holds the lock of the buffer calls back into one from here.
5. `Prefetchers`: how far each is ahead. Nothing is called under it that takes another lock.
"""
