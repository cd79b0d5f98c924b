"""Prompts and their versions; the seed installs those that are shipped.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE prompts (
    step text PRIMARY KEY, active_version integer NOT NULL, activated_by text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE prompt_versions (
    step text REFERENCES prompts (step), version integer CHECK (version > 0),
    texts jsonb NOT NULL, hash text NOT NULL, author text NOT NULL, note text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (step, version), CONSTRAINT prompt_versions_once UNIQUE (step, hash)
);
ALTER TABLE prompts ADD CONSTRAINT prompts_active_version FOREIGN KEY (step, active_version)
    REFERENCES prompt_versions (step, version) DEFERRABLE INITIALLY DEFERRED;
"""

# Nobody may change or delete a version: a run names the one it was written with.
GRANTS = """
GRANT SELECT ON prompts, prompt_versions
    TO maxsignal_api, maxsignal_scheduler, maxsignal_analyzer, maxsignal_merger;
GRANT INSERT ON prompt_versions TO maxsignal_api;
GRANT UPDATE (active_version, activated_by, updated_at) ON prompts TO maxsignal_api
"""


def upgrade() -> None:
    for statement in (TABLES + GRANTS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
