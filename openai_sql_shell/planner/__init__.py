"""The planner: from a statement to a plan. Names resolved, methods chosen, SQL for SQLite put together.

A statement and a `Scope` come in, a plan (`plans`) or an error that points into the text goes out. It sends and reads nothing, and
may import the catalog and sql.
"""
