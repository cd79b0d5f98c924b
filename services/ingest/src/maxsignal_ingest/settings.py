"""How much ingest fetches at once, how it treats venues, and where they are."""

from typing import Annotated

from pydantic import Field

from maxsignal_common.provider_settings import TInvestKeys

PerMinute = Annotated[float, Field(gt=0)]


class IngestSettings(TInvestKeys):
    ingest_workers: int = Field(4, ge=1, le=32, description="Runs whose candles are fetched at once")
    candle_cache_ttl: float = Field(
        300.0, ge=0, description="Seconds in which candles are not asked for again while none can have closed"
    )
    ingest_budgets: dict[str, PerMinute] = Field(
        default={},
        description='Points a minute to spend at a source, as JSON: {"ccxt:binance": 2400, "yfinance": 30}',
    )
    ingest_breaker_failures: int = Field(
        3, ge=1, description="Failures within two minutes after which a source is left alone"
    )
    ingest_breaker_pause_s: float = Field(
        30.0,
        gt=0,
        description="Longest first pause of a failing source; it doubles up to a quarter of an hour",
    )
    ingest_watch_every_s: float = Field(
        2.0, gt=0, description="Seconds between two questions which published plans are due for a look"
    )
    ingest_watch_grace_s: float = Field(
        15.0, ge=0, description="Seconds after its close until a candle is looked for that may move a plan on"
    )
    ingest_ccxt: dict[str, dict[str, object]] = Field(
        default={}, description='Options for ccxt by exchange id, as JSON: {"binance": {"timeout": 5000}}'
    )
    ingest_yahoo_url: str | None = Field(None, description="Another address that speaks Yahoo's chart API")
    ingest_moex_url: str | None = Field(None, description="Another address that speaks MOEX ISS")
