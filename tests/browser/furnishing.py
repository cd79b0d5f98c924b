"""What stands in the stack before anybody looks: runs that ended in each way, a letter, messages."""

import nats

from maxsignal_common.events import PublishPost
from tests.browser.routes import Sample
from tests.browser.world import WRITER, World
from tests.e2e.asking import spec
from tests.fixtures.waiting import until

READERS = (1001, 1002, 1003)


async def furnish(world: World) -> Sample:
    await world.asking.offer(WRITER, "fake/prose")
    world.fake.script(by_model=True)
    await world.stack.subscribe(*READERS)
    letter = await bury_a_letter(world)
    await lose_track_of_a_message(world)
    written = spec([WRITER] * 5, merge=WRITER, languages=("ru", "en"), auto_publish=True)
    (run,) = await world.asking.start(written)
    other_run = await ask_for_run(world, "GOOG")
    failed_run = await ask_for_run(world, "IBM", as_of="1980-01-01T00:00:00Z")
    for one in (str(run), other_run, failed_run):
        await finished(world, one)
    return Sample(str(run), other_run, failed_run, letter)


async def ask_for_run(world: World, instrument: str, **more: str) -> str:
    asked = {"instrument": instrument, "timeframe": "D1", "analysis": "daystart", "options": {}, **more}
    made = await world.api("POST", "/api/runs", json=asked)
    return str(made["run_id"])


async def finished(world: World, run: str) -> str:
    async def ended() -> bool:
        told = await world.api("GET", f"/api/runs/{run}")
        return told["status"] in {"merged", "published", "failed"}

    await until(ended, within=120)
    return run


async def bury_a_letter(world: World) -> int:
    """An order that nobody can read ends among the dead letters."""
    client = await nats.connect(world.stack.runtime.nats_url)
    await client.jetstream().publish(PublishPost.base_subject, b'{"run_id": "no run"}')
    await client.close()

    async def buried() -> list[int]:
        return [one["id"] for one in (await world.api("GET", "/api/dead-letters"))["items"]]

    letter, *_ = await until(buried)
    return letter


async def lose_track_of_a_message(world: World) -> None:
    """The next message arrives, but the connection is cut before anybody says so."""
    fault = {"chat_id": READERS[0], "method": "sendPhoto", "drop": True}
    await world.telegram("POST", "/_control/faults", json=[fault])
