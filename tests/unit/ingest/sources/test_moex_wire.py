"""Blocks of ISS by the names of their columns."""

import pytest

from maxsignal_ingest.sources.moex_wire import Block, SecurityRow, SplitRow, rows_of
from maxsignal_ingest.sources.protocol import BadCandles


def test_columns_are_read_by_name_in_any_case() -> None:
    block = Block(columns=("ISIN", "SHORTNAME", "secid", "MinStep"), data=(("RU1", "Sber", "SBER", 0.01),))
    (row,) = rows_of(block, SecurityRow)
    assert (row.secid, row.shortname, str(row.minstep), row.lotsize) == ("SBER", "Sber", "0.01", None)


@pytest.mark.parametrize("step", [1e-7, 0.000005, 0.01, 0.5, 1, 20])
def test_tick_is_the_decimal_that_iss_wrote(step: float) -> None:
    block = Block(columns=("secid", "shortname", "minstep"), data=(("A", "a", step),))
    tick = rows_of(block, SecurityRow)[0].minstep
    assert tick is not None
    assert float(tick) == step
    assert len(tick.as_tuple().digits) == 1 or step == 20


@pytest.mark.parametrize(
    "row", [("2026-11-02", 1), ("2026-11-02", 0, 1), ("2026-11-02", None, 1), ("soon", 1, 2)], ids=str
)
def test_row_of_another_shape_is_refused(row: tuple[object, ...]) -> None:
    block = Block(columns=("tradedate", "before", "after"), data=(row,))
    with pytest.raises(BadCandles):
        rows_of(block, SplitRow)
