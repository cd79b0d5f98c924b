"""Every threshold of the five methods, with its unit. Chosen from event frequencies, never from outcomes."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from maxsignal_methods.events import stable_hash

# Raised when a rule changes without a parameter changing: ids of the new reading differ from the old.
RULES_VERSION = 3


@dataclass(frozen=True)
class Measures:
    atr: int = 14
    average: int = 20
    ranks: int = 100


@dataclass(frozen=True)
class SmcParams:
    """Bars, and multiples of ATR where the name ends in `_atr`."""

    internal: int = 5
    major: int = 20
    break_on: Literal["close", "wick"] = "close"
    displacement_atr: float = 1.5
    displacement_body: float = 0.6
    gap_atr: float = 0.25
    block_skip_atr: float = 2.0
    block_zone: Literal["full", "body"] = "full"
    block_fails_on: Literal["close", "wick"] = "close"
    pool_tolerance_atr: float = 0.1
    pool_age: int = 500
    sweep_bars: int = 3
    broken_atr: float = 0.25


@dataclass(frozen=True)
class VsaParams:
    """Ratios of the 20-bar average; `tick_volume` says that volume counts ticks, not size."""

    window: int = 60
    tick_volume: bool = False
    extreme: int = 10
    narrow: float = 0.8
    stopping_volume: float = 1.8
    climax_volume: float = 2.0
    climax_spread: float = 1.8
    climax_rank: float = 0.97
    thrust_spread: float = 1.2
    weak_close: float = 0.67
    stopping_close: float = 0.4
    thrust_close: float = 0.3
    high_close: float = 0.5
    test_atr: float = 0.25
    effort: float = 0.6
    confirm: int = 3
    background: int = 50


@dataclass(frozen=True)
class DeltaParams:
    dominance: int = 20
    dominance_share: float = 0.10
    window: int = 100
    sigma: int = 50
    anomaly_z: float = 3.0
    absorption_z: float = 2.0
    absorption_volume: float = 1.5
    absorption_atr: float = 0.25
    divergence: float = 0.25
    divergence_void_atr: float = 1.0
    confirm: int = 3


@dataclass(frozen=True)
class WyckoffParams:
    """Bars, ATR multiples, and shares of the range height H."""

    swing: int = 3
    low_of: int = 40
    fall_atr: float = 4.0
    reaction_bars: int = 40
    reaction_atr: float = 2.0
    below_h: float = 0.25
    above_h: float = 0.4
    phase_b: int = 10
    spring_bars: int = 3
    spring_h: float = 0.5
    test_volume: float = 0.8
    lps_h: float = 0.5
    stale: int = 250
    trend_bars: int = 100


@dataclass(frozen=True)
class IctParams:
    """Hours are New York time, half-open; `day` is where a market's day begins.

    Sources differ on the table; index traders open the New York morning at (8.5, 11.0).
    """

    day: Literal["utc", "fx", "exchange"] = "utc"
    asia: tuple[float, float] = (20.0, 24.0)
    london: tuple[float, float] = (2.0, 5.0)
    ny_am: tuple[float, float] = (7.0, 10.0)
    london_close: tuple[float, float] = (10.0, 12.0)
    ny_pm: tuple[float, float] = (13.5, 16.0)
    silver_bullet: tuple[tuple[float, float], ...] = ((3.0, 4.0), (10.0, 11.0), (14.0, 15.0))
    judas_bars: int = 12
    ote_from: float = 0.62
    ote_mid: float = 0.705
    ote_to: float = 0.79


@dataclass(frozen=True)
class Params:
    measures: Measures = field(default_factory=Measures)
    smc: SmcParams = field(default_factory=SmcParams)
    vsa: VsaParams = field(default_factory=VsaParams)
    delta: DeltaParams = field(default_factory=DeltaParams)
    wyckoff: WyckoffParams = field(default_factory=WyckoffParams)
    ict: IctParams = field(default_factory=IctParams)

    @cached_property
    def fingerprint(self) -> int:
        """64 bits that change with any parameter and with RULES_VERSION; part of every event id."""
        return stable_hash(f"{RULES_VERSION}:{self!r}")
