"""Analyses are stored and versioned; a schedule names one instead of holding a configuration of its own.

A schedule whose configuration was the default runs `daystart`. Any other configuration becomes an analysis
of its own, named after what it called itself, so that what an operator changed goes on as it was. A schedule
whose configuration could not be read never ran: it is switched off.

Revision ID: 0004
"""

import json
from collections.abc import Iterator

from alembic import op
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, text

# The promise that configurations of every schema can be read for ever is what makes this import safe.
from maxsignal_common.analysis import FEWEST_CANDLES, AnalysisConfig, AnalysisName, AnalysisSpec
from maxsignal_common.market import Timeframe
from maxsignal_common.shipped import DAYSTART, SHIPPED

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE analyses (
    name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,63}$'), description text NOT NULL,
    active_version integer NOT NULL, activated_by text NOT NULL, archived boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE analysis_versions (
    analysis text REFERENCES analyses (name), version integer CHECK (version > 0),
    config jsonb NOT NULL, hash text NOT NULL, author text NOT NULL, note text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (analysis, version), CONSTRAINT analysis_versions_once UNIQUE (analysis, hash)
);
ALTER TABLE analyses ADD CONSTRAINT analyses_active_version FOREIGN KEY (name, active_version)
    REFERENCES analysis_versions (analysis, version) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX runs_of_analysis ON runs (analysis, created_at DESC, id DESC);
ALTER TABLE idempotency_keys ALTER COLUMN run_id TYPE text;
ALTER TABLE idempotency_keys RENAME COLUMN run_id TO made;
ALTER TABLE schedules ADD COLUMN analysis text REFERENCES analyses (name)
"""

# A deferred constraint that has yet to be checked would stand in the way of the next ALTER.
AFTER = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE schedules ALTER COLUMN analysis SET NOT NULL, DROP COLUMN config;
GRANT SELECT ON analyses, analysis_versions TO maxsignal_api, maxsignal_scheduler;
GRANT INSERT ON analyses, analysis_versions TO maxsignal_api;
GRANT UPDATE (description, active_version, activated_by, archived, updated_at) ON analyses TO maxsignal_api
"""


SET_ANALYSIS = "UPDATE schedules SET analysis = :analysis, enabled = enabled AND :readable WHERE id = :id"
ADD_ANALYSIS = """
INSERT INTO analyses (name, description, active_version, activated_by) VALUES (:name, :about, 1, :author)
"""
ADD_VERSION = """
INSERT INTO analysis_versions (analysis, version, config, hash, author, note)
VALUES (:name, 1, CAST(:config AS jsonb), :hash, :author, '')
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
    name_analyses(op.get_bind())
    for statement in AFTER.split(";\n"):
        op.execute(statement)


def name_analyses(connection: Connection) -> None:
    """Give every schedule the analysis that does what its own configuration did."""
    rows = connection.execute(text("SELECT id, timeframe, config FROM schedules ORDER BY id")).mappings()
    stored: dict[str, AnalysisSpec] = {}
    for row in list(rows):
        name, spec = DAYSTART.name, DAYSTART.config
        config = _read(row["config"])
        if config and not _is_default(config, row["timeframe"]):
            spec = _spec(config)
            name = next(one for one in _names(config, spec) if stored.get(one, spec) == spec)
        if name not in stored:
            stored[name] = spec
            _store(connection, name, spec)
        values = {"id": row["id"], "analysis": name, "readable": config is not None}
        connection.execute(text(SET_ANALYSIS), values)


def _read(config: object) -> AnalysisConfig | None:
    try:
        return AnalysisConfig.model_validate(config)
    except ValidationError:
        return None


def _is_default(config: AnalysisConfig, timeframe: str) -> bool:
    usual = DAYSTART.config.context_of(Timeframe(timeframe)) if timeframe in Timeframe else ()
    return config == AnalysisConfig(context=usual, version=config.version)


def _spec(config: AnalysisConfig) -> AnalysisSpec:
    # An analysis has more candles than a run may ask for: with fewer, methods only said that they lack some.
    kept = {name: getattr(config, name) for name in AnalysisSpec.model_fields}
    return AnalysisSpec.model_validate(kept | {"candles": max(config.candles, FEWEST_CANDLES)})


def _names(config: AnalysisConfig, spec: AnalysisSpec) -> Iterator[str]:
    """What the analysis could be called; a shipped one's name stays what is shipped under it."""
    try:
        name = TypeAdapter(AnalysisName).validate_python(config.analysis)
    except ValidationError:
        name = DAYSTART.name
    if name not in {shipped.name for shipped in SHIPPED}:
        yield name
    yield f"{name[:50]}-{spec.sha256()[:8]}"


def _store(connection: Connection, name: str, spec: AnalysisSpec) -> None:
    ours = name == DAYSTART.name
    author = "maxsignal" if ours else "migration"
    about = DAYSTART.description if ours else "What a schedule ran before analyses were stored"
    connection.execute(text(ADD_ANALYSIS), {"name": name, "about": about, "author": author})
    config = json.dumps(spec.model_dump(mode="json"))
    version = {"name": name, "config": config, "hash": spec.sha256(), "author": author}
    connection.execute(text(ADD_VERSION), version)


def downgrade() -> None:
    raise NotImplementedError("events are append-only; restore a backup instead")
