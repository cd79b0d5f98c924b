"""Posts become Telegram messages, each once."""
