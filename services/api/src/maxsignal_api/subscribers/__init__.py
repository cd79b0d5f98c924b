"""Subscribers: who gets posts, how, and what came of it."""
