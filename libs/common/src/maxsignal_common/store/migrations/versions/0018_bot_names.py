"""What Telegram calls the bot, for links to it.

Revision ID: 0018
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE telegram_bots ADD COLUMN username text NOT NULL DEFAULT ''")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
