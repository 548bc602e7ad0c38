"""From a statement to a plan: names resolved, methods chosen, SQL for SQLite put together. Sends nothing."""
