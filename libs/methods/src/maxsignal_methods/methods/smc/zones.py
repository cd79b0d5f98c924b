"""Fair value gaps and order blocks, and the inverted gaps, breakers and mitigation blocks they become."""

import numpy as np

from maxsignal_methods._jit import floats, integers
from maxsignal_methods.candles import Ints
from maxsignal_methods.events import KIND_CODE
from maxsignal_methods.kernels import blocks as block_kernels
from maxsignal_methods.kernels import gaps as gap_kernels
from maxsignal_methods.kernels import zones as kernels
from maxsignal_methods.kernels.zones import Table
from maxsignal_methods.methods.smc.structure import find_internal, internal
from maxsignal_methods.study import Study

# a gap names nothing; its SOURCE is -1
_NONE = np.array([-1])


def gaps(study: Study) -> None:
    """Three-bar gaps; one that is closed through is logged again as an inverted gap of the other side."""
    found = find_gaps(study)
    row = _log(study, ("fvg",), found, _NONE)
    _log(study, ("ifvg",), kernels.inverted(study.reaches, study.atr_column, found), row)


def blocks(study: Study) -> None:
    """The last candle against each break; one that fails is logged again as resistance."""
    found = find_blocks(study)
    row = _log(study, ("ob",), found, study.run(internal).row)
    _log(study, ("mitigation", "breaker"), kernels.failed(study.bars, study.reaches, found), row)


def find_gaps(study: Study) -> Table:
    return gap_kernels.gaps(study.bars, study.atr_column, study.params.smc.gap_atr)


def find_blocks(study: Study) -> Table:
    found, rule = study.run(find_internal), study.params.smc
    measures = (study.atr_column, found.breaks, found.displacement)
    options = (rule.block_skip_atr, rule.block_zone == "body", rule.block_fails_on == "wick")
    return block_kernels.blocks(study.bars, study.reaches, measures, options)


def _log(study: Study, kinds: tuple[str, ...], table: Table, source: Ints) -> Ints:
    """Log the rows that were written; `source` are the log's rows of what their SOURCE counts."""
    zones, prices = integers(table[0]), floats(table[1])
    written = zones[kernels.KNOWN] >= 0
    zones, (top, bottom, strength) = zones[:, written], prices[:, written]
    codes = np.array([KIND_CODE[kind] for kind in kinds])
    return study.log.add(
        "smc",
        codes[zones[kernels.KIND]],
        zones[kernels.SIGN],
        bar=zones[kernels.BAR],
        known=zones[kernels.KNOWN],
        zone=(top, bottom),
        strength=strength,
        ref=source[zones[kernels.SOURCE]],
        touched=zones[kernels.TOUCHED],
        ce=zones[kernels.HALF],
        filled=zones[kernels.FILLED],
        invalid=zones[kernels.INVALID],
    )
