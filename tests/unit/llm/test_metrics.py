"""What is counted about calls, as Prometheus reads it."""

from decimal import Decimal
from uuid import UUID

from prometheus_client import CollectorRegistry

from maxsignal_llm import Completion, GiveUp, GiveUpReason
from maxsignal_llm.faults import Answer, Failed, Fault, Served, Usage
from maxsignal_llm.metrics import ModelMetrics

ANSWER = Answer("{}", Usage(1200, 340, Decimal("0.0042")), Served("a/one"))
COMPLETION = Completion(
    "{}", "a/one", 1200, 340, Decimal("0.0042"), UUID(int=1), reused=False, paid_by=UUID(int=2)
)
OF_MODEL = {"step": "smc", "model": "a/one"}


def counted(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(f"maxsignal_model_{name}", labels)


def test_attempt_is_counted_with_its_cost() -> None:
    registry = CollectorRegistry()
    ModelMetrics(registry).attempted("smc", "a/one", ANSWER, cost=0.0042, seconds=3)
    assert counted(registry, "attempts_total", **OF_MODEL, outcome="answered") == 1
    assert counted(registry, "cost_usd_total", **OF_MODEL) == 0.0042
    assert counted(registry, "tokens_total", **OF_MODEL, kind="prompt") == 1200
    assert counted(registry, "tokens_total", **OF_MODEL, kind="answer") == 340
    assert counted(registry, "attempt_seconds_bucket", **OF_MODEL, le="5.0") == 1


def test_failed_attempt_is_counted_by_its_fault() -> None:
    registry = CollectorRegistry()
    ModelMetrics(registry).attempted("smc", "a/one", Failed(Fault.TRUNCATED, ""), cost=0, seconds=1)
    assert counted(registry, "attempts_total", **OF_MODEL, outcome="truncated") == 1
    assert counted(registry, "tokens_total", **OF_MODEL, kind="answer") == 0


def test_end_of_a_request_is_counted_by_how() -> None:
    registry = CollectorRegistry()
    metrics = ModelMetrics(registry)
    ends: list[Completion | GiveUp] = [
        COMPLETION,
        COMPLETION._replace(reused=True),
        GiveUp(GiveUpReason.BUDGET, ""),
    ]
    for end in ends:
        metrics.ended("smc", end)
    for outcome in ("answered", "reused", "gave_up"):
        assert counted(registry, "requests_total", step="smc", outcome=outcome) == 1
    assert counted(registry, "give_ups_total", step="smc", reason="budget") == 1
