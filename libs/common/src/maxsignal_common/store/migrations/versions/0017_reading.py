"""Lists of runs that stay fast with years of them: by instrument, and by a status that few have.

Revision ID: 0017
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Without these a filter that finds little reads every run.
FILTERS = """
CREATE INDEX runs_of_instrument ON runs (instrument, created_at DESC, id DESC);
CREATE INDEX runs_of_status ON runs (status, created_at DESC, id DESC)
"""


def upgrade() -> None:
    for statement in FILTERS.split(";"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX runs_of_instrument, runs_of_status")
