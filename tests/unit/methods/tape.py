"""Bars and tables of events as text: what a card in tests/fixtures/candles is drawn with.

`open high low close`, or `closes 3 4 5`: bars that open at the previous close, with wicks of a half.
`14 x ...` repeats, `@ 40` is the volume (10 unless said).
"""

from collections.abc import Sequence

type Bar = tuple[float, float, float, float]
type Tape = list[tuple[Bar, float]]
type Row = dict[str, str | float]


def drawn(text: str, before: Sequence[tuple[Bar, float]] = ()) -> Tape:
    """The bars of a text, after those before."""
    tape = list(before)
    for line in text.strip().split("\n"):
        bars, _, volume = line.partition("@")
        words = bars.split()
        times, words = (int(words[0]), words[2:]) if words[1] == "x" else (1, words)
        for _ in range(times):
            _append(tape, words, float(volume or 10))
    return tape


def _append(tape: Tape, words: Sequence[str], volume: float) -> None:
    if words[0] != "closes":
        open_, high, low, close = map(float, words)
        tape.append(((open_, high, low, close), volume))
        return
    for close in map(float, words[1:]):
        last = tape[-1][0][3] if tape else close
        tape.append(((last, max(last, close) + 0.5, min(last, close) - 0.5, close), volume))


def table(text: str) -> list[Row]:
    """One row per line under a line of names; a dash is -1."""
    lines = [line.split() for line in text.split("\n") if line.strip()]
    return [{name: _value(word) for name, word in zip(lines[0], line, strict=True)} for line in lines[1:]]


def _value(word: str) -> str | float:
    if word == "-":
        return -1.0
    return float(word) if word.lstrip("+-").replace(".", "", 1).isdigit() else word
