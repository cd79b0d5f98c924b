"""Whatever the market does after a run's moment, models are asked the very same, from tape to request."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from uuid import UUID

import pytest

from maxsignal_analyzer.domain import analyse
from maxsignal_analyzer.writing import write_step
from maxsignal_common.analysis import Analysis, AnalysisSpec, Language, ModelChoice, StepConfig
from maxsignal_common.catalogue import IBM
from maxsignal_common.events import CandlesReady, RunRequested, StepCompleted, StepsJoined, Trigger
from maxsignal_common.facts import Method
from maxsignal_common.market import Timeframe
from maxsignal_common.prompting import KnownVersions, Prompt, PromptStep
from maxsignal_common.requesting import freeze
from maxsignal_ingest.domain import candle_request, candles_ready
from maxsignal_ingest.sources.replay import ReplaySource
from maxsignal_llm.port import GiveUp, GiveUpReason, ModelRequest, Scope
from maxsignal_merger.writing import write_post
from tests.unit.llm.prompts.samples import shipped

AS_OF = datetime(2012, 6, 13, 22, tzinfo=UTC)
HEAD, *ROWS = (files("maxsignal_ingest") / "recorded" / "IBM.csv").read_text().splitlines()
PAST = [row for row in ROWS if row[:10] <= "2012-06-13"]
LATER = ROWS[len(PAST) :]

type Change = Callable[[list[str]], list[str]]


def scaled(factor: float) -> Change:
    def change(rows: list[str]) -> list[str]:
        split = (row.split(",") for row in rows)
        return [",".join([day, *(f"{float(one) * factor:.4f}" for one in rest)]) for day, *rest in split]

    return change


# A week that has begun is the harder case: its last days lie in the future.
CHANGES: list[tuple[Timeframe, Change]] = [
    (Timeframe.D1, scaled(0.01)),
    (Timeframe.D1, lambda rows: rows[::3]),
    (Timeframe.D1, lambda _: []),
    (Timeframe.W1, scaled(1e6)),
    (Timeframe.W1, lambda rows: rows[:1]),
]


class Listening:
    """Models that write down what they are asked, and the prompts as shipped."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def complete(self, request: ModelRequest, scope: Scope) -> GiveUp:
        self.asked.append(f"{scope.step} {request.sha256()}")
        return GiveUp(GiveUpReason.NO_KEY, "only listening")

    async def find(self, step: PromptStep, version: str, language: Language) -> Prompt:
        return shipped(step, language).model_copy(update={"version": version})


def requested(timeframe: Timeframe) -> RunRequested:
    steps = tuple(StepConfig(method=method, model="a/one") for method in Method)
    spec = AnalysisSpec(steps=steps, merge=ModelChoice(model="a/one"), candles=150)
    analysis = Analysis(name="mine", description="x", version=1, config=spec)
    run = freeze(analysis, IBM, timeframe, prompts=dict.fromkeys(PromptStep, KnownVersions(1, 1)))
    return RunRequested(
        run_id=UUID(int=1),
        trigger=Trigger.BACKTEST,
        instrument=run.instrument,
        config=run.config,
        timeframe=timeframe,
        as_of=AS_OF,
    )


async def ready(rows: list[str], folder: Path, timeframe: Timeframe) -> CandlesReady:
    (folder / "IBM.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    run = requested(timeframe)
    fetched = await ReplaySource(folder).fetch(candle_request(run, AS_OF))
    return candles_ready(run, fetched)


def joined(candles: CandlesReady, steps: list[StepCompleted]) -> StepsJoined:
    shared = {
        name: getattr(candles, name)
        for name in ("run_id", "instrument", "timeframe", "as_of", "origin", "config")
    }
    return StepsJoined(**shared, completed=tuple(steps))


async def asked(rows: list[str], folder: Path, timeframe: Timeframe) -> list[str]:
    """Every request of a run, by step and hash."""
    candles, listening = await ready(rows, folder, timeframe), Listening()
    found = [analyse(candles, method) for method in Method]
    steps = [
        await write_step(candles, one, listening, listening)
        for one in found
        if isinstance(one, StepCompleted)
    ]
    await write_post(joined(candles, steps), listening, listening)
    return listening.asked


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[Timeframe, list[str]]:
    """What is asked on the tape as it was recorded."""
    folder = tmp_path_factory.mktemp("tape")
    frames = {timeframe for timeframe, _ in CHANGES}
    return {one: asyncio.run(asked(ROWS, folder, one)) for one in frames}


@pytest.mark.parametrize(("timeframe", "change"), CHANGES, ids=map(str, range(len(CHANGES))))
async def test_later_candles_change_no_request(
    timeframe: Timeframe, change: Change, usual: dict[Timeframe, list[str]], tmp_path: Path
) -> None:
    assert len(usual[timeframe]) == len(PromptStep) * len(Language)
    assert await asked([*PAST, *change(LATER)], tmp_path, timeframe) == usual[timeframe]


async def test_closed_candle_changes_every_request(usual: dict[Timeframe, list[str]], tmp_path: Path) -> None:
    """Or the test above would see nothing."""
    after = await asked([*PAST[:-1], *scaled(0.97)(PAST[-1:])], tmp_path, Timeframe.D1)
    assert not set(after) & set(usual[Timeframe.D1])
