"""PostgreSQL, the source of truth: schema, migrations and every query."""
