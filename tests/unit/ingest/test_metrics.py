"""What an operator reads of ingest's sources."""

from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry

from maxsignal_common.store.breakers import Breaker, BreakerState
from maxsignal_ingest.metrics import IngestMetrics

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


@pytest.mark.parametrize(("state", "number"), [("closed", 0), ("half_open", 1), ("open", 2), ("disabled", 3)])
def test_breaker_is_a_number_that_grows_with_trouble(state: str, number: int) -> None:
    registry = CollectorRegistry()
    IngestMetrics(registry).breaker(Breaker("moex", BreakerState(state), 0, None, 0, None, None, NOW))
    assert registry.get_sample_value("maxsignal_source_breaker_state", {"source": "moex"}) == number


def test_candles_are_counted_by_what_served_them() -> None:
    registry = CollectorRegistry()
    metrics = IngestMetrics(registry)
    metrics.fetched("moex", "window")
    metrics.revised("moex", 3)
    labels = {"source": "moex", "served_from": "window"}
    assert registry.get_sample_value("maxsignal_candles_fetched_total", labels) == 1
    assert registry.get_sample_value("maxsignal_candles_revised_total", {"source": "moex"}) == 3
