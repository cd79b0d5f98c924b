"""Fair value gaps and order blocks, and the inverted gaps, breakers and mitigation blocks they become."""

import numpy as np

from maxsignal_methods._jit import Grid, column, cut, floats, integers
from maxsignal_methods.candles import Ints
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.kernels import zones as kernels
from maxsignal_methods.methods.smc.structure import internal
from maxsignal_methods.study import Study

_GAPS = np.array([KIND_CODE[kind] for kind in ("fvg", "ifvg")])
_BLOCKS = np.array([KIND_CODE[kind] for kind in ("ob", "mitigation", "breaker")])


def gaps(study: Study) -> None:
    """Three-bar gaps; one that is closed through is logged again as an inverted gap of the other side."""
    found = kernels.gaps(*study.both, study.atr_column, study.params.smc.gap_atr)
    _log(study, _GAPS, found, np.zeros(0, dtype=np.int64))


def blocks(study: Study) -> None:
    """The last candle against each break; one that fails is logged again as resistance."""
    structure, rule = study.run(internal), study.params.smc
    breaks = tuple(column(x) for x in structure.breaks)
    measures = (study.atr_column, breaks, column(structure.displacement))
    options = (rule.block_skip_atr, rule.block_zone == "body", rule.block_fails_on == "wick")
    _log(study, _BLOCKS, kernels.blocks(*study.both, measures, options), structure.row)


def _log(study: Study, kinds: Ints, found: tuple[Grid, Grid, int], source: Ints) -> None:
    zones, (top, bottom, strength) = integers(cut(found[0], found[2])), floats(cut(found[1], found[2]))
    kind, origin = zones[kernels.KIND], zones[kernels.SOURCE]
    ref = np.where(kind > 0, study.log.next_row + origin, -1)
    ref[kind == 0] = source[origin[kind == 0]] if len(source) else -1
    study.log.add(
        "smc",
        kinds[kind],
        zones[kernels.SIGN],
        bar=zones[kernels.BAR],
        known=zones[kernels.KNOWN],
        zone=(top, bottom),
        strength=strength,
        ref=ref,
        touched=zones[kernels.TOUCHED],
        ce=zones[kernels.HALF],
        filled=zones[kernels.FILLED],
        invalid=zones[kernels.INVALID],
    )
