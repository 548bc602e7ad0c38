"""How a request travels. Nothing here knows a resource; everything here knows HTTP."""
