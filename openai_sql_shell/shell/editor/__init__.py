"""The line editor: prompt, keys, colours, suggestions, toolbar. A prompt goes out, one text comes back.

The only folder that knows prompt_toolkit well. It may import commands, history and completion.
"""
