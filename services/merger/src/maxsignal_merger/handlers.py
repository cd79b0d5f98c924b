"""What the merger does with joined steps: decide, write, publish; on command once more, beside the run."""

from nats.aio.msg import Msg

from maxsignal_common.bus.envelope import decode
from maxsignal_common.bus.publisher import Publisher
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import ReplayStep, RunFailed, StepReplayed, StepsJoined
from maxsignal_llm.desk import Desk
from maxsignal_merger.domain import merge
from maxsignal_merger.gallery import Gallery
from maxsignal_merger.replays import replay_merge
from maxsignal_merger.writing import asks_model, write_post


class Handlers:
    def __init__(self, publisher: Publisher, gallery: Gallery, desk: Desk) -> None:
        self._publisher = publisher
        self._gallery = gallery
        self._desk = desk

    async def on_steps_joined(self, event: StepsJoined) -> None:
        if asks_model(event):
            opened = await self._desk.open()
            merged = await write_post(event, opened.models, opened.prompts, ends_at=self._desk.ends_at())
        else:
            merged = merge(event)
        await self._gallery.keep(merged.event.posts, merged.pictures)
        await self._publisher.publish(merged.event)

    async def on_replay_step(self, command: ReplayStep) -> None:
        opened = await self._desk.open()
        recorded = await opened.inputs.find(command.replay_id)
        ends_at = self._desk.ends_at()
        replayed = await replay_merge(command, recorded, opened.models, opened.prompts, ends_at=ends_at)
        await self._publisher.publish(replayed)

    async def on_dead_letter(self, message: Msg, error: PermanentError) -> None:
        """A post that can never be written ends its run, with the reason."""
        try:
            event = decode(message.headers or {}, message.data)
        except PermanentError:
            return
        failed = RunFailed(run_id=event.run_id, stage="merger", code=error.code, detail=error.detail)
        await self._publisher.publish(failed)

    async def on_dead_replay(self, message: Msg, error: PermanentError) -> None:
        """Whoever asked is told why there is no answer; the run is not concerned."""
        try:
            command = decode(message.headers or {}, message.data)
        except PermanentError:
            return
        if isinstance(command, ReplayStep):
            failed = StepReplayed(
                run_id=command.run_id, replay_id=command.replay_id, code=error.code, detail=error.detail
            )
            await self._publisher.publish(failed)
