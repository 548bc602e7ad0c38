"""What each resource of the sandbox does: one module for each, its operations in a table by the method's name in the catalog.

A checked call and the store come in, an answer in the API's own words goes out.
"""
