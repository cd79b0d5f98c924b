"""Tables as SQLAlchemy knows them; the migrations create them, a test holds the two together."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()


def _created() -> Column[object]:
    return Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now())


def _updated() -> Column[object]:
    return Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now())


instruments = Table(
    "instruments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("exchange", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("tick", Numeric, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("lot", Numeric, nullable=False, server_default="1"),
    Column("figi", Text),
    Column("fallback", Text),
)

analyses = Table(
    "analyses",
    metadata,
    Column("name", Text, primary_key=True),
    Column("description", Text, nullable=False),
    Column("active_version", Integer, nullable=False),
    Column("activated_by", Text, nullable=False),
    Column("archived", Boolean, nullable=False, server_default=text("false")),
    _created(),
    _updated(),
    ForeignKeyConstraint(
        ["name", "active_version"],
        ["analysis_versions.analysis", "analysis_versions.version"],
        name="analyses_active_version",
        use_alter=True,
        deferrable=True,
        initially="DEFERRED",
    ),
)

# What a version says never changes: nobody may update or delete a row.
analysis_versions = Table(
    "analysis_versions",
    metadata,
    Column("analysis", Text, ForeignKey("analyses.name"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("config", JSONB, nullable=False),
    Column("hash", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
    _created(),
    UniqueConstraint("analysis", "hash", name="analysis_versions_once"),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("instrument", Text, ForeignKey("instruments.id"), nullable=False),
    Column("timeframe", Text, nullable=False),
    Column("cron", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("misfire", Text, nullable=False),
    Column("analysis", Text, ForeignKey("analyses.name"), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("checked_until", DateTime(timezone=True), nullable=False),
    _created(),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("trading_days_only", Boolean, nullable=False, server_default=text("false")),
)

# The days on which an exchange trades, as far ahead as its calendar is known.
trading_days = Table(
    "trading_days",
    metadata,
    Column("exchange", Text, primary_key=True),
    Column("day", Date, primary_key=True),
)

schedule_ticks = Table(
    "schedule_ticks",
    metadata,
    Column("schedule_id", Uuid, ForeignKey("schedules.id", ondelete="CASCADE"), primary_key=True),
    Column("fire_at", DateTime(timezone=True), primary_key=True),
    Column("run_id", Uuid),
    _created(),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("analysis", Text, nullable=False),
    Column("instrument", Text, nullable=False),
    Column("timeframe", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("as_of", DateTime(timezone=True), nullable=False),
    Column("steps", ARRAY(Text), nullable=False),
    Column("steps_done", Integer, nullable=False, server_default=text("0")),
    Column("deadline", DateTime(timezone=True), nullable=False),
    Column("head_seq", Integer, nullable=False, server_default=text("0")),
    Column("head_hash", LargeBinary, nullable=False, server_default=text(r"'\x'::bytea")),
    Column("error_code", Text),
    Column("error_detail", Text),
    Column("finished_at", DateTime(timezone=True)),
    _created(),
    _updated(),
    Index("runs_newest", text("created_at DESC"), text("id DESC")),
    Index("runs_of_analysis", "analysis", text("created_at DESC"), text("id DESC")),
    Index("runs_of_instrument", "instrument", text("created_at DESC"), text("id DESC")),
    Index("runs_of_status", "status", text("created_at DESC"), text("id DESC")),
    Index(
        "runs_open",
        "updated_at",
        postgresql_where=text("status NOT IN ('merged', 'published', 'failed')"),
    ),
)

events = Table(
    "events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("run_id", Uuid, ForeignKey("runs.id"), nullable=False),
    Column("run_seq", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("causation_id", Text),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("hash", LargeBinary, nullable=False),
    Column("xid", BigInteger, nullable=False, server_default=text("pg_current_xact_id()::text::bigint")),
    UniqueConstraint("run_id", "run_seq", name="events_run_seq"),
    Index("events_feed", "xid", "seq"),
)

run_steps = Table(
    "run_steps",
    metadata,
    Column("run_id", Uuid, ForeignKey("runs.id"), primary_key=True),
    Column("method", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("event_id", Uuid, ForeignKey("events.id"), nullable=False),
    _created(),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("run_id", Uuid, ForeignKey("runs.id"), nullable=False, unique=True),
    Column("event_id", Uuid, ForeignKey("events.id"), nullable=False),
    _created(),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("id", BigInteger, Identity(always=True), nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", Text),
    Column("cause", Text),
    Column("sent_at", DateTime(timezone=True)),
    _created(),
    Index("outbox_unsent", "id", postgresql_where=text("sent_at IS NULL")),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("user_name", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_sha256", LargeBinary, nullable=False),
    Column("made", Text, nullable=False),
    _created(),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("position", Text, nullable=False, unique=True),
    Column("consumer", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("deliveries", Integer, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'open'")),
    Column("resolved_at", DateTime(timezone=True)),
    _created(),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("language", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=text("''")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("inactive_reason", Text),
    Column("next_send_at", DateTime(timezone=True)),
    _created(),
    _updated(),
)

# As traded, first telling: nobody may change a row (ADR 0009).
candles = Table(
    "candles",
    metadata,
    Column("instrument", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("timeframe", Text, primary_key=True),
    Column("open_ms", BigInteger, primary_key=True),
    Column("close_ms", BigInteger, nullable=False),
    Column("open", Double, nullable=False),
    Column("high", Double, nullable=False),
    Column("low", Double, nullable=False),
    Column("close", Double, nullable=False),
    Column("volume", Double, nullable=False),
    Column("taker_buy", Double),
)

splits = Table(
    "splits",
    metadata,
    Column("instrument", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("ts_ms", BigInteger, primary_key=True),
    Column("ratio", Numeric, nullable=False),
)

candle_windows = Table(
    "candle_windows",
    metadata,
    Column("instrument", Text, primary_key=True),
    Column("timeframe", Text, primary_key=True),
    Column("as_of", DateTime(timezone=True), primary_key=True),
    Column("bars", Integer, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("opens", ARRAY(BigInteger), nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("to_ms", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("origin", JSONB, nullable=False),
    Column("fetched_at", DateTime(timezone=True), nullable=False),
    Index("candle_windows_reach", "instrument", "source", "timeframe", "to_ms"),
)

venue_budgets = Table(
    "venue_budgets",
    metadata,
    Column("venue", Text, primary_key=True),
    Column("spent_until", DateTime(timezone=True), nullable=False),
)

source_breakers = Table(
    "source_breakers",
    metadata,
    Column("source", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("failing_since", DateTime(timezone=True)),
    Column("openings", Integer, nullable=False, server_default=text("0")),
    Column("open_until", DateTime(timezone=True)),
    Column("reason", Text),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
