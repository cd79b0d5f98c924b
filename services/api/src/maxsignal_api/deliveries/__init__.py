"""Deliveries: the fate of every single message."""
