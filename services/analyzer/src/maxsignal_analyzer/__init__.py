"""Candles become the step result of one method."""
