"""Contracts, bus, store, settings, logs and metrics shared by every Max Signal process."""
