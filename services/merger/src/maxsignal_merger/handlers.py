"""What the merger does with joined steps: decide, write, publish."""

from nats.aio.msg import Msg

from maxsignal_common.bus.envelope import decode
from maxsignal_common.bus.publisher import Publisher
from maxsignal_common.errors import PermanentError
from maxsignal_common.events import RunFailed, StepsJoined
from maxsignal_llm.desk import Desk
from maxsignal_merger.domain import merge
from maxsignal_merger.gallery import Gallery
from maxsignal_merger.writing import asks_model, write_post


class Handlers:
    def __init__(self, publisher: Publisher, gallery: Gallery, desk: Desk) -> None:
        self._publisher = publisher
        self._gallery = gallery
        self._desk = desk

    async def on_steps_joined(self, event: StepsJoined) -> None:
        if asks_model(event):
            models, prompts = await self._desk.open()
            merged = await write_post(event, models, prompts, ends_at=self._desk.ends_at())
        else:
            merged = merge(event)
        await self._gallery.keep(merged.event.posts, merged.pictures)
        await self._publisher.publish(merged.event)

    async def on_dead_letter(self, message: Msg, error: PermanentError) -> None:
        """A post that can never be written ends its run, with the reason."""
        try:
            event = decode(message.headers or {}, message.data)
        except PermanentError:
            return
        failed = RunFailed(run_id=event.run_id, stage="merger", code=error.code, detail=error.detail)
        await self._publisher.publish(failed)
