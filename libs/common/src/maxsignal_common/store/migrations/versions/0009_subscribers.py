"""What a subscriber wants to receive, and what the bot has to remember.

Revision ID: 0009
"""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
