"""Runs: ask for one, list them, look into one."""
