"""The first schema: runs, their append-only events, deliveries, schedules.

Revision ID: 0001
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE instruments (
    id text PRIMARY KEY, name text NOT NULL, source text NOT NULL, exchange text NOT NULL,
    currency text NOT NULL, tick numeric NOT NULL CHECK (tick > 0), time_zone text NOT NULL,
    enabled boolean NOT NULL
);
CREATE TABLE schedules (
    id uuid PRIMARY KEY, name text NOT NULL UNIQUE,
    instrument text NOT NULL REFERENCES instruments (id), timeframe text NOT NULL,
    cron text NOT NULL, time_zone text NOT NULL,
    misfire text NOT NULL CHECK (misfire IN ('skip', 'last', 'all')),
    config jsonb NOT NULL, enabled boolean NOT NULL, checked_until timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE schedule_ticks (
    schedule_id uuid REFERENCES schedules (id), fire_at timestamptz, run_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (schedule_id, fire_at)
);
CREATE TABLE runs (
    id uuid PRIMARY KEY, analysis text NOT NULL, instrument text NOT NULL, timeframe text NOT NULL,
    trigger text NOT NULL,
    status text NOT NULL CHECK (status IN
        ('queued', 'running', 'merging', 'merged', 'publishing', 'published', 'failed')),
    as_of timestamptz NOT NULL, steps text[] NOT NULL, steps_done integer NOT NULL DEFAULT 0,
    deadline timestamptz NOT NULL,
    head_seq integer NOT NULL DEFAULT 0, head_hash bytea NOT NULL DEFAULT '\\x',
    error_code text, error_detail text, finished_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX runs_newest ON runs (created_at DESC, id DESC);
CREATE INDEX runs_open ON runs (updated_at) WHERE status NOT IN ('merged', 'published', 'failed');
CREATE TABLE events (
    id uuid PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY,
    run_id uuid NOT NULL REFERENCES runs (id), run_seq integer NOT NULL, type text NOT NULL,
    body text NOT NULL, causation_id text, occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(), hash bytea NOT NULL,
    CONSTRAINT events_run_seq UNIQUE (run_id, run_seq)
);
CREATE TABLE run_steps (
    run_id uuid REFERENCES runs (id), method text,
    status text NOT NULL CHECK (status IN ('completed', 'failed')),
    event_id uuid NOT NULL REFERENCES events (id), created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, method)
);
CREATE TABLE posts (
    id uuid PRIMARY KEY, run_id uuid NOT NULL UNIQUE REFERENCES runs (id),
    event_id uuid NOT NULL REFERENCES events (id), created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE outbox (
    key text PRIMARY KEY, id bigint GENERATED ALWAYS AS IDENTITY, run_id uuid NOT NULL,
    type text NOT NULL, body text, cause text, sent_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
CREATE TABLE idempotency_keys (
    user_name text, key text, request_sha256 bytea NOT NULL, run_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (user_name, key)
);
CREATE TABLE dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, position text NOT NULL UNIQUE,
    consumer text NOT NULL, stream text NOT NULL, subject text NOT NULL, code text NOT NULL,
    detail text NOT NULL, deliveries integer NOT NULL, headers jsonb NOT NULL, payload bytea NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'dropped')),
    resolved_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE subscribers (
    chat_id bigint PRIMARY KEY, language text NOT NULL, active boolean NOT NULL DEFAULT true,
    inactive_reason text, next_send_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE telegram_bots (
    id bigint PRIMARY KEY, next_send_at timestamptz, paused_until timestamptz, pause_reason text
);
CREATE TABLE post_parts (
    post_id uuid, language text, part integer, text text NOT NULL, entities jsonb NOT NULL,
    PRIMARY KEY (post_id, language, part)
);
CREATE TABLE post_rounds (
    post_id uuid, round integer, run_id uuid NOT NULL, request_id uuid NOT NULL UNIQUE,
    announced boolean NOT NULL DEFAULT false, created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (post_id, round)
);
CREATE INDEX post_rounds_open ON post_rounds (created_at) WHERE NOT announced;
CREATE TABLE deliveries (
    id uuid PRIMARY KEY, run_id uuid NOT NULL, post_id uuid NOT NULL, round integer NOT NULL,
    chat_id bigint NOT NULL REFERENCES subscribers (chat_id), language text NOT NULL, part integer NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN
        ('queued', 'claimed', 'sending', 'sent', 'blocked', 'failed', 'unknown')),
    token uuid, lease_until timestamptz, attempts integer NOT NULL DEFAULT 0, not_before timestamptz,
    message_id bigint, error text, created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT deliveries_once UNIQUE (post_id, part, chat_id),
    FOREIGN KEY (post_id, round) REFERENCES post_rounds (post_id, round),
    FOREIGN KEY (post_id, language, part) REFERENCES post_parts (post_id, language, part)
);
CREATE INDEX deliveries_open ON deliveries (post_id, part, chat_id)
    WHERE state IN ('queued', 'claimed', 'sending');
CREATE INDEX deliveries_chat_open ON deliveries (chat_id, post_id, part)
    WHERE state IN ('queued', 'claimed', 'sending');
"""

# The relay listens: a new outbox row is published in milliseconds, polling is only the safety net.
WAKE_THE_RELAY = """
CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('outbox', ''); RETURN NULL; END $$
"""
TRIGGER = """
CREATE TRIGGER outbox_wakes_relay AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();
"""

# Roles are cluster-wide: another database of the same server may create them at this very moment.
ROLES = """
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY
        ARRAY['api', 'ingest', 'merger', 'analyzer', 'publisher', 'recorder', 'scheduler']
    LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', 'maxsignal_' || name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
        EXECUTE format('GRANT %I TO CURRENT_USER', 'maxsignal_' || name);
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', 'maxsignal_' || name);
    END LOOP;
END $$;
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON runs TO maxsignal_recorder;
GRANT SELECT, INSERT ON events, run_steps, posts TO maxsignal_recorder;
GRANT SELECT, INSERT, UPDATE ON outbox, dead_letters TO maxsignal_recorder;
GRANT SELECT ON instruments, runs, events, run_steps, posts, schedules, schedule_ticks, outbox,
    dead_letters, subscribers, telegram_bots, post_parts, post_rounds, deliveries, idempotency_keys
    TO maxsignal_api;
GRANT INSERT ON runs, events, outbox, idempotency_keys TO maxsignal_api, maxsignal_scheduler;
GRANT UPDATE (status, updated_at) ON runs TO maxsignal_api;
GRANT UPDATE (state, resolved_at) ON dead_letters TO maxsignal_api;
GRANT SELECT ON runs, events, outbox, idempotency_keys, instruments, schedules, schedule_ticks
    TO maxsignal_scheduler;
GRANT UPDATE (checked_until) ON schedules TO maxsignal_scheduler;
GRANT INSERT ON schedule_ticks TO maxsignal_scheduler;
GRANT SELECT, INSERT, UPDATE ON subscribers, telegram_bots, post_parts, post_rounds, deliveries
    TO maxsignal_publisher;
"""


def upgrade() -> None:
    # The driver prepares what it is given, and only one statement at a time can be prepared.
    for statement in (*_statements(TABLES), WAKE_THE_RELAY, TRIGGER, ROLES, *_statements(GRANTS)):
        op.execute(statement)


def _statements(block: str) -> list[str]:
    return [statement for statement in block.split(";\n") if statement.strip()]


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
