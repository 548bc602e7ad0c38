"""What was typed: kept, offered again, replayed."""
