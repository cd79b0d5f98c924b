"""ISS's answers: blocks of columns and rows, their times in Moscow's zone and without saying so."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from pydantic import Field, NaiveDatetime, TypeAdapter, ValidationError

from maxsignal_ingest.sources.http_json import Wire
from maxsignal_ingest.sources.protocol import BadCandles


class Block(Wire):
    columns: tuple[str, ...]
    data: tuple[tuple[object, ...], ...]


class CandlesAnswer(Wire):
    candles: Block


class SecuritiesAnswer(Wire):
    securities: Block


class SplitsAnswer(Wire):
    splits: Block


class EngineAnswer(Wire):
    """`timetable` is the rule of the week, `dailytable` its exceptions."""

    timetable: Block
    dailytable: Block


class DescriptionAnswer(Wire):
    description: Block


class CandleRow(Wire):
    """`volume` counts shares; `end` is the last second a candle tells of so far."""

    open: float
    high: float
    low: float
    close: float
    volume: float
    begin: NaiveDatetime
    end: NaiveDatetime


class SplitRow(Wire):
    """So many shares before became so many after."""

    tradedate: date
    before: Decimal = Field(gt=0)
    after: Decimal = Field(gt=0)


class WeekdayRow(Wire):
    week_day: int = Field(ge=1, le=7)
    is_work_day: bool


class DateRow(Wire):
    date: date
    is_work_day: bool
    start_time: time | None = None
    stop_time: time | None = None


class TraitRow(Wire):
    name: str
    value: str | None = None


class SecurityRow(Wire):
    secid: str
    shortname: str
    lotsize: Decimal | None = None
    minstep: Decimal | None = None
    currencyid: str | None = None


def rows_of[W: Wire](block: Block, shape: type[W]) -> Sequence[W]:
    """A block's rows by the names of their columns, in whatever case and order those come."""
    names = [name.lower() for name in block.columns]
    try:
        rows = [dict(zip(names, row, strict=True)) for row in block.data]
        return TypeAdapter(list[shape]).validate_python(rows)  # type: ignore[valid-type]  # a shape is a class
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadCandles(f"moex, {'.'.join(map(str, first['loc']))}: {first['type']}") from error
    except ValueError as error:
        raise BadCandles("moex: a row is not as long as its columns") from error
