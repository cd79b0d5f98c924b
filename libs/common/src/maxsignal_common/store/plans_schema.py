"""The table of watched plans, on the metadata of `schema`."""

from sqlalchemy import Column, DateTime, Index, Integer, Table, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB

from maxsignal_common.store.schema import metadata

# `watch` is what was published and never changes, `course` how far it has come. `tries` counts looks that
# nobody came back from.
plan_watches = Table(
    "plan_watches",
    metadata,
    Column("run_id", Uuid, primary_key=True),
    Column("leg", Integer, primary_key=True),
    Column("watch", JSONB, nullable=False),
    Column("course", JSONB, nullable=False),
    Column("look_at", DateTime(timezone=True), nullable=False),
    Column("token", Uuid),
    Column("lease_until", DateTime(timezone=True)),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("ended", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("plan_watches_due", "look_at", postgresql_where=text("ended IS NULL")),
)
