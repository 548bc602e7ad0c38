"""The API client: how a request travels, and what is believed of the answer.

A `Request` comes in, a `Response` that is whole, or one of our errors, goes out: `transport` sends, retries where that is safe, and
can be stopped at any moment. Nothing here knows a resource; nothing else knows HTTP. It may import the catalog and the vocabulary.
"""
