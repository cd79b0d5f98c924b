"""Where models are asked and what they may cost; a service that asks them inherits these settings."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from maxsignal_common.provider_settings import ModelKeys

Usd = Annotated[Decimal, Field(ge=0, le=100_000, decimal_places=6)]


class LlmSettings(ModelKeys):
    llm_cheaper_models: tuple[str, ...] = Field(
        (), description='Models to fall back on after those of an analysis, as JSON: ["vendor/model"]'
    )
    llm_run_cap_usd: Usd = Field(
        Decimal(1),
        description="Most a run may cost where its analysis has no budget; calls hold their worst case",
    )
    llm_day_cap_usd: Usd = Field(Decimal(5), description="Most that all runs of a day (UTC) may cost")
    llm_model_day_cap_usd: Usd | None = Field(None, description="Most that one model may cost a day (UTC)")
    llm_alert_share: Annotated[Decimal, Field(gt=0, le=1)] = Field(
        Decimal("0.8"), description="Share of a cap whose spending is told in the log"
    )
    llm_timeout_s: float = Field(60.0, gt=0, le=120, description="Seconds one call may take")
    llm_patience_s: float = Field(120.0, gt=0, description="Seconds a step may spend on its calls together")
