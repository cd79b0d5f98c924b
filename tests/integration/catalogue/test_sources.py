"""`maxsignal sources`: what is held against a venue, and its end."""

from datetime import UTC, datetime

import pytest

from maxsignal_common.store.breakers import Breaker, BreakerState, move_breaker
from maxsignal_common.store.database import Database
from tests.integration.catalogue.conftest import Verb

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SHUT = Breaker("ccxt:binance", BreakerState.DISABLED, 1, NOW, 1, None, "geo_blocked", NOW)


def test_no_source_has_failed_at_first(maxsignal: Verb) -> None:
    assert maxsignal("sources", "list", "--json").json == []
    assert maxsignal("sources", "list").text == "No source has failed yet.\n"


@pytest.fixture
async def disabled(owner: Database) -> None:
    async with owner.begin() as connection:
        await move_breaker(connection, SHUT.source, lambda _: SHUT, at=NOW)


@pytest.mark.usefixtures("disabled")
class TestDisabled:
    """451 shut the source; a person opens it."""

    def test_is_told_with_its_reason(self, maxsignal: Verb) -> None:
        [told] = maxsignal("sources", "list", "--json").json
        assert (told["source"], told["state"], told["reason"]) == ("ccxt:binance", "disabled", "geo_blocked")
        assert "geo_blocked" in maxsignal("sources", "list").text

    def test_is_asked_again_once_enabled(self, maxsignal: Verb) -> None:
        assert maxsignal("sources", "enable", "ccxt:binance").text == "ccxt:binance is asked again\n"
        assert maxsignal("sources", "list", "--json").json[0]["state"] == "closed"
        assert "already" in maxsignal("sources", "enable", "ccxt:binance").text


def test_misspelled_source_is_not_enabled(maxsignal: Verb) -> None:
    error = maxsignal("sources", "enable", "ccxt:binace").error
    assert error is not None
    assert error.code == "unknown_source"
    assert maxsignal("sources", "list", "--json").json == []
