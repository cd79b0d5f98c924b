"""The table of replayed steps, on the metadata of `schema`."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Table, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB

from maxsignal_common.store.schema import metadata

# `input_id` is the event the step was made from, `original_id` the one that told it, if it was told by then.
step_replays = Table(
    "step_replays",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("run_id", Uuid, ForeignKey("runs.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("question", JSONB, nullable=False),
    Column("input_id", Uuid, ForeignKey("events.id"), nullable=False),
    Column("original_id", Uuid, ForeignKey("events.id")),
    Column("requested_by", Text, nullable=False),
    Column("status", Text, nullable=False, server_default=text("'pending'")),
    Column("told", JSONB),
    Column("original", JSONB),
    Column("code", Text),
    Column("detail", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("finished_at", DateTime(timezone=True)),
    Index("step_replays_of_run", "run_id", text("created_at DESC"), text("id DESC")),
)
