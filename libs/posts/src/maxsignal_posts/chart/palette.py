"""Colours that stay apart for colour-blind eyes: blue against orange, never green against red alone."""

from maxsignal_posts.chart.spec import Tone

BACKGROUND = "#0e131a"
GRID = "#1f2935"
SHADE = "#8fa3b8"
TEXT = "#eef3f8"
MUTED = "#9fb0c0"
UP = "#56b4f0"
DOWN = "#f0953f"

TONES = {
    Tone.BULL: "#6cc3fa",
    Tone.BEAR: "#ffa557",
    Tone.NEUTRAL: "#c9b8ff",
    Tone.LAST: "#c3ced9",
    Tone.ENTRY: "#f4e04d",
    Tone.STOP: "#ff7b7b",
    Tone.TARGET: "#6fe3b4",
}
