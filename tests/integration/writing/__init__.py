"""Steps and posts written by models: real NATS, real PostgreSQL, a provider as its own process."""
