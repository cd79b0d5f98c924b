"""Analyses: what is run, in versions of which one is active."""
