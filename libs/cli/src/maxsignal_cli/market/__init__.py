"""Files that operators bring: their own candles, their own list of instruments."""
