"""How much ingest fetches at once, and where the venues are."""

from pydantic import Field

from maxsignal_common.settings import Settings


class IngestSettings(Settings):
    ingest_workers: int = Field(4, ge=1, le=32, description="Runs whose candles are fetched at once")
    ingest_ccxt: dict[str, dict[str, object]] = Field(
        default={}, description='Options for ccxt by exchange id, as JSON: {"binance": {"timeout": 5000}}'
    )
    ingest_yahoo_url: str | None = Field(None, description="Another address that speaks Yahoo's chart API")
