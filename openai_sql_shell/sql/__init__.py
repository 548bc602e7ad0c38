"""SQL text to tokens, to statements. Knows no resource and sends nothing."""
