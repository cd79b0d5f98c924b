"""What a subscriber chose and said, and what the bot has seen, on the metadata of `schema`."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from maxsignal_common.store.deliveries_schema import deliveries
from maxsignal_common.store.schema import metadata

# `chosen` is a `Preferences` as JSON without its defaults; no row means nothing was chosen.
preferences = Table(
    "preferences",
    metadata,
    Column("chat_id", BigInteger, ForeignKey("subscribers.chat_id"), primary_key=True),
    Column("chosen", JSONB, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

# Who came by which link, told once.
referrals = Table(
    "referrals",
    metadata,
    Column("chat_id", BigInteger, ForeignKey("subscribers.chat_id"), primary_key=True),
    Column("code", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

votes = Table(
    "votes",
    metadata,
    Column("post_id", Uuid, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("vote", SmallInteger, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

# A post that waits for its line in a subscriber's digest.
digest_entries = Table(
    "digest_entries",
    metadata,
    Column("chat_id", BigInteger, ForeignKey("subscribers.chat_id"), primary_key=True),
    Column("post_id", Uuid, primary_key=True),
    Column("run_id", Uuid, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("queued_at", DateTime(timezone=True)),
    Index("digest_entries_due", "due_at", postgresql_where=text("queued_at IS NULL")),
)

# An update of Telegram is written down with its effect; its answers are sent after that, each at most once.
bot_updates = Table(
    "bot_updates",
    metadata,
    Column("bot_id", BigInteger, primary_key=True),
    Column("update_id", BigInteger, primary_key=True),
    Column("answers", JSONB, nullable=False),
    Column("answering_at", DateTime(timezone=True)),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("bot_updates_unanswered", "bot_id", "update_id", postgresql_where=text("answering_at IS NULL")),
)

# What a chat was told last: what `/why` without a post is about.
Index(
    "deliveries_sent_to",
    deliveries.c.chat_id,
    deliveries.c.updated_at,
    postgresql_where=text("state = 'sent'"),
)

# Telegram gives updates to one poller at a time; the lease says who that is.
bot_pollers = Table(
    "bot_pollers",
    metadata,
    Column("bot_id", BigInteger, primary_key=True),
    Column("owner", Uuid, nullable=False),
    Column("lease_until", DateTime(timezone=True), nullable=False),
)
