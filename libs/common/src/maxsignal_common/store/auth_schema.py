"""The tables of accounts and of what they may and did, on the metadata of `schema`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from maxsignal_common.store.schema import metadata


def _now(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


# `one_time_until` says that the password was made by us: it opens a login until then, and has to be changed.
users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    Column("password_hash", Text, nullable=False),
    Column("one_time_until", DateTime(timezone=True)),
    Column("telegram_chat_id", BigInteger),
    _now("created_at"),
    _now("updated_at"),
)

# Only hashes of tokens are kept: who reads the table cannot act as anybody.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("token_sha256", LargeBinary, nullable=False, unique=True),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("network", Text, nullable=False),
    Column("agent", Text, nullable=False),
    _now("created_at"),
    _now("last_seen_at"),
    Index("sessions_of_user", "user_id"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("token_sha256", LargeBinary, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    _now("created_at"),
    Index("api_tokens_name", "name", unique=True, postgresql_where=text("revoked_at IS NULL")),
)

rate_limits = Table(
    "rate_limits",
    metadata,
    Column("key", Text, primary_key=True),
    Column("free_at", DateTime(timezone=True), nullable=False),
    Index("rate_limits_spent", "free_at"),
)

# Nobody may change or delete a row.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", JSONB(none_as_null=True)),
    Column("after", JSONB(none_as_null=True)),
    Column("network", Text),
    Column("request_id", Text),
    Index("audit_log_of_subject", "subject", "id"),
)

# One of `value` and `sealed`: a secret is kept encrypted, with the last characters that people may see.
settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text),
    Column("sealed", LargeBinary),
    Column("key_id", Text),
    Column("hint", Text),
    Column("changed_by", Text, nullable=False),
    _now("changed_at"),
)
