"""One process of each fake venue for the whole session; every test sets the script it needs."""

from collections.abc import Iterator

import pytest

from tests.contracts.sources.venue import FakeVenue, running_venue


@pytest.fixture(scope="session")
def binance() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.binance") as venue:
        yield venue


@pytest.fixture(scope="session")
def bybit() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.bybit") as venue:
        yield venue


@pytest.fixture(scope="session")
def kraken() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.kraken") as venue:
        yield venue


@pytest.fixture(scope="session")
def yahoo() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.yahoo") as venue:
        yield venue


@pytest.fixture(scope="session")
def tinvest() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.tinvest") as venue:
        yield venue


@pytest.fixture(scope="session")
def moex() -> Iterator[FakeVenue]:
    with running_venue("tests.fakes.moex") as venue:
        yield venue
