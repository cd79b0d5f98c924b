"""Pictures, their file ids, and what belongs to a message beside its text: order, wishes, replies, buttons.

Revision ID: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CHANGES = """
CREATE TABLE pictures (
    sha256 text PRIMARY KEY CHECK (sha256 = encode(sha256(png), 'hex')), png bytea NOT NULL,
    width integer NOT NULL, height integer NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE telegram_files (
    bot_id bigint REFERENCES telegram_bots (id), picture text, file_id text NOT NULL,
    PRIMARY KEY (bot_id, picture)
);
ALTER TABLE telegram_bots
    ADD COLUMN pace double precision NOT NULL DEFAULT 1 CHECK (pace > 0 AND pace <= 1),
    ADD COLUMN rate double precision NOT NULL DEFAULT 25 CHECK (rate > 0),
    ADD COLUMN channel_id bigint;
ALTER TABLE post_parts ADD COLUMN picture text, ADD COLUMN keyboard jsonb NOT NULL DEFAULT '[]';
ALTER TABLE deliveries
    ADD COLUMN seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN kind text NOT NULL DEFAULT 'post' CHECK (kind IN ('post', 'followup', 'digest', 'reply')),
    ADD COLUMN rank smallint NOT NULL DEFAULT 2,
    ADD COLUMN silent boolean NOT NULL DEFAULT false,
    ADD COLUMN more boolean NOT NULL DEFAULT false,
    ADD COLUMN reply_to uuid,
    ADD COLUMN sent_as text NOT NULL DEFAULT 'file' CHECK (sent_as IN ('file', 'upload', 'text', 'plain')),
    ADD COLUMN held_until timestamptz,
    ALTER COLUMN run_id DROP NOT NULL,
    ALTER COLUMN round DROP NOT NULL;
DROP INDEX deliveries_open, deliveries_chat_open;
CREATE INDEX deliveries_open ON deliveries (rank, seq) WHERE state IN ('queued', 'claimed', 'sending');
CREATE INDEX deliveries_chat_open ON deliveries (chat_id, rank, seq)
    WHERE state IN ('queued', 'claimed', 'sending');
CREATE INDEX deliveries_of_run ON deliveries (run_id, seq);
CREATE INDEX deliveries_of_chat ON deliveries (chat_id, seq);
CREATE INDEX deliveries_unknown ON deliveries (seq) WHERE state = 'unknown';
"""

# The publisher learns from `runs` what a post is about. An operator resolves an unknown message over the api.
GRANTS = """
GRANT SELECT, INSERT ON pictures TO maxsignal_merger;
GRANT SELECT ON pictures, telegram_files TO maxsignal_api;
GRANT SELECT ON pictures, runs TO maxsignal_publisher;
GRANT SELECT, INSERT, UPDATE, DELETE ON telegram_files TO maxsignal_publisher;
GRANT UPDATE (state, error, updated_at) ON deliveries TO maxsignal_api
"""


def upgrade() -> None:
    for statement in (CHANGES + GRANTS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
