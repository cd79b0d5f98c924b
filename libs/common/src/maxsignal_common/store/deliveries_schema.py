"""The tables of the delivery ledger and what its messages are made of, on the metadata of `schema`.

A *post* here is anything that is said to subscribers: a run's post, a follow-up, a digest, an answer.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from maxsignal_common.store.schema import metadata

# What may still be sent; text, so that it is the very predicate of the partial indexes.
OPEN_DELIVERY = text("state IN ('queued', 'claimed', 'sending')")

telegram_bots = Table(
    "telegram_bots",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("next_send_at", DateTime(timezone=True)),
    Column("paused_until", DateTime(timezone=True)),
    Column("pause_reason", Text),
    Column("pace", Double, nullable=False, server_default=text("1")),
    Column("rate", Double, nullable=False, server_default=text("25")),
    Column("channel_id", BigInteger),
    Column("username", Text, nullable=False, server_default=text("''")),
)

# Bytes by their own hash; the check keeps a wrong name out.
pictures = Table(
    "pictures",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("png", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

# A file_id is good for the bot that uploaded it only.
telegram_files = Table(
    "telegram_files",
    metadata,
    Column("bot_id", BigInteger, ForeignKey("telegram_bots.id"), primary_key=True),
    Column("picture", Text, primary_key=True),
    Column("file_id", Text, nullable=False),
)

# `picture` names a row of `pictures` without a foreign key: a post whose picture is lost still goes out.
post_parts = Table(
    "post_parts",
    metadata,
    Column("post_id", Uuid, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("entities", JSONB, nullable=False),
    Column("picture", Text),
    Column("keyboard", JSONB, nullable=False, server_default=text("'[]'")),
)

post_rounds = Table(
    "post_rounds",
    metadata,
    Column("post_id", Uuid, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("run_id", Uuid, nullable=False),
    Column("request_id", Uuid, nullable=False, unique=True),
    Column("announced", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("post_rounds_open", "created_at", postgresql_where=text("NOT announced")),
)

# Sent in the order of (rank, seq). `not_before` is the subscriber's wish, `held_until` a throttled message's
# step back. `reply_to` is the post whose first message in this chat is answered.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("kind", Text, nullable=False, server_default=text("'post'")),
    Column("rank", SmallInteger, nullable=False, server_default=text("2")),
    Column("run_id", Uuid),
    Column("post_id", Uuid, nullable=False),
    Column("round", Integer),
    Column("chat_id", BigInteger, ForeignKey("subscribers.chat_id"), nullable=False),
    Column("language", Text, nullable=False),
    Column("part", Integer, nullable=False),
    Column("silent", Boolean, nullable=False, server_default=text("false")),
    Column("more", Boolean, nullable=False, server_default=text("false")),
    Column("reply_to", Uuid),
    Column("sent_as", Text, nullable=False, server_default=text("'file'")),
    Column("state", Text, nullable=False, server_default=text("'queued'")),
    Column("token", Uuid),
    Column("lease_until", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("not_before", DateTime(timezone=True)),
    Column("held_until", DateTime(timezone=True)),
    Column("message_id", BigInteger),
    Column("error", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("post_id", "part", "chat_id", name="deliveries_once"),
    ForeignKeyConstraint(["post_id", "round"], ["post_rounds.post_id", "post_rounds.round"]),
    ForeignKeyConstraint(
        ["post_id", "language", "part"], ["post_parts.post_id", "post_parts.language", "post_parts.part"]
    ),
    Index("deliveries_open", "rank", "seq", postgresql_where=OPEN_DELIVERY),
    Index("deliveries_chat_open", "chat_id", "rank", "seq", postgresql_where=OPEN_DELIVERY),
    Index("deliveries_of_run", "run_id", "seq"),
    Index("deliveries_of_chat", "chat_id", "seq"),
    Index("deliveries_unknown", "seq", postgresql_where=text("state = 'unknown'")),
)
