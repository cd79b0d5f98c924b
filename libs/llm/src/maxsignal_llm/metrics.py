"""What is counted about model calls, on a registry that is passed in. The exact amounts are in the ledger."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from maxsignal_llm.faults import Answer, Failed
from maxsignal_llm.port import Completion, GiveUp

# A model takes seconds, and at most LLM_TIMEOUT_S.
SECONDS = (0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120)


class ModelMetrics:
    """An attempt is one call of a provider; a request ends as an answer, a reused one, or given up."""

    def __init__(self, registry: CollectorRegistry) -> None:
        of_model = ["step", "model"]
        self._attempts = Counter(
            "maxsignal_model_attempts",
            "Calls of a provider, by outcome: answered, or the fault",
            [*of_model, "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "maxsignal_model_attempt_seconds",
            "Time of a call of a provider",
            of_model,
            buckets=SECONDS,
            registry=registry,
        )
        self._tokens = Counter(
            "maxsignal_model_tokens",
            "Tokens that answers told, by kind: prompt, answer",
            [*of_model, "kind"],
            registry=registry,
        )
        self._cost = Counter(
            "maxsignal_model_cost_usd", "US dollars booked for calls", of_model, registry=registry
        )
        self._requests = Counter(
            "maxsignal_model_requests",
            "Requests of steps, by outcome: answered, reused, gave_up",
            ["step", "outcome"],
            registry=registry,
        )
        self._give_ups = Counter(
            "maxsignal_model_give_ups",
            "Requests that the twin answers, by reason",
            ["step", "reason"],
            registry=registry,
        )

    def attempted(
        self, step: str, model: str, outcome: Answer | Failed, *, cost: float, seconds: float
    ) -> None:
        """`cost` loses what a float cannot hold: it is for graphs."""
        told = outcome.fault.value if isinstance(outcome, Failed) else "answered"
        self._attempts.labels(step, model, told).inc()
        self._seconds.labels(step, model).observe(seconds)
        self._cost.labels(step, model).inc(cost)
        self._tokens.labels(step, model, "prompt").inc(outcome.usage.prompt_tokens or 0)
        self._tokens.labels(step, model, "answer").inc(outcome.usage.completion_tokens or 0)

    def ended(self, step: str, end: Completion | GiveUp) -> None:
        if isinstance(end, GiveUp):
            self._give_ups.labels(step, end.reason.value).inc()
            self._requests.labels(step, "gave_up").inc()
        else:
            self._requests.labels(step, "reused" if end.reused else "answered").inc()
