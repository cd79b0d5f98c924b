"""What a subscriber wants to receive, and what the bot has to remember.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE preferences (
    chat_id bigint PRIMARY KEY REFERENCES subscribers (chat_id),
    chosen jsonb NOT NULL CHECK (jsonb_typeof(chosen) = 'object'),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE referrals (
    chat_id bigint PRIMARY KEY REFERENCES subscribers (chat_id), code text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE votes (
    post_id uuid, user_id bigint, vote smallint NOT NULL CHECK (vote IN (-1, 1)),
    updated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (post_id, user_id)
);
CREATE TABLE digest_entries (
    chat_id bigint REFERENCES subscribers (chat_id), post_id uuid, run_id uuid NOT NULL,
    due_at timestamptz NOT NULL, queued_at timestamptz, PRIMARY KEY (chat_id, post_id)
);
CREATE INDEX digest_entries_due ON digest_entries (due_at) WHERE queued_at IS NULL;
CREATE TABLE bot_updates (
    bot_id bigint, update_id bigint, answers jsonb NOT NULL, answering_at timestamptz,
    received_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (bot_id, update_id)
);
CREATE INDEX bot_updates_unanswered ON bot_updates (bot_id, update_id) WHERE answering_at IS NULL;
CREATE INDEX deliveries_sent_to ON deliveries (chat_id, updated_at) WHERE state = 'sent';
CREATE TABLE bot_pollers (bot_id bigint PRIMARY KEY, owner uuid NOT NULL, lease_until timestamptz NOT NULL)
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON preferences, referrals, votes, digest_entries, bot_updates, bot_pollers
    TO maxsignal_publisher;
GRANT DELETE ON bot_updates TO maxsignal_publisher;
GRANT SELECT ON instruments, analyses, runs, events, run_steps, posts TO maxsignal_publisher;
GRANT SELECT ON preferences, referrals, votes, digest_entries, bot_pollers TO maxsignal_api
"""


def upgrade() -> None:
    for statement in f"{TABLES};\n{GRANTS}".split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
