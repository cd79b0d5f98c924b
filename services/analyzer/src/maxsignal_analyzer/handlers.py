"""What an analyzer does with candles: analyse them for its method, have a model tell it, publish the step.

A recorded step is asked once more on command, beside its run.
"""

from datetime import timedelta

from nats.aio.msg import Msg

from maxsignal_analyzer.domain import analyse
from maxsignal_common.bus.envelope import decode
from maxsignal_common.bus.publisher import Publisher
from maxsignal_common.clock import Clock
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import CandlesReady, Event, ReplayStep, StepCompleted, StepFailed, StepReplayed
from maxsignal_common.facts import Method
from maxsignal_llm.desk import Desk


class Handlers:
    def __init__(self, method: Method, publisher: Publisher, clock: Clock, desk: Desk) -> None:
        self._method = method
        self._publisher = publisher
        self._clock = clock
        self._desk = desk

    async def on_candles_ready(self, event: CandlesReady) -> None:
        # A worker may scale the method over an analysis that does not ask for it.
        if self._method not in event.config.methods:
            return
        began = self._clock.now()
        # In the loop: a thousand candles take ten milliseconds, a thread would cost more than it frees.
        result = analyse(event, self._method)
        if isinstance(result, StepCompleted):
            if event.config.step(self._method).model is not None:
                result = await self._written(event, result)
            took = (self._clock.now() - began) // timedelta(milliseconds=1)
            result = result.model_copy(update={"duration_ms": took})
        await self._publisher.publish(result)

    async def _written(self, event: CandlesReady, result: StepCompleted) -> StepCompleted:
        from maxsignal_analyzer.writing import write_step  # noqa: PLC0415 - most steps need none of it

        opened = await self._desk.open()
        return await write_step(event, result, opened.models, opened.prompts, ends_at=self._desk.ends_at())

    async def on_replay_step(self, command: ReplayStep) -> None:
        from maxsignal_analyzer.replays import replay_step  # noqa: PLC0415 - most processes need none of it

        opened = await self._desk.open()
        recorded = await opened.inputs.find(command.replay_id)
        ends_at = self._desk.ends_at()
        replayed = await replay_step(command, recorded, opened.models, opened.prompts, ends_at=ends_at)
        await self._publisher.publish(replayed)

    async def on_dead_letter(self, message: Msg, error: PermanentError) -> None:
        """A step that can never succeed is told to the run, which then merges without waiting for it."""
        event = decode_or_none(message)
        if isinstance(event, CandlesReady):
            failed = StepFailed(
                run_id=event.run_id, method=self._method, code=error.code, detail=error.detail
            )
            await self._publisher.publish(failed)

    async def on_dead_replay(self, message: Msg, error: PermanentError) -> None:
        """Whoever asked is told why there is no answer; the run is not concerned."""
        command = decode_or_none(message)
        if isinstance(command, ReplayStep):
            failed = StepReplayed(
                run_id=command.run_id, replay_id=command.replay_id, code=error.code, detail=error.detail
            )
            await self._publisher.publish(failed)


def decode_or_none(message: Msg) -> Event | None:
    """The event of a dead letter, if it was one at all."""
    try:
        return decode(message.headers or {}, message.data)
    except PermanentError:
        return None
