"""Wyckoff accumulation and distribution."""
