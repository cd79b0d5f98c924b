"""What a pipeline benchmark measures, whoever runs the pipeline."""

import asyncio
import statistics
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from time import perf_counter

type RunToEnd = Callable[[], Coroutine[None, None, None]]


@dataclass(frozen=True)
class Figures:
    """Latency of runs one after another, throughput of runs all at once."""

    p50_ms: float
    p99_ms: float
    runs_per_s: float

    @classmethod
    def of(cls, latencies_s: list[float], runs_per_s: float) -> "Figures":
        cuts = statistics.quantiles(latencies_s, n=100, method="inclusive")
        return cls(round(cuts[49] * 1000, 2), round(cuts[98] * 1000, 2), round(runs_per_s, 1))


async def measure(run_to_end: RunToEnd, *, runs: int, burst: int, told: Callable[[int], None]) -> Figures:
    """`runs` one after another for latency, then `burst` of them at once for throughput."""
    for _ in range(3):
        await run_to_end()  # warm: connections, prepared statements, imports
    latencies = []
    for _ in range(runs):
        began = perf_counter()
        await run_to_end()
        latencies.append(perf_counter() - began)
        told(1)
    began = perf_counter()
    async with asyncio.TaskGroup() as together:
        for _ in range(burst):
            together.create_task(run_to_end())
    told(burst)
    return Figures.of(latencies, burst / (perf_counter() - began))
