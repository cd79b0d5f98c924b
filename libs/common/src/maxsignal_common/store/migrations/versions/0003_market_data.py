"""Candles as traded, the windows that were answered, and what venues allow: budgets and breakers.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# NaN is above every number to PostgreSQL, so that `< 'Infinity'` refuses it as well.
TABLES = """
CREATE TABLE candles (
    instrument text, source text, timeframe text, open_ms bigint, close_ms bigint NOT NULL,
    open double precision NOT NULL, high double precision NOT NULL, low double precision NOT NULL,
    close double precision NOT NULL, volume double precision NOT NULL, taker_buy double precision,
    PRIMARY KEY (instrument, source, timeframe, open_ms),
    CONSTRAINT candles_close_after_open CHECK (close_ms > open_ms),
    CONSTRAINT candles_prices CHECK (low > 0 AND low <= least(open, close)
        AND high >= greatest(open, close) AND high < 'Infinity'),
    CONSTRAINT candles_volumes CHECK (volume >= 0 AND volume < 'Infinity'
        AND taker_buy >= 0 AND taker_buy < 'Infinity')
);
CREATE TABLE splits (
    instrument text, source text, ts_ms bigint, ratio numeric NOT NULL CHECK (ratio > 0),
    PRIMARY KEY (instrument, source, ts_ms)
);
CREATE TABLE candle_windows (
    instrument text, source text, timeframe text, as_of timestamptz, bars integer,
    opens bigint[] NOT NULL, from_ms bigint NOT NULL, to_ms bigint NOT NULL, sha256 text NOT NULL,
    origin jsonb NOT NULL, fetched_at timestamptz NOT NULL,
    PRIMARY KEY (instrument, timeframe, as_of, bars, source)
);
CREATE INDEX candle_windows_reach ON candle_windows (instrument, source, timeframe, to_ms);
CREATE TABLE venue_budgets (venue text PRIMARY KEY, spent_until timestamptz NOT NULL);
CREATE TABLE source_breakers (
    source text PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('closed', 'open', 'half_open', 'disabled')),
    failures integer NOT NULL DEFAULT 0, failing_since timestamptz, openings integer NOT NULL DEFAULT 0,
    open_until timestamptz, reason text, changed_at timestamptz NOT NULL
);
"""

GRANTS = """
GRANT SELECT ON instruments TO maxsignal_ingest;
GRANT UPDATE (figi) ON instruments TO maxsignal_ingest;
GRANT SELECT, INSERT ON candles, splits, candle_windows TO maxsignal_ingest;
GRANT SELECT, INSERT, UPDATE ON venue_budgets, source_breakers TO maxsignal_ingest;
GRANT SELECT ON candles, splits, candle_windows, venue_budgets, source_breakers TO maxsignal_api;
"""


def upgrade() -> None:
    # The driver prepares what it is given, and only one statement at a time can be prepared.
    for statement in (TABLES + GRANTS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
