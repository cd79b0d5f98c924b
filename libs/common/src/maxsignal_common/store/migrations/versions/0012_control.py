"""What the dashboard controls besides: schedules, with the days their markets trade on.

Revision ID: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# A tick of a schedule that was deleted guards nothing: the run it made stays, under an id of its own.
SCHEDULES = """
ALTER TABLE schedules
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN trading_days_only boolean NOT NULL DEFAULT false;
ALTER TABLE schedule_ticks DROP CONSTRAINT schedule_ticks_schedule_id_fkey,
    ADD CONSTRAINT schedule_ticks_schedule_id_fkey
        FOREIGN KEY (schedule_id) REFERENCES schedules (id) ON DELETE CASCADE;
CREATE TABLE trading_days (exchange text, day date, PRIMARY KEY (exchange, day));
"""

GRANTS = """
GRANT INSERT, UPDATE, DELETE ON schedules TO maxsignal_api;
GRANT SELECT, INSERT, DELETE ON trading_days TO maxsignal_ingest;
GRANT SELECT ON trading_days TO maxsignal_api, maxsignal_scheduler;
GRANT SELECT ON alembic_version TO maxsignal_api;
GRANT UPDATE (enabled) ON instruments TO maxsignal_api;
GRANT INSERT, UPDATE ON source_breakers TO maxsignal_api
"""


def upgrade() -> None:
    for statement in (SCHEDULES + GRANTS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
