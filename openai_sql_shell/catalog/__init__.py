"""What exists: the API's services, resources, methods and fields, as declarations without behaviour."""
