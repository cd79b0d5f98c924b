"""The instruments a new installation starts with; enabled are those that need neither key nor network."""

from decimal import Decimal

from maxsignal_common.market import Instrument

_CENT = Decimal("0.01")
_NEW_YORK = "America/New_York"

IBM = Instrument(
    id="IBM",
    name="IBM, recorded 2000-2013",
    source="replay",
    exchange="NYSE",
    currency="USD",
    tick=_CENT,
    time_zone=_NEW_YORK,
)
GOOG = Instrument(
    id="GOOG",
    name="Google, recorded 2004-2013",
    source="replay",
    exchange="NASDAQ",
    currency="USD",
    tick=_CENT,
    time_zone=_NEW_YORK,
)
AAPL = Instrument(
    id="AAPL",
    name="Apple",
    source="yfinance",
    exchange="NASDAQ",
    currency="USD",
    tick=_CENT,
    time_zone=_NEW_YORK,
    enabled=False,
)
BTC = Instrument(
    id="BTC/USDT",
    name="Bitcoin",
    source="ccxt:binance",
    exchange="BINANCE",
    currency="USDT",
    tick=_CENT,
    enabled=False,
)
ETH = Instrument(
    id="ETH/USDT",
    name="Ether",
    source="ccxt:binance",
    exchange="BINANCE",
    currency="USDT",
    tick=_CENT,
    enabled=False,
)

INSTRUMENTS: tuple[Instrument, ...] = (IBM, GOOG, AAPL, BTC, ETH)
