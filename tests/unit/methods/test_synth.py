import numpy as np
import pytest

from maxsignal_methods import Candles, detect
from maxsignal_methods.events import Event, rows
from maxsignal_methods.synth import Flow, Regime, Venue, random_walk, trade
from tests.unit.methods.build import found

BAR = 150
SEEDS = range(20)
SIDES = (1, -1)


def market(seed: int, size: int = 400, *, informed: float = 0.0) -> Flow:
    rng = np.random.default_rng(seed)
    return trade(rng, Regime.lively(rng, size, informed=informed))


def columns(series: Candles) -> np.ndarray:
    assert series.taker_buy is not None
    return np.stack((series.open, series.high, series.low, series.close, series.volume, series.taker_buy))


def test_a_seed_makes_the_same_market_every_time() -> None:
    one, other, third = market(7), market(7), market(8)
    assert np.array_equal(columns(one.candles), columns(other.candles))
    assert not np.array_equal(columns(one.candles), columns(third.candles))


def test_bars_add_up_to_their_own_trades() -> None:
    flow = market(3, 50)
    tape, series = flow.trades, flow.candles
    for bar in range(50):
        own = flow.bar == bar
        price, size = tape.price[own], tape.size[own]
        assert (series.open[bar], series.close[bar]) == (price[0], price[-1])
        assert (series.high[bar], series.low[bar]) == (price.max(), price.min())
        assert series.volume[bar] == pytest.approx(size.sum())
        assert columns(series)[5, bar] == pytest.approx((size.sum() + tape.signed[own].sum()) / 2)


def test_trades_lie_in_their_bar_and_in_order() -> None:
    flow = market(4)
    opened = flow.candles.ts_ms[flow.bar]
    assert (flow.trades.ts_ms >= opened).all()
    assert (flow.trades.ts_ms < opened + flow.candles.tf_ms).all()
    assert (np.diff(flow.trades.ts_ms) >= 0).all()


def test_large_orders_trade_several_times_in_a_row() -> None:
    rng = np.random.default_rng(5)
    runs = [trade(rng, Regime.noise(400), Venue(order=order)).trades for order in (1.0, 6.0)]
    alone, split = (np.mean(run.signed[1:] * run.signed[:-1] > 0) for run in runs)
    assert alone == pytest.approx(0.5, abs=0.02)
    assert split == pytest.approx(1 - 0.5 / 6, abs=0.02)


def test_noise_leaves_no_way_to_foretell_the_price() -> None:
    move = np.diff(np.log(random_walk(np.random.default_rng(6), 4000).close))
    band = 3 / np.sqrt(len(move))
    for lag in (1, 2, 5):
        assert abs(np.corrcoef(move[lag:], move[:-lag])[0, 1]) < band


@pytest.mark.parametrize("timeframe", ["5m", "1d"])
def test_a_walk_has_the_timeframe_asked_for(timeframe: str) -> None:
    series = random_walk(np.random.default_rng(6), 20, timeframe=timeframe)
    assert series.timeframe == timeframe
    assert set(np.diff(series.ts_ms)) == {series.tf_ms}


def test_informed_takers_move_the_price_their_way() -> None:
    series = market(9, 2000, informed=0.4).candles
    delta = 2 * columns(series)[5] - series.volume
    assert np.corrcoef(delta, series.close - series.open)[0, 1] > 0.6


def test_a_price_never_falls_below_one_tick() -> None:
    rng = np.random.default_rng(1)
    series = trade(rng, Regime.noise(300), Venue(start=5)).candles
    assert series.low.min() == pytest.approx(Venue().tick)


def absorptions(seed: int, side: int, **changed: float) -> list[Event]:
    """Absorptions at the planted bar, on the side that absorbed."""
    rng = np.random.default_rng(seed)
    regime = Regime.lively(rng, BAR + 10)
    regime.absorb(BAR, side)
    for name, value in changed.items():
        getattr(regime, name)[BAR] = value
    events = detect(trade(rng, regime, timeframe="5m").candles).events
    return [e for e in found(events, "absorption", direction=-side) if e.bar == BAR]


def share(found_at: list[bool]) -> float:
    return sum(found_at) / len(found_at)


@pytest.mark.parametrize("side", SIDES)
def test_planted_absorption_is_found(side: int) -> None:
    assert share([bool(absorptions(seed, side)) for seed in SEEDS]) >= 0.9


@pytest.mark.parametrize(
    ("name", "value"),
    [("impact", 1.0), ("lean", 0.0), ("activity", 1.0)],
    ids=["the price gave way", "nobody pressed", "few traded"],
)
def test_absorption_short_of_one_part_is_rare(name: str, value: float) -> None:
    assert share([bool(absorptions(seed, 1, **{name: value})) for seed in SEEDS]) <= 0.2


def divergences(seed: int, side: int, lean: float) -> list[Event]:
    """Divergences at the planted second swing."""
    rng = np.random.default_rng(seed)
    regime = Regime.lively(rng, BAR + 50)
    regime.diverge(BAR, side, lean=lean)
    events = detect(trade(rng, regime, timeframe="5m").candles).events
    return [e for e in found(events, "divergence", direction=-side) if BAR + 12 <= e.bar <= BAR + 22]


@pytest.mark.parametrize("side", SIDES)
def test_planted_divergence_is_found(side: int) -> None:
    assert share([bool(divergences(seed, side, 0.4)) for seed in SEEDS]) >= 0.75


@pytest.mark.parametrize("side", SIDES)
def test_a_further_swing_on_more_flow_does_not_diverge(side: int) -> None:
    assert share([bool(divergences(seed, side, -0.6)) for seed in SEEDS]) <= 0.1


def schematic(seed: int, side: int, *, spring: bool = True, planted: bool = True) -> set[str]:
    """What Wyckoff's machine says of one side in the bars of the schematic."""
    rng = np.random.default_rng(seed)
    regime = Regime.lively(rng, BAR + 80)
    end = regime.accumulate(BAR, side, spring=spring) if planted else BAR + 66
    events = detect(trade(rng, regime).candles).events
    own = rows(events[events["method"] == "wyckoff"])
    return {event.kind for event in own if event.direction == side and BAR <= event.bar < end}


STORY = {
    "climax": 0.9,
    "automatic_reaction": 0.9,
    "secondary_test": 0.9,
    "sign_of_strength": 0.75,
    "markup": 0.75,
}


@pytest.mark.parametrize("side", SIDES)
def test_a_planted_schematic_is_told_step_by_step(side: int) -> None:
    told = [schematic(seed, side) for seed in SEEDS]
    for kind, least in {**STORY, "spring": 0.5}.items():
        assert share([kind in kinds for kinds in told]) >= least, kind


@pytest.mark.parametrize("side", SIDES)
def test_a_schematic_without_its_spring_has_none(side: int) -> None:
    told = [schematic(seed, side, spring=False) for seed in SEEDS]
    assert share(["spring" in kinds for kinds in told]) <= 0.1
    assert share(["sign_of_strength" in kinds for kinds in told]) >= 0.75


@pytest.mark.parametrize("side", SIDES)
def test_noise_hardly_ever_tells_the_whole_story(side: int) -> None:
    told = [schematic(seed, side, planted=False) for seed in SEEDS]
    assert share([STORY.keys() <= kinds for kinds in told]) <= 0.1
