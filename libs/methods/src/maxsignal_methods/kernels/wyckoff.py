"""The accumulation schematic as a causal state machine; distribution is the same code on mirrored prices.

All kernels share: `bars` the columns named by H..OPENING, `rule` the thresholds named by BELOW..TREND_BARS,
and `book` = (the machine's memory named by PHASE..COUNT, the integer columns and the price columns of the
events written so far).
"""

from maxsignal_methods._jit import Column, kernel

# phases
NONE, CLIMAX, REACTION, PHASE_B, PHASE_C, STRENGTH, SUPPORTED, MARKUP = range(8)
# event codes
(
    SC, AR, ST, TEST, UA, SPRING, SOS, LPS, MARK, BREAKDOWN, V_REVERSAL, STALE, SOS_FAILED, LPS_FAILED,
) = range(14)  # fmt: skip
# columns of `bars`; OPENING is true at a climax that may open a range
H, L, C, V, R, S, ATR, OPENING = range(8)
# thresholds
(
    BELOW, ABOVE, REACTION_BARS, REACTION_ATR, B_BARS, SPRING_BARS, SPRING_H, TEST_VOLUME, LPS_H,
    STALE_BARS, TREND_BARS,
) = range(11)  # fmt: skip
# memory; LOW_BAR is the lowest bar before the reaction and FLOOR its low, SINCE the bar the phase began,
# DIP the bar price went below support (-1: it is above)
(
    PHASE, SUPPORT, RESISTANCE, OPENED, SC_BAR, LOW_BAR, FLOOR, AR_BAR, SINCE, DIP, DIP_BAR, DIP_LOW,
    PEAK, LPS_LOW, COUNT,
) = range(15)  # fmt: skip
MEMORY = 15
# columns of the events
CODE, BAR, KNOWN, PARENT, END = range(5)
LEVEL, TOP, BOTTOM = range(3)


@kernel
def accumulate(bars: Column, swings: Column, rule: Column, book: Column) -> None:
    """Run the machine; `swings` are the (known, bar) columns of the confirmed highs and of the lows."""
    highs, lows = swings
    high = 0
    low = 0
    for t in range(len(bars[C])):
        high_bar = -1
        low_bar = -1
        while high < len(highs[0]) and highs[0][high] <= t:
            high_bar = highs[1][high]
            high += 1
        while low < len(lows[0]) and lows[0][low] <= t:
            low_bar = lows[1][low]
            low += 1
        phase = book[0][PHASE]
        if phase == MARKUP:
            _follow_trend(t, bars, rule, book)
        elif phase == CLIMAX:
            _await_reaction(t, high_bar, bars, rule, book)
        elif phase == REACTION:
            _await_test(t, low_bar, bars, rule, book)
        elif phase in (PHASE_B, PHASE_C):
            _build_cause(t, low_bar, bars, rule, book)
        elif phase != NONE:
            _show_strength(t, low_bar, bars, rule, book)
        # the bar that ends a range may be the climax that opens the next
        if book[0][PHASE] == NONE and bars[OPENING][t]:
            _open_range(t, bars, book)


@kernel
def _emit(code: int, bar: int, t: int, level: float, book: Column) -> None:
    """Write an event; from the reaction on it carries the range it belongs to."""
    state, out, prices = book
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
def _enter(phase: int, t: int, book: Column) -> None:
    book[0][PHASE] = phase
    book[0][SINCE] = t


@kernel
def _close_range(t: int, book: Column) -> None:
    book[1][END][int(book[0][OPENED])] = t
    _enter(NONE, t, book)


@kernel
def _fail(code: int, t: int, close: float, book: Column) -> None:
    _emit(code, t, t, close, book)
    _close_range(t, book)


@kernel
def _open_range(t: int, bars: Column, book: Column) -> None:
    state = book[0]
    state[OPENED] = state[COUNT]
    _emit(SC, t, t, bars[L][t], book)
    _enter(CLIMAX, t, book)
    state[SC_BAR] = t
    state[LOW_BAR] = t
    state[SUPPORT] = bars[L][t]
    state[RESISTANCE] = bars[L][t]
    state[DIP] = -1


@kernel
def _follow_trend(t: int, bars: Column, rule: Column, book: Column) -> None:
    """A trend that left its range is over when it falls back inside, ages or meets another climax."""
    state = book[0]
    line = state[RESISTANCE] - rule[LPS_H] * (state[RESISTANCE] - state[SUPPORT])
    if bars[OPENING][t] or bars[C][t] < line or t - state[SINCE] > rule[TREND_BARS]:
        _close_range(t, book)


@kernel
def _await_reaction(t: int, high_bar: int, bars: Column, rule: Column, book: Column) -> None:
    """The first swing high far enough above the lowest low since the climax, which becomes support.

    A climax that price closes as far below has stopped nothing.
    """
    state = book[0]
    far = rule[REACTION_ATR] * bars[ATR][t]
    climax = bars[L][int(state[SC_BAR])]
    lower_climax = bars[OPENING][t] and bars[L][t] < climax
    if bars[L][t] < state[SUPPORT]:
        state[SUPPORT] = bars[L][t]
        state[LOW_BAR] = t
    if lower_climax or bars[C][t] < climax - far:
        _close_range(t, book)
    elif high_bar > state[LOW_BAR] and bars[H][high_bar] - state[SUPPORT] >= far:
        state[FLOOR] = state[SUPPORT]
        state[RESISTANCE] = bars[H][high_bar]
        state[AR_BAR] = high_bar
        _enter(REACTION, t, book)
        _emit(AR, high_bar, t, bars[H][high_bar], book)
    elif t - state[SC_BAR] >= rule[REACTION_BARS]:
        _close_range(t, book)


@kernel
def _await_test(t: int, low_bar: int, bars: Column, rule: Column, book: Column) -> None:
    state = book[0]
    close = bars[C][t]
    margin = rule[BELOW] * (state[RESISTANCE] - state[SUPPORT])
    if close > state[RESISTANCE] + margin:
        _fail(V_REVERSAL, t, close, book)
    elif close < state[SUPPORT] - margin:
        _fail(BREAKDOWN, t, close, book)
    elif low_bar > state[AR_BAR] and _is_test(low_bar, bars, rule, state):
        state[SUPPORT] = min(state[SUPPORT], bars[L][low_bar])
        _enter(PHASE_B, t, book)
        _emit(ST, low_bar, t, bars[L][low_bar], book)
    elif t - state[SC_BAR] > rule[STALE_BARS]:
        _fail(STALE, t, close, book)


@kernel
def _is_test(low_bar: int, bars: Column, rule: Column, state: Column) -> bool:
    """A low near the climax on less volume than the climax."""
    height = state[RESISTANCE] - state[SUPPORT]
    above = bars[L][low_bar] - state[FLOOR]
    near = -rule[BELOW] * height <= above <= rule[ABOVE] * height
    return bool(near and bars[V][low_bar] < bars[V][int(state[SC_BAR])])


@kernel
def _build_cause(t: int, low_bar: int, bars: Column, rule: Column, book: Column) -> None:
    """Phases B and C: the range holds, fails, is shaken out or is left with strength."""
    state = book[0]
    close = bars[C][t]
    height = state[RESISTANCE] - state[SUPPORT]
    if close < state[SUPPORT] - rule[BELOW] * height:
        _fail(BREAKDOWN, t, close, book)
    elif t - state[SINCE] > rule[STALE_BARS]:
        _fail(STALE, t, close, book)
    elif close > state[RESISTANCE] and bars[R][t] >= 1 and bars[S][t] >= 1:
        _emit(SOS, t, t, close, book)
        _enter(STRENGTH, t, book)
        state[PEAK] = bars[H][t]
    elif close > state[RESISTANCE] + height:
        _emit(MARK, t, t, close, book)
        _enter(MARKUP, t, book)
    else:
        _probe_support(t, bars, rule, book)
        _probe_resistance(t, bars, rule, book)
        if low_bar > state[AR_BAR] and not _is_spring(low_bar, book):
            _test_again(t, low_bar, bars, rule, book)


@kernel
def _probe_support(t: int, bars: Column, rule: Column, book: Column) -> None:
    """Below support and back above within three bars, not too deep, after ten bars of B: a spring."""
    state = book[0]
    support = state[SUPPORT]
    low = bars[L][t]
    if low < support and (state[DIP] < 0 or low < state[DIP_LOW]):
        state[DIP_LOW] = low
        state[DIP_BAR] = t
        if state[DIP] < 0:
            state[DIP] = t
    if state[DIP] >= 0 and bars[C][t] > support:
        deepest = support - rule[SPRING_H] * (state[RESISTANCE] - support)
        quick = t - state[DIP] <= rule[SPRING_BARS] and state[DIP] - state[SINCE] >= rule[B_BARS]
        state[DIP] = -1
        if quick and state[DIP_LOW] >= deepest:
            _emit(SPRING, int(state[DIP_BAR]), t, state[DIP_LOW], book)
            state[PHASE] = PHASE_C


@kernel
def _is_spring(low_bar: int, book: Column) -> bool:
    """Is this low the extreme of a spring already told?"""
    state, out, _ = book
    n = int(state[COUNT]) - 1
    while n >= 0 and out[KNOWN][n] >= low_bar:
        if out[CODE][n] == SPRING and out[BAR][n] == low_bar:
            return True
        n -= 1
    return False


@kernel
def _probe_resistance(t: int, bars: Column, rule: Column, book: Column) -> None:
    """A poke above resistance that closes inside widens the range."""
    state = book[0]
    resistance = state[RESISTANCE]
    poke = bars[H][t] - resistance
    if 0 < poke <= rule[BELOW] * (resistance - state[SUPPORT]) and bars[C][t] <= resistance:
        state[RESISTANCE] = bars[H][t]
        _emit(UA, t, t, bars[H][t], book)


@kernel
def _test_again(t: int, low_bar: int, bars: Column, rule: Column, book: Column) -> None:
    """Another test; a quiet one above support after ten bars of B stands in for the spring."""
    state = book[0]
    if not _is_test(low_bar, bars, rule, state):
        return
    low = bars[L][low_bar]
    old = t - state[SINCE] >= rule[B_BARS]
    if low > state[SUPPORT] and old and bars[R][low_bar] < rule[TEST_VOLUME]:
        _emit(TEST, low_bar, t, low, book)
        state[PHASE] = PHASE_C
        return
    if low < state[SUPPORT]:
        # support follows the low that broke it: there is nothing left to spring back above
        state[SUPPORT] = low
        state[DIP] = -1
    _emit(ST, low_bar, t, low, book)


@kernel
def _show_strength(t: int, low_bar: int, bars: Column, rule: Column, book: Column) -> None:
    """Phase D: hold above the range (LPS), then leave it, or fall back into phase B."""
    state = book[0]
    close = bars[C][t]
    height = state[RESISTANCE] - state[SUPPORT]
    line = state[RESISTANCE] - rule[LPS_H] * height
    supported = state[PHASE] == SUPPORTED
    failed = close < state[LPS_LOW] if supported else close < line
    goal = state[PEAK] if supported else state[RESISTANCE] + height
    if failed:
        _emit(LPS_FAILED if supported else SOS_FAILED, t, t, close, book)
        _enter(PHASE_B, t, book)
        state[DIP] = -1
    elif close > goal:
        _emit(MARK, t, t, close, book)
        _enter(MARKUP, t, book)
    elif low_bar > state[SINCE] and bars[L][low_bar] > line:
        _emit(LPS, low_bar, t, bars[L][low_bar], book)
        _enter(SUPPORTED, t, book)
        state[LPS_LOW] = bars[L][low_bar]
    state[PEAK] = max(state[PEAK], bars[H][t])
