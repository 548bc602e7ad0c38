"""What each resource does: one module for each, its operations in a table by the method's name in the catalog."""
