"""The reference: what the catalog says of a resource, as a page with statements to try, in several formats.

Declarations come in, text goes out, and so do the guides that lie here. Made for ``openai-sql docs`` and for the shell's help; nothing
is sent, no other file is opened.
"""
