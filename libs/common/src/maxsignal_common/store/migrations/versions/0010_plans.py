"""Plans that are watched, and what became of them.

Revision ID: 0010
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE plan_watches (
    run_id uuid, leg integer, watch jsonb NOT NULL, course jsonb NOT NULL, look_at timestamptz NOT NULL,
    token uuid, lease_until timestamptz, tries integer NOT NULL DEFAULT 0,
    ended text CHECK (ended IN ('told', 'split', 'lost')),
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, leg)
);
CREATE INDEX plan_watches_due ON plan_watches (look_at) WHERE ended IS NULL;
"""

# What a look finds goes into the outbox with the state it leaves, so that neither is ever there alone.
GRANTS = """
GRANT SELECT, INSERT, UPDATE ON plan_watches TO maxsignal_ingest;
GRANT INSERT ON outbox TO maxsignal_ingest;
GRANT SELECT ON plan_watches TO maxsignal_api
"""


def upgrade() -> None:
    for statement in (TABLES + GRANTS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
