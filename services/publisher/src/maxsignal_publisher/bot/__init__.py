"""The bot: what people write and press becomes a choice, an answer or a post from the ledger."""
