r"""``\ask``: a question in words → the catalog's words about it, a billed request, an answer that is looked at → a statement to be read.

What comes back is data: nothing of it is run here.
"""
