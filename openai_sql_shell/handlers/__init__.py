"""How a resource is read and changed: a question or a call in, requests and objects out, as the declaration says."""
