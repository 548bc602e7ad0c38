"""Lines of batch files: their bytes, which arrive and are kept, and what becomes of each line. No SQLite, no names of the catalog."""
