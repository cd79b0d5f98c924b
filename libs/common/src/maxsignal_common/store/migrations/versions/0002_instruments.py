"""Instruments know their lot, their FIGI and where to turn when their source is down.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTRUMENTS = """
ALTER TABLE instruments
    ADD COLUMN lot numeric NOT NULL DEFAULT 1 CHECK (lot > 0),
    ADD COLUMN figi text,
    ADD COLUMN fallback text CHECK (fallback <> source)
"""


def upgrade() -> None:
    op.execute(INSTRUMENTS)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
