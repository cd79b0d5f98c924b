"""Candles that cannot be candles never become a series."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from maxsignal_common.market import CandleSeries, Instrument, Timeframe, epoch_ms, from_ms
from tests.fixtures import samples


def changed(**columns: object) -> dict[str, object]:
    return {**samples.series(3).model_dump(), **columns}


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"ts_ms": (2, 1, 3)}, "does not follow"),
        ({"ts_ms": (1, 1, 3)}, "does not follow"),
        ({"close": (float("nan"), 1.0, 1.0)}, "finite"),
        ({"volume": (1.0, -1.0, 1.0)}, "negative"),
        ({"low": (500.0, 99.0, 99.0)}, "enclose"),
        ({"low": (0.0, 99.0, 99.0)}, "enclose"),
        ({"high": (1.0, 103.0, 104.0)}, "enclose"),
        ({"open": (1.0,)}, "length"),
        ({"taker_buy": (1.0,)}, "length"),
    ],
)
def test_impossible_rows_are_refused(columns: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        CandleSeries.model_validate(changed(**columns))


def test_hash_changes_with_any_number() -> None:
    series = samples.series(3)
    other = CandleSeries.model_validate(changed(volume=(1000.0, 1000.0, 1000.5)))
    assert series.sha256() == samples.series(3).sha256() != other.sha256()


def test_hash_survives_the_wire() -> None:
    series = samples.series(50)
    assert CandleSeries.model_validate_json(series.model_dump_json()).sha256() == series.sha256()


def test_last_candles_are_the_newest() -> None:
    assert samples.series(5).last(2).ts_ms == samples.series(5).ts_ms[-2:]


def test_naive_time_has_no_milliseconds() -> None:
    with pytest.raises(ValueError, match="naive"):
        epoch_ms(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_milliseconds_go_round() -> None:
    at = datetime(2026, 11, 20, 6, 0, 0, 123000, tzinfo=UTC)
    assert from_ms(epoch_ms(at)) == at


@pytest.mark.parametrize(("timeframe", "length"), [("M15", 15), ("H4", 240), ("D1", 1440), ("W1", 10080)])
def test_timeframes_know_their_length(timeframe: str, length: int) -> None:
    assert Timeframe(timeframe).duration == timedelta(minutes=length)


def instrument(**changes: object) -> Instrument:
    return Instrument.model_validate({**samples.IBM.model_dump(), **changes})


def test_instrument_of_an_old_event_trades_in_ones() -> None:
    old = samples.IBM.model_dump(exclude={"lot", "figi", "fallback"})
    assert Instrument.model_validate(old).lot == 1


@pytest.mark.parametrize("changes", [{"lot": 0}, {"lot": -1}, {"fallback": "replay"}, {"figi": ""}])
def test_impossible_instruments_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        instrument(**changes)
