"""Run requests become closed, validated, hashed candles."""
