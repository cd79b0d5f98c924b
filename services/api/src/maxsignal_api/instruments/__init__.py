"""The instruments runs can be asked for."""
