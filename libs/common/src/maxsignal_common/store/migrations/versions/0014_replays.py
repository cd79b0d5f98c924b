"""Replays of one step: asked for, answered, kept apart from the run.

Revision ID: 0014
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# A worker that replays sees the two events a replay names through the view, and no other of the store.
TABLES = """
ALTER TABLE llm_calls ADD COLUMN replay_id uuid;
CREATE INDEX llm_calls_of_replay ON llm_calls (replay_id) WHERE replay_id IS NOT NULL;
CREATE TABLE step_replays (
    id uuid PRIMARY KEY, run_id uuid NOT NULL REFERENCES runs (id), step text NOT NULL,
    question jsonb NOT NULL, input_id uuid NOT NULL REFERENCES events (id),
    original_id uuid REFERENCES events (id), requested_by text NOT NULL,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'failed')),
    told jsonb, original jsonb, code text, detail text,
    created_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz
);
CREATE INDEX step_replays_of_run ON step_replays (run_id, created_at DESC, id DESC);
CREATE VIEW replay_inputs AS
    SELECT replay.id AS replay_id, input.body AS input, original.body AS original
    FROM step_replays replay JOIN events input ON input.id = replay.input_id
    LEFT JOIN events original ON original.id = replay.original_id;
"""

GRANTS = """
GRANT SELECT, INSERT ON step_replays TO maxsignal_api;
GRANT SELECT (id, status), UPDATE (status, told, original, code, detail, finished_at)
    ON step_replays TO maxsignal_recorder;
GRANT SELECT ON replay_inputs TO maxsignal_analyzer, maxsignal_merger
"""


def upgrade() -> None:
    for statement in (TABLES + GRANTS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what was paid for is kept; restore a backup instead")
