"""Alembic migrations; `apply` brings a database to the newest revision."""
