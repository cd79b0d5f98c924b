"""Where candles come from, and which of it rests."""
