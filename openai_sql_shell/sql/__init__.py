"""SQL text: to tokens, to statements, placeholders filled, names found. Knows no resource and sends nothing.

Texts come in, values with their places in the text go out (`statements`), or errors that point at a place. It imports errors only.
"""
