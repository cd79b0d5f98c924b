"""Who finds the model calls that were lost with their worker, and how those of a step are found.

Revision ID: 0007
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


# The newest calls of a step are what the next ones are estimated by.
INDEX = "CREATE INDEX llm_calls_of_step ON llm_calls (step, started_at)"

# What the sweep reads and writes, and no prompt or answer.
GRANTS = """
GRANT SELECT (id, state, lease_until, scopes, reserved) ON llm_calls TO maxsignal_recorder;
GRANT UPDATE (state, cost, cost_basis, finished_at) ON llm_calls TO maxsignal_recorder;
GRANT SELECT, UPDATE (reserved, spent) ON llm_budgets TO maxsignal_recorder
"""


def upgrade() -> None:
    op.execute(INDEX)
    for statement in GRANTS.split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
