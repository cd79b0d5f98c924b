"""The order in which events become visible: for whoever follows the event store and must not miss one.

Revision ID: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# An event that was given its `seq` first may be committed last; the transaction tells both apart.
FEED = """
ALTER TABLE events ADD COLUMN xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
CREATE INDEX events_feed ON events (xid, seq)
"""


def upgrade() -> None:
    for statement in FEED.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
