"""Handlers: how a resource is read and changed. One drives every declared resource, a few resources need one of their own.

A `Read` or a `Call` comes in; requests go to the transport, and their answers become objects. They parse no SQL and decide nothing
about what is read. They may import the client and the catalog.
"""
