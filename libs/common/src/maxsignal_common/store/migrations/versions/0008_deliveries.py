"""Pictures, audiences and what belongs to a message beside its text.

Revision ID: 0008
"""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
