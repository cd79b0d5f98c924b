"""Where candles come from: one port, one module per kind of source."""
