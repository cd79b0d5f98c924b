"""T-Invest's messages as its REST gateway writes them: proto3 as JSON, so 64-bit numbers come as text."""

from decimal import Decimal
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from maxsignal_ingest.sources.http_json import Wire

NANO = 10**9


class Quotation(Wire):
    """A price: whole units and billionths of one, of the same sign."""

    units: int = Field(default=0, ge=-(2**63), lt=2**63)
    nano: int = Field(default=0, gt=-NANO, lt=NANO)

    @model_validator(mode="after")
    def _one_sign(self) -> Self:
        if self.units * self.nano < 0:
            raise ValueError("units and nano differ in sign")
        return self

    def exact(self) -> Decimal:
        return Decimal(self.units * NANO + self.nano).scaleb(-9)


class HistoricCandle(Wire):
    """Prices are of one share, volumes are in lots."""

    open: Quotation
    high: Quotation
    low: Quotation
    close: Quotation
    time: AwareDatetime
    volume: int = 0
    volume_buy: int = Field(default=0, validation_alias="volumeBuy")
    volume_sell: int = Field(default=0, validation_alias="volumeSell")
    is_complete: bool = Field(default=False, validation_alias="isComplete")


class Reply(Wire):
    """Any answer; one with a code is an error, whatever its status, and `description` tells which."""

    code: int | None = None
    description: object = None


class CandlesReply(Reply):
    candles: tuple[HistoricCandle, ...] = ()


class InstrumentShort(Wire):
    ticker: str = ""
    class_code: str = Field(default="", validation_alias="classCode")
    figi: str = ""
    uid: str = ""
    lot: int = 0


class InstrumentsReply(Reply):
    instruments: tuple[InstrumentShort, ...] = ()
