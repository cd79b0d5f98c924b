"""Prompts: what models are told, in versions of which one is active."""
