"""How a resource is read and changed: one handler drives every declared resource, a few need one of their own."""
