"""The session: a statement in, a `Result` out.

`session` holds what a person changes and conducts; `executors` is the table of who runs which kind of plan, one module each:
queries, changes, exec, local_statements, show, explain, use, set. `workspace` is what they share. It may import planner, engine,
handlers and the client; a front end needs nothing else of them.
"""
