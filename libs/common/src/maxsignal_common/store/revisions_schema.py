"""The tables of posts that people changed and of views that they keep, on the metadata of `schema`."""

from sqlalchemy import Column, DateTime, ForeignKey, Integer, Table, Text, UniqueConstraint, Uuid, func

from maxsignal_common.store.auth_schema import users
from maxsignal_common.store.schema import metadata, runs

# `body` is the whole `RenderedPost` as it would be sent; the number counts within a language.
post_revisions = Table(
    "post_revisions",
    metadata,
    Column("run_id", Uuid, ForeignKey(runs.c.id), primary_key=True),
    Column("language", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

# `search` is what stands behind the question mark of the page's address.
saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey(users.c.id), nullable=False),
    Column("page", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("user_id", "page", "name"),
)
