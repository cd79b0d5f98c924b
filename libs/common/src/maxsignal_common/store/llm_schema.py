"""The tables of model calls, on the metadata of `schema`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from maxsignal_common.store.schema import metadata

# One row per attempt; LIVE_CALL is the very predicate of the partial unique index.
LIVE_CALL = text("state IN ('open', 'answered')")

llm_calls = Table(
    "llm_calls",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("step", Text, nullable=False),
    Column("prompt_version", Text),
    Column("attempt", Integer, nullable=False),
    Column("model", Text),
    Column("state", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("reserved", Numeric, nullable=False),
    Column("lease_until", DateTime(timezone=True), nullable=False),
    Column("answer", Text),
    Column("fault", Text),
    Column("detail", Text),
    Column("status", Integer),
    Column("served_model", Text),
    Column("provider", Text),
    Column("generation_id", Text),
    Column("prompt_tokens", BigInteger),
    Column("completion_tokens", BigInteger),
    Column("cost", Numeric),
    Column("cost_basis", Text),
    Column("latency_ms", Integer),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("finished_at", DateTime(timezone=True)),
    Column("replay_id", Uuid),
    Index("llm_calls_live", "request_hash", unique=True, postgresql_where=LIVE_CALL),
    Index("llm_calls_of_request", "request_hash", "started_at"),
    Index("llm_calls_of_run", "run_id", "started_at"),
    Index("llm_calls_of_step", "step", "started_at"),
    Index("llm_calls_of_replay", "replay_id", postgresql_where=text("replay_id IS NOT NULL")),
    Index("llm_calls_open", "lease_until", postgresql_where=text("state = 'open'")),
)

llm_budgets = Table(
    "llm_budgets",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("cap", Numeric, nullable=False),
    Column("reserved", Numeric, nullable=False, server_default="0"),
    Column("spent", Numeric, nullable=False, server_default="0"),
    Column("alerted", Boolean, nullable=False, server_default=text("false")),
)

# Prices are US dollars per token (or request); unknown is not zero.
llm_models = Table(
    "llm_models",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("context", Integer),
    Column("prompt_price", Numeric),
    Column("completion_price", Numeric),
    Column("request_price", Numeric),
    Column("enabled", Boolean, nullable=False, server_default=text("false")),
    Column("gone", Boolean, nullable=False, server_default=text("false")),
    Column("description", Text, nullable=False, server_default=""),
    Column("own_price", Boolean, nullable=False, server_default=text("false")),
)
