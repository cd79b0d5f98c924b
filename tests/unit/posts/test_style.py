"""Numbers, counts and times as each language writes them."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from maxsignal_posts import Ledger, PostError
from maxsignal_posts.marks import read_marks
from maxsignal_posts.style import Style
from maxsignal_posts.voice import Voice
from tests.unit.posts.samples import AS_OF, ms


def voice(language: str, tick: str = "0.01", timeframe: str = "H1", zone: str = "UTC") -> Voice:
    prices = {"level": Decimal("64180.5"), "small": Decimal("0.00001234")}
    ledger = Ledger.of(prices, tick=Decimal(tick))
    return Voice(Style.of(language), ledger, timeframe, AS_OF, ZoneInfo(zone))


def told(marked: str) -> str:
    return read_marks(marked).text


@pytest.mark.parametrize(
    ("language", "tick", "price"),
    [
        ("ru", "0.01", "64\u202f180,50"),
        ("en", "0.1", "64,180.5"),
        ("en", "0.5", "64,180.5"),
        ("ru", "1", "64\u202f180"),
        ("en", "1E+1", "64,180"),
    ],
)
def test_price_has_the_digits_of_its_tick(language: str, tick: str, price: str) -> None:
    assert told(voice(language, tick).price("level")) == price


def test_tiny_price_is_written_out() -> None:
    assert told(voice("en", "0.00000001").price("small")) == "0.00001234"


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "баров"),
        (1, "бар"),
        (2, "бара"),
        (5, "баров"),
        (11, "баров"),
        (21, "бар"),
        (112, "баров"),
        (1204, "бара"),
    ],
)
def test_russian_counts_agree(number: int, form: str) -> None:
    assert told(voice("ru").count(number, "бар", "бара", "баров")).endswith(f"\u00a0{form}")


def test_english_counts_agree() -> None:
    assert [told(voice("en").count(n, "bar", "bars")) for n in (0, 1, 2)] == [
        "0\u00a0bars",
        "1\u00a0bar",
        "2\u00a0bars",
    ]


@pytest.mark.parametrize(
    ("ratio", "shown"), [(2.34, "2,3×"), (2.35, "2,4×"), (0.04, "0,04×"), (0.001, "0×"), (12.0, "12,0×")]
)
def test_ratios_keep_one_telling_digit(ratio: float, shown: str) -> None:
    assert told(voice("ru").times(ratio)) == shown


@pytest.mark.parametrize(("share", "shown"), [(0.099, "+9%"), (0.29, "+29%"), (-0.12, "−12%"), (0.001, "0%")])
def test_share_never_reads_larger_than_it_is(share: float, shown: str) -> None:
    assert told(voice("en").percent(share, signed=True)) == shown


@pytest.mark.parametrize(("language", "date"), [("ru", "20.11 17:00"), ("en", "20 Nov 17:00")])
def test_intraday_bar_has_its_time_in_the_readers_zone(language: str, date: str) -> None:
    assert told(voice(language, zone="Europe/Moscow").when(ms(20, 14))) == date


@pytest.mark.parametrize("hour", [0, 4, 14])
@pytest.mark.parametrize(("language", "date"), [("ru", "20.11"), ("en", "20 Nov")])
def test_daily_bar_is_its_exchange_day(language: str, date: str, hour: int) -> None:
    assert told(voice(language, timeframe="D1", zone="America/New_York").when(ms(20, hour))) == date
    assert told(voice(language, timeframe="D1").when(ms(19, 21))) == date


def test_date_of_another_year_names_it() -> None:
    old = int(datetime(2025, 12, 31, tzinfo=UTC).timestamp() * 1000)
    assert told(voice("ru", timeframe="D1").when(old)) == "31.12.2025"
    assert told(voice("en", timeframe="D1").when(old)) == "31 Dec 2025"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "21.11.2026 08:00 UTC"),
        ("Europe/Moscow", "21.11.2026 11:00 МСК"),
        ("Asia/Dubai", "21.11.2026 12:00 UTC+4"),
    ],
)
def test_as_of_names_its_zone(zone: str, shown: str) -> None:
    assert told(voice("ru", zone=zone).moment(AS_OF)) == shown


def test_unknown_language_is_refused() -> None:
    with pytest.raises(PostError, match="unknown_language"):
        Style.of("de")


def test_moscow_summer_time_is_told_in_russian() -> None:
    summer = datetime(2010, 7, 1, 8, tzinfo=UTC)
    assert told(voice("ru", zone="Europe/Moscow").moment(summer)) == "01.07.2010 12:00 МСД"
