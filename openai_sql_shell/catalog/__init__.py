"""What exists: the API's services, resources, methods and fields, as declarations without behaviour."""

PROVIDER = "openai"
PROVIDERS = (PROVIDER, "openai_admin")
"""Accepted first parts of a full name; the second is StackQL's name for the organisation's resources."""
