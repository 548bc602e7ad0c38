"""The server for agents: tools of the Model Context Protocol ↔ sessions. Alone knows the library ``mcp``; loaded by its command only."""
