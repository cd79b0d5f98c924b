"""Users, sessions and what they did.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE users (
    id uuid PRIMARY KEY, email text NOT NULL UNIQUE CHECK (email = lower(email)), name text NOT NULL,
    role text NOT NULL CHECK (role IN ('admin', 'trader')),
    language text NOT NULL, zone text NOT NULL, disabled boolean NOT NULL DEFAULT false,
    password_hash text NOT NULL, one_time_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE sessions (
    id uuid PRIMARY KEY, token_sha256 bytea NOT NULL UNIQUE,
    user_id uuid NOT NULL REFERENCES users (id), network text NOT NULL, agent text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(), last_seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE TABLE api_tokens (
    id uuid PRIMARY KEY, token_sha256 bytea NOT NULL UNIQUE, name text NOT NULL,
    role text NOT NULL CHECK (role IN ('admin', 'trader')), made_by text NOT NULL,
    revoked_at timestamptz, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX api_tokens_name ON api_tokens (name) WHERE revoked_at IS NULL;
CREATE TABLE rate_limits (key text PRIMARY KEY, free_at timestamptz NOT NULL);
CREATE INDEX rate_limits_spent ON rate_limits (free_at);
CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL, action text NOT NULL, subject text NOT NULL, before jsonb, after jsonb,
    network text, request_id text
);
CREATE INDEX audit_log_of_subject ON audit_log (subject, id);
CREATE TABLE settings (
    name text PRIMARY KEY, value text, sealed bytea, key_id text, hint text,
    changed_by text NOT NULL, changed_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((value IS NULL) <> (sealed IS NULL)), CHECK ((sealed IS NULL) = (key_id IS NULL))
);
"""

# Nobody is granted UPDATE, DELETE or TRUNCATE on audit_log.
GRANTS = """
GRANT SELECT, INSERT, UPDATE ON users, api_tokens TO maxsignal_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, rate_limits, settings TO maxsignal_api;
GRANT SELECT, INSERT ON audit_log TO maxsignal_api
"""


def upgrade() -> None:
    for statement in (TABLES + GRANTS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
