"""Alembic's entry point: runs on the connection that `migrate.apply` hands over."""

from alembic import context

from maxsignal_common.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
