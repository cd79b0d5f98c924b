"""A list of instruments that a user supplies, e.g. the US shares somebody follows."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TextIO

from pydantic import ValidationError

from maxsignal_cli.market.rows import Problems, numbered_rows
from maxsignal_common.market import Instrument

REQUIRED = ("id", "name", "exchange")
# What a US share is unless its row says otherwise.
DEFAULTS = {"currency": "USD", "tick": "0.01", "lot": "1", "time_zone": "America/New_York"}


def read_instruments(file: TextIO, name: str, source: str) -> list[Instrument]:
    """Every row as an instrument of this source, switched off; raises BadFileError when one is wrong."""
    problems = Problems("bad_instrument_file", name)
    found: dict[str, Instrument] = {}
    for row, cells in numbered_rows(file, problems, required=REQUIRED, optional=tuple(DEFAULTS)):
        try:
            instrument = _instrument(cells, source)
        except ValidationError as error:
            for one in error.errors(include_url=False, include_input=False):
                problems.add(row, f"{'.'.join(map(str, one['loc']))}: {one['msg']}")
            continue
        except InvalidOperation:
            problems.add(row, "tick and lot are decimal numbers")
            continue
        if instrument.id in found:
            problems.add(row, f"{instrument.id} comes twice")
        found[instrument.id] = instrument
    if not found:
        problems.add(2, "there are no instruments")
    problems.raise_if_any()
    return list(found.values())


def _instrument(cells: Mapping[str, str], source: str) -> Instrument:
    told = {key: value.strip() for key, value in cells.items()}
    filled = DEFAULTS | {key: value for key, value in told.items() if value}
    numbers = {key: Decimal(filled.pop(key)) for key in ("tick", "lot")}
    return Instrument.model_validate({**filled, **numbers, "source": source, "enabled": False})
