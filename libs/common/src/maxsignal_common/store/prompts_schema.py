"""The tables of prompts, on the metadata of `schema`."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from maxsignal_common.store.schema import metadata

prompts = Table(
    "prompts",
    metadata,
    Column("step", Text, primary_key=True),
    Column("active_version", Integer, nullable=False),
    Column("activated_by", Text, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    ForeignKeyConstraint(
        ["step", "active_version"],
        ["prompt_versions.step", "prompt_versions.version"],
        name="prompts_active_version",
        deferrable=True,
        initially="DEFERRED",
        use_alter=True,
    ),
)

# Append-only: what a version says is what its runs were told.
prompt_versions = Table(
    "prompt_versions",
    metadata,
    Column("step", Text, ForeignKey("prompts.step"), primary_key=True),
    Column("version", Integer, CheckConstraint("version > 0"), primary_key=True, autoincrement=False),
    Column("texts", JSONB, nullable=False),
    Column("hash", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("step", "hash", name="prompt_versions_once"),
)
