"""What can be traded at an exchange of ccxt, as our instruments."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ccxt.base.decimal_to_precision import DECIMAL_PLACES, TICK_SIZE
from pydantic import ValidationError

from maxsignal_common.market import Instrument

KINDS = {"spot": "spot", "swap": "perpetual", "future": "future"}


def instruments_of(
    markets: Iterable[Mapping[str, Any]], exchange_id: str, precision_mode: int
) -> list[Instrument]:
    """Active spot and futures markets by symbol, none enabled.

    A market without a step of price is left out, and so is one whose symbol cannot be an instrument's id.
    """
    found = (_instrument(market, exchange_id, precision_mode) for market in markets)
    return sorted((instrument for instrument in found if instrument), key=lambda instrument: instrument.id)


def _instrument(market: Mapping[str, Any], exchange_id: str, precision_mode: int) -> Instrument | None:
    tick = _step(market["precision"].get("price"), precision_mode)
    if tick is None or market["type"] not in KINDS or market.get("active") is False:
        return None
    try:
        return Instrument(
            id=market["symbol"],
            name=f"{market['base']}/{market['quote']} {KINDS[market['type']]}",
            source=f"ccxt:{exchange_id}",
            exchange=exchange_id.upper(),
            currency=market["quote"],
            tick=tick,
            lot=_step(market["precision"].get("amount"), precision_mode) or Decimal(1),
            enabled=False,
        )
    except ValidationError:
        return None


def _step(precision: float | None, mode: int) -> Decimal | None:
    """The exchange's decimal, exactly: ccxt read it as a float, whose shortest form it is.

    Two exchanges count significant digits instead: there the step depends on the price.
    """
    if precision is None or mode not in (TICK_SIZE, DECIMAL_PLACES):
        return None
    return Decimal(str(precision)) if mode == TICK_SIZE else Decimal(1).scaleb(-int(precision))
