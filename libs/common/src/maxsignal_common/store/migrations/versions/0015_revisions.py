"""Revisions of posts, tests of them, runs that are cancelled; subscribers' names; views that people keep.

Revision ID: 0015
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# What the merger wrote is revision 0 and stays in its event.
CHANGES = """
CREATE TABLE post_revisions (
    run_id uuid REFERENCES runs (id), language text, number integer CHECK (number > 0), body text NOT NULL,
    note text NOT NULL, made_by text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, language, number)
);
CREATE TABLE saved_views (
    id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES users (id), page text NOT NULL, name text NOT NULL,
    search text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), UNIQUE (user_id, page, name)
);
ALTER TABLE users ADD COLUMN telegram_chat_id bigint;
ALTER TABLE subscribers ADD COLUMN name text NOT NULL DEFAULT '';
ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check,
    ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ('post', 'followup', 'digest', 'reply', 'test'));
"""

# Nobody may change a revision. The api ends a run that is cancelled and lets a failed message be tried again.
GRANTS = """
GRANT SELECT, INSERT ON post_revisions TO maxsignal_api;
GRANT SELECT, INSERT, DELETE ON saved_views TO maxsignal_api;
GRANT UPDATE (error_code, error_detail, finished_at) ON runs TO maxsignal_api;
GRANT UPDATE (attempts) ON deliveries TO maxsignal_api;
GRANT UPDATE (active, inactive_reason, updated_at) ON subscribers TO maxsignal_api
"""


def upgrade() -> None:
    for statement in (CHANGES + GRANTS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
