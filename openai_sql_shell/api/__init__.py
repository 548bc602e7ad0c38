"""The API client: requests, connections, retries, paging. Nothing here knows a resource; everything here knows HTTP."""
