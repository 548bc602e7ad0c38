"""How SQL runs: SQLite plans, joins, sorts and aggregates; each resource is a virtual table that asks the API."""
