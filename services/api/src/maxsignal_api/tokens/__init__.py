"""Tokens of machines: made, listed, revoked by administrators."""
