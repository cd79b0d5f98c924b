"""Smart money concepts: structure, gaps, blocks, liquidity and the dealing range."""

from maxsignal_methods.methods.smc.liquidity import liquidity
from maxsignal_methods.methods.smc.ranges import ranges
from maxsignal_methods.methods.smc.structure import displacement, internal, major
from maxsignal_methods.methods.smc.zones import blocks, gaps
from maxsignal_methods.study import Study

MIN_BARS = 41


def detect(study: Study) -> None:
    for detector in (displacement, internal, major, gaps, blocks, liquidity, ranges):
        study.run(detector)
