"""The accumulation schematic as a causal state machine; distribution is the same code on mirrored prices.

All kernels share: `bars` the columns named by H..ATR, `rule` the thresholds named by BELOW..TREND_BARS,
`state` the machine's memory named by PHASE..COUNT, `out` the integer and `prices` the price columns of
the events written so far.
"""

from maxsignal_methods._jit import Column, kernel

# phases
NONE, CLIMAX, REACTION, PHASE_B, PHASE_C, STRENGTH, SUPPORTED, MARKUP = range(8)
# event codes
(
    SC, AR, ST, UA, SPRING, SOS, LPS, MARK, BREAKDOWN, V_REVERSAL, STALE, SOS_FAILED, LPS_FAILED,
) = range(13)  # fmt: skip
# columns of `bars`
H, L, C, V, R, S, ATR = range(7)
# thresholds
(
    BELOW, ABOVE, REACTION_BARS, REACTION_ATR, B_BARS, SPRING_BARS, SPRING_H, TEST_VOLUME, LPS_H,
    STALE_BARS, TREND_BARS,
) = range(11)  # fmt: skip
# memory
(
    PHASE, SUPPORT, RESISTANCE, OPENED, SC_BAR, SC_LOW, AR_BAR, SINCE, DIP, DIP_BAR, DIP_LOW, PEAK,
    LPS_LOW, COUNT,
) = range(14)  # fmt: skip
MEMORY = 14
# columns of `out` and `prices`
CODE, BAR, KNOWN, PARENT, END = range(5)
LEVEL, TOP, BOTTOM = range(3)


@kernel
def accumulate(
    bars: Column,
    climax: Column,
    highs: Column,
    lows: Column,
    rule: Column,
    state: Column,
    out: Column,
    prices: Column,
) -> None:
    """Run the machine; `highs` and `lows` are the (known, bar) columns of the confirmed swings."""
    next_high = 0
    next_low = 0
    for t in range(len(climax)):
        high_bar = -1
        low_bar = -1
        while next_high < len(highs[0]) and highs[0][next_high] <= t:
            high_bar = highs[1][next_high]
            next_high += 1
        while next_low < len(lows[0]) and lows[0][next_low] <= t:
            low_bar = lows[1][next_low]
            next_low += 1
        phase = state[PHASE]
        if phase == NONE or phase == MARKUP:
            _idle(t, climax[t], bars, rule, state, out, prices)
        elif phase == CLIMAX:
            _await_reaction(t, climax[t], high_bar, bars, rule, state, out, prices)
        elif phase == REACTION:
            _await_test(t, low_bar, bars, rule, state, out, prices)
        elif phase == PHASE_B or phase == PHASE_C:
            _build_cause(t, low_bar, bars, rule, state, out, prices)
        else:
            _show_strength(t, low_bar, bars, rule, state, out, prices)


@kernel
def _emit(code: int, bar: int, t: int, level: float, state: Column, out: Column, prices: Column) -> None:
    n = int(state[COUNT])
    out[CODE][n] = code
    out[BAR][n] = bar
    out[KNOWN][n] = t
    out[PARENT][n] = -1 if code == SC else int(state[OPENED])
    prices[LEVEL][n] = level
    prices[TOP][n] = level if code == SC else state[RESISTANCE]
    prices[BOTTOM][n] = level if code == SC else state[SUPPORT]
    state[COUNT] = n + 1


@kernel
def _close_range(t: int, state: Column, out: Column) -> None:
    out[END][int(state[OPENED])] = t
    state[PHASE] = NONE


@kernel
def _open_range(t: int, bars: Column, state: Column, out: Column, prices: Column) -> None:
    state[OPENED] = state[COUNT]
    _emit(SC, t, t, bars[L][t], state, out, prices)
    state[PHASE] = CLIMAX
    state[SC_BAR] = t
    state[SC_LOW] = bars[L][t]
    state[SUPPORT] = bars[L][t]
    state[RESISTANCE] = bars[L][t]
    state[DIP] = -1
    state[DIP_BAR] = -1


@kernel
def _idle(
    t: int, climax: bool, bars: Column, rule: Column, state: Column, out: Column, prices: Column
) -> None:
    """No range, or a trend that left one: over when it falls back inside or has run its course."""
    if state[PHASE] == MARKUP:
        line = state[RESISTANCE] - rule[LPS_H] * (state[RESISTANCE] - state[SUPPORT])
        if climax or bars[C][t] < line or t - state[SINCE] > rule[TREND_BARS]:
            _close_range(t, state, out)
    if climax:
        _open_range(t, bars, state, out, prices)


@kernel
def _await_reaction(
    t: int,
    climax: bool,
    high_bar: int,
    bars: Column,
    rule: Column,
    state: Column,
    out: Column,
    prices: Column,
) -> None:
    if climax and bars[L][t] < state[SC_LOW]:
        _close_range(t, state, out)
        _open_range(t, bars, state, out, prices)
    elif high_bar > state[SC_BAR] and bars[H][high_bar] - state[SC_LOW] >= rule[REACTION_ATR] * bars[ATR][t]:
        state[RESISTANCE] = bars[H][high_bar]
        state[AR_BAR] = high_bar
        state[PHASE] = REACTION
        _emit(AR, high_bar, t, bars[H][high_bar], state, out, prices)
    elif t - state[SC_BAR] >= rule[REACTION_BARS]:
        _close_range(t, state, out)


@kernel
def _await_test(
    t: int, low_bar: int, bars: Column, rule: Column, state: Column, out: Column, prices: Column
) -> None:
    margin = rule[BELOW] * (state[RESISTANCE] - state[SUPPORT])
    if bars[C][t] > state[RESISTANCE] + margin:
        _emit(V_REVERSAL, t, t, bars[C][t], state, out, prices)
        _close_range(t, state, out)
    elif bars[C][t] < state[SUPPORT] - margin:
        _emit(BREAKDOWN, t, t, bars[C][t], state, out, prices)
        _close_range(t, state, out)
    elif low_bar > state[AR_BAR] and _is_test(low_bar, bars, rule, state):
        state[SUPPORT] = min(state[SUPPORT], bars[L][low_bar])
        state[PHASE] = PHASE_B
        state[SINCE] = t
        _emit(ST, low_bar, t, bars[L][low_bar], state, out, prices)
    elif t - state[SC_BAR] > rule[STALE_BARS]:
        _emit(STALE, t, t, bars[C][t], state, out, prices)
        _close_range(t, state, out)


@kernel
def _is_test(low_bar: int, bars: Column, rule: Column, state: Column) -> bool:
    """A low near the climax on less volume than the climax."""
    height = state[RESISTANCE] - state[SC_LOW]
    above = bars[L][low_bar] - state[SC_LOW]
    near = -rule[BELOW] * height <= above <= rule[ABOVE] * height
    return near and bars[V][low_bar] < bars[V][int(state[SC_BAR])]


@kernel
def _build_cause(
    t: int, low_bar: int, bars: Column, rule: Column, state: Column, out: Column, prices: Column
) -> None:
    """Phases B and C: the range holds, fails, is shaken out or is left with strength."""
    close = bars[C][t]
    height = state[RESISTANCE] - state[SUPPORT]
    if close < state[SUPPORT] - rule[BELOW] * height:
        _emit(BREAKDOWN, t, t, close, state, out, prices)
        _close_range(t, state, out)
    elif t - state[SINCE] > rule[STALE_BARS]:
        _emit(STALE, t, t, close, state, out, prices)
        _close_range(t, state, out)
    elif close > state[RESISTANCE] and bars[R][t] >= 1 and bars[S][t] >= 1:
        _emit(SOS, t, t, close, state, out, prices)
        state[PHASE] = STRENGTH
        state[SINCE] = t
        state[PEAK] = bars[H][t]
    elif close > state[RESISTANCE] + height:
        _emit(MARK, t, t, close, state, out, prices)
        state[PHASE] = MARKUP
        state[SINCE] = t
    else:
        _probe_support(t, height, bars, rule, state, out, prices)
        _probe_resistance(t, height, bars, rule, state, out, prices)
        if low_bar > state[AR_BAR] and low_bar != state[DIP_BAR]:
            _test_again(t, low_bar, bars, rule, state, out, prices)


@kernel
def _probe_support(
    t: int, height: float, bars: Column, rule: Column, state: Column, out: Column, prices: Column
) -> None:
    """Below support and back above within three bars, not too deep, after ten bars of B: a spring."""
    support = state[SUPPORT]
    if bars[L][t] < support and (state[DIP] < 0 or bars[L][t] < state[DIP_LOW]):
        state[DIP_LOW] = bars[L][t]
        state[DIP_BAR] = t
        if state[DIP] < 0:
            state[DIP] = t
    if state[DIP] >= 0 and bars[C][t] > support:
        quick = t - state[DIP] <= rule[SPRING_BARS] and t - state[SINCE] >= rule[B_BARS]
        if quick and support - state[DIP_LOW] <= rule[SPRING_H] * height:
            _emit(SPRING, int(state[DIP_BAR]), t, state[DIP_LOW], state, out, prices)
            state[PHASE] = PHASE_C
        else:
            state[DIP_BAR] = -1
        state[DIP] = -1


@kernel
def _probe_resistance(
    t: int, height: float, bars: Column, rule: Column, state: Column, out: Column, prices: Column
) -> None:
    """A poke above resistance that closes inside widens the range."""
    resistance = state[RESISTANCE]
    poke = bars[H][t] - resistance
    if 0 < poke <= rule[BELOW] * height and bars[C][t] <= resistance:
        state[RESISTANCE] = bars[H][t]
        _emit(UA, t, t, bars[H][t], state, out, prices)


@kernel
def _test_again(
    t: int, low_bar: int, bars: Column, rule: Column, state: Column, out: Column, prices: Column
) -> None:
    """Another test; a quiet one above support after ten bars of B stands in for the spring."""
    if not _is_test(low_bar, bars, rule, state):
        return
    higher = bars[L][low_bar] > state[SUPPORT]
    state[SUPPORT] = min(state[SUPPORT], bars[L][low_bar])
    _emit(ST, low_bar, t, bars[L][low_bar], state, out, prices)
    old = t - state[SINCE] >= rule[B_BARS]
    if higher and old and bars[R][low_bar] < rule[TEST_VOLUME]:
        state[PHASE] = PHASE_C


@kernel
def _show_strength(
    t: int, low_bar: int, bars: Column, rule: Column, state: Column, out: Column, prices: Column
) -> None:
    """Phase D: hold above the range (LPS), then leave it, or fall back into phase B."""
    close = bars[C][t]
    height = state[RESISTANCE] - state[SUPPORT]
    line = state[RESISTANCE] - rule[LPS_H] * height
    supported = state[PHASE] == SUPPORTED
    failed = close < state[LPS_LOW] if supported else close < line
    goal = state[PEAK] if supported else state[RESISTANCE] + height
    if failed:
        _emit(LPS_FAILED if supported else SOS_FAILED, t, t, close, state, out, prices)
        state[PHASE] = PHASE_B
        state[SINCE] = t
        state[DIP] = -1
    elif close > goal:
        _emit(MARK, t, t, close, state, out, prices)
        state[PHASE] = MARKUP
        state[SINCE] = t
    elif low_bar > state[SINCE] and bars[L][low_bar] > line:
        _emit(LPS, low_bar, t, bars[L][low_bar], state, out, prices)
        state[PHASE] = SUPPORTED
        state[LPS_LOW] = bars[L][low_bar]
    state[PEAK] = max(state[PEAK], bars[H][t])
