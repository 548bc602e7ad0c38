"""The ledger: what this program made at the API, and what it saw of it, in a file on this machine.

Ids, hashes, counts, states and times come in and are kept; no body, prompt, custom_id, metadata or key ever is. `store` opens the file,
`runs` claims and records work before it is sent, `witness` keeps objects and the states they were seen in. It sends nothing, and nobody
else knows SQLite's own module. Each operation is one transaction: no lock outlives it.
"""
