"""Stored settings that services read, each its own rows; what a model is for, and whose its price is.

Revision ID: 0016
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# The owner stands above policies; every other role sees what a policy names, and nothing else.
ROWS = """
ALTER TABLE settings ENABLE ROW LEVEL SECURITY;
CREATE POLICY kept_by_api ON settings TO maxsignal_api USING (true) WITH CHECK (true);
CREATE POLICY keys_of_models ON settings FOR SELECT TO maxsignal_analyzer, maxsignal_merger
    USING (name IN ('llm_base_url', 'llm_api_key'));
CREATE POLICY keys_of_telegram ON settings FOR SELECT TO maxsignal_publisher
    USING (name IN ('telegram_api_url', 'telegram_bot_token', 'telegram_channel_id'));
CREATE POLICY keys_of_tinvest ON settings FOR SELECT TO maxsignal_ingest USING (name = 'tinvest_token');
GRANT SELECT (name, value, sealed, key_id, changed_at) ON settings
    TO maxsignal_analyzer, maxsignal_merger, maxsignal_publisher, maxsignal_ingest;
"""

MODELS = """
ALTER TABLE llm_models
    ADD COLUMN description text NOT NULL DEFAULT '',
    ADD COLUMN own_price boolean NOT NULL DEFAULT false
"""


def upgrade() -> None:
    for statement in (ROWS + MODELS).split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")
