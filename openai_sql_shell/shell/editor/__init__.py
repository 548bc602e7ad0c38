"""The line editor: prompt, keys, colours, suggestions, toolbar."""
