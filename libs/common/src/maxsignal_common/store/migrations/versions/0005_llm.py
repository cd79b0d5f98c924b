"""The ledger of model calls, the budgets it draws on, and the catalogue of models with their prices.

Revision ID: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# One live row per request: whoever asks the same meanwhile waits for it, or reads it.
TABLES = """
CREATE TABLE llm_calls (
    id uuid PRIMARY KEY, request_hash text NOT NULL, request text NOT NULL, run_id uuid NOT NULL,
    step text NOT NULL, prompt_version text, attempt integer NOT NULL, model text,
    state text NOT NULL CHECK (state IN ('open', 'answered', 'failed', 'unknown', 'gave_up')),
    scopes text[] NOT NULL, reserved numeric NOT NULL CHECK (reserved >= 0),
    lease_until timestamptz NOT NULL,
    answer text, fault text, detail text, status integer, served_model text, provider text,
    generation_id text, prompt_tokens bigint, completion_tokens bigint,
    cost numeric CHECK (cost >= 0), cost_basis text, latency_ms integer,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(), finished_at timestamptz
);
CREATE UNIQUE INDEX llm_calls_live ON llm_calls (request_hash) WHERE state IN ('open', 'answered');
CREATE INDEX llm_calls_of_request ON llm_calls (request_hash, started_at);
CREATE INDEX llm_calls_of_run ON llm_calls (run_id, started_at);
CREATE INDEX llm_calls_open ON llm_calls (lease_until) WHERE state = 'open';
CREATE TABLE llm_budgets (
    scope text PRIMARY KEY, cap numeric NOT NULL, reserved numeric NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    spent numeric NOT NULL DEFAULT 0 CHECK (spent >= 0), alerted boolean NOT NULL DEFAULT false
);
CREATE TABLE llm_models (
    id text PRIMARY KEY, name text NOT NULL, provider text NOT NULL, context integer,
    prompt_price numeric CHECK (prompt_price >= 0), completion_price numeric CHECK (completion_price >= 0),
    request_price numeric CHECK (request_price >= 0), enabled boolean NOT NULL DEFAULT false,
    gone boolean NOT NULL DEFAULT false
);
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON llm_calls, llm_budgets TO maxsignal_analyzer, maxsignal_merger;
GRANT SELECT ON llm_models TO maxsignal_analyzer, maxsignal_merger;
GRANT SELECT ON llm_calls, llm_budgets, llm_models TO maxsignal_api;
GRANT INSERT, UPDATE ON llm_models TO maxsignal_api
"""


def upgrade() -> None:
    for statement in (TABLES + GRANTS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
