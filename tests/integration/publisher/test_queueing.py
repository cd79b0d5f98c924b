"""Order, wishes and answers on a real ledger: what a chat gets next, and what it replies to."""

from uuid import UUID

from maxsignal_common.analysis import Language
from maxsignal_common.audience import Parts
from maxsignal_common.ids import post_id
from maxsignal_common.rendered import PostPart
from maxsignal_common.store.deliveries import Delivery
from maxsignal_common.store.queueing import Button, Kind, Message, Post, Recipient, queue, queue_again
from maxsignal_publisher.domain import Answer, State, Verdict, judge
from maxsignal_publisher.ledger import Ledger
from tests.integration.publisher.world import World, post

FIRST, SECOND = post_id(post(1).run_id), post_id(post(2).run_id)
MORE = (
    (Button(text="chart", data="c"), Button(text="all", data="a", more=True)),
    (Button(text="?", data="?", more=True),),
)


def words(text: str, *, picture: str | None = None) -> Message:
    return Message(PostPart(text=text), picture, MORE if picture else ())


def saying(about: UUID, *texts: str, kind: Kind = Kind.POST, reply_to: UUID | None = None) -> Post:
    """A post with a summary whose picture is lost, and a body."""
    messages = {number: words(text, picture=None if number else "lost") for number, text in enumerate(texts)}
    return Post(about, kind, {Language.EN: messages}, reply_to=reply_to)


async def put(world: World, said: Post, *recipients: Recipient) -> int:
    async with world.database.begin() as connection:
        return await queue(connection, said, recipients or [Recipient(1, Language.EN)])


async def due(ledger: Ledger, world: World) -> list[str]:
    """What may go out now, the message's place put back."""
    await world.ask("UPDATE subscribers SET next_send_at = NULL")
    taken = (await ledger.claim(9)).deliveries
    await world.ask("UPDATE deliveries SET state = 'queued' WHERE state = 'claimed'")
    return [delivery.message.body.text for delivery in taken]


async def send_next(ledger: Ledger, world: World, answer: Answer | None = None) -> Delivery:
    await world.ask("UPDATE subscribers SET next_send_at = NULL")
    [delivery] = (await ledger.claim(1)).deliveries
    assert await ledger.start(delivery)
    await ledger.settle(delivery, judge(answer) if answer else Verdict(State.SENT, message_id=70))
    return delivery


class TestOrder:
    async def test_summaries_of_all_go_before_any_body(self, world: World) -> None:
        await world.subscribe(1, 2)
        await put(world, saying(FIRST, "sum", "body"), *(Recipient(chat, Language.EN) for chat in (1, 2)))
        ledger = await world.ledger()
        sent = [(await send_next(ledger, world)).message.body.text for _ in range(4)]
        assert sent == ["sum", "sum", "body", "body"]

    async def test_reply_overtakes_a_broadcast(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "sum", "body"))
        await put(world, saying(SECOND, "asked", kind=Kind.REPLY))
        assert await due(await world.ledger(), world) == ["asked"]

    async def test_same_post_is_queued_once(self, world: World) -> None:
        await world.subscribe(1)
        assert await put(world, saying(FIRST, "sum", "body")) == 2
        assert await put(world, saying(FIRST, "sum", "body")) == 0

    async def test_quiet_hours_hold_nobody_up(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "held"))
        await world.ask("UPDATE deliveries SET not_before = now() + interval '1 hour'")
        await put(world, saying(SECOND, "now"))
        assert await due(await world.ledger(), world) == ["now"]

    async def test_throttled_message_keeps_its_place(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "throttled"))
        ledger = await world.ledger()
        await send_next(ledger, world, Answer(429, retry_after=60))
        await world.ask("UPDATE telegram_bots SET paused_until = now()")
        await put(world, saying(SECOND, "later"))
        assert await due(ledger, world) == []


class TestAnswers:
    async def test_body_answers_its_own_summary_silently(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "sum", "body"))
        ledger = await world.ledger()
        first, second = await send_next(ledger, world), await send_next(ledger, world)
        assert [(one.answers, one.silent) for one in (first, second)] == [(None, False), (70, True)]

    async def test_body_goes_out_alone_after_a_lost_summary(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "sum", "body"))
        ledger = await world.ledger()
        await send_next(ledger, world, Answer(None))
        assert (await send_next(ledger, world)).answers is None

    async def test_followup_answers_the_chats_own_message(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "sum"))
        ledger = await world.ledger()
        await send_next(ledger, world)
        await put(world, saying(SECOND, "hit", kind=Kind.FOLLOWUP, reply_to=FIRST))
        assert (await send_next(ledger, world)).answers == 70

    async def test_followup_waits_for_the_post_it_answers(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "sum"))
        await put(world, saying(SECOND, "hit", kind=Kind.FOLLOWUP, reply_to=FIRST))
        ledger = await world.ledger()
        assert (await send_next(ledger, world)).message.body.text == "sum"
        assert (await send_next(ledger, world)).answers == 70

    async def test_followup_is_held_as_long_as_its_post(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "sum"))
        await world.ask("UPDATE deliveries SET not_before = now() + interval '1 hour'")
        await put(world, saying(SECOND, "hit", kind=Kind.FOLLOWUP, reply_to=FIRST))
        assert await due(await world.ledger(), world) == []


class TestAgain:
    async def test_body_comes_on_demand_once(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "sum", "body"), Recipient(1, Language.EN, parts=Parts.SUMMARY))
        asked = Recipient(1, Language.EN, parts=Parts.BODY)
        async with world.database.begin() as connection:
            counts = [await queue_again(connection, FIRST, FIRST, asked) for _ in range(2)]
        assert counts == [1, 0]

    async def test_post_is_said_again_under_another_id(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "sum", "body"))
        async with world.database.begin() as connection:
            assert await queue_again(connection, FIRST, SECOND, Recipient(1, Language.EN)) == 2

    async def test_who_asks_waits_for_no_quiet_hours(self, world: World) -> None:
        await world.subscribe(1)
        await put(world, saying(FIRST, "sum", "body"))
        await world.ask("UPDATE deliveries SET not_before = now() + interval '1 hour'")
        async with world.database.begin() as connection:
            await queue_again(connection, FIRST, FIRST, Recipient(1, Language.EN))
        assert await due(await world.ledger(), world) == ["sum"]

    async def test_post_that_nobody_got_is_not_there(self, world: World) -> None:
        await world.subscribe(1)
        async with world.database.begin() as connection:
            assert await queue_again(connection, FIRST, FIRST, Recipient(1, Language.EN)) == 0


class TestButtons:
    async def test_offer_of_the_rest_is_for_who_lacks_it(self, world: World) -> None:
        await world.subscribe(1, 2)
        lacks = Recipient(2, Language.EN, parts=Parts.SUMMARY, more=True)
        await put(world, saying(FIRST, "sum", "body"), Recipient(1, Language.EN), lacks)
        ledger = await world.ledger()
        sent = [await send_next(ledger, world) for _ in range(2)]
        shown = {one.chat_id: [[b.text for b in line] for line in one.message.keyboard] for one in sent}
        assert shown == {1: [["chart"]], 2: [["chart", "all"], ["?"]]}
