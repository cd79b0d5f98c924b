"""One exchange with one person: what is known of them, within the transaction of their update."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncConnection

from maxsignal_common.analysis import Language
from maxsignal_common.audience import Parts
from maxsignal_common.preferences import Format, Preferences, analysis_key, instrument_key
from maxsignal_common.store.bot_topics import topic_names
from maxsignal_common.store.queueing import Recipient
from maxsignal_common.store.subscribers import Subscriber, find_subscriber, know_as
from maxsignal_publisher.bot.calls import Call, Screen, notice, say, turn_to
from maxsignal_publisher.texts import Texts, texts

# Whoever reads one of these most likely reads Russian rather than English.
RUSSIAN_SPOKEN = ("ru", "be", "kk")


def guess_language(code: str | None) -> Language:
    return Language.RU if (code or "").partition("-")[0] in RUSSIAN_SPOKEN else Language.EN


@dataclass(frozen=True)
class Sender:
    """What an update says of who it is from; `username` is the bot's, for links, `name` the chat's."""

    chat_id: int
    user_id: int
    language_code: str
    username: str
    update_id: int
    name: str = ""

    @property
    def guess(self) -> Language:
        return guess_language(self.language_code)


@dataclass(frozen=True)
class Turn:
    connection: AsyncConnection
    sender: Sender
    subscriber: Subscriber | None
    now: datetime

    @property
    def chat_id(self) -> int:
        return self.sender.chat_id

    @property
    def language(self) -> Language:
        return self.subscriber.language if self.subscriber else self.sender.guess

    @property
    def told(self) -> Texts:
        return texts(self.language)

    @property
    def preferences(self) -> Preferences:
        return self.subscriber.preferences if self.subscriber else Preferences()

    @property
    def recipient(self) -> Recipient:
        """How posts come to somebody who asks for one."""
        form = self.preferences.format
        parts = Parts.ALL if form is Format.FULL else Parts.SUMMARY
        return Recipient(self.chat_id, self.language, parts=parts, more=form is Format.ON_DEMAND)

    async def again(self) -> "Turn":
        """The same turn, with what it has changed so far."""
        return await begin(self.connection, self.sender, self.now)

    async def instruments(self) -> list[str]:
        return (await topic_names(self.connection)).instruments

    async def topics(self) -> list[str]:
        """Keys of everything that can be chosen."""
        names = await topic_names(self.connection)
        return [*map(instrument_key, names.instruments), *map(analysis_key, names.analyses)]

    def copy_of(self, post: UUID) -> UUID:
        """Under which id a post is said once more; the update said again gives the same."""
        return uuid5(post, f"{self.chat_id}:{self.sender.update_id}")

    def say(self, screen: Screen | str) -> Call:
        return say(self.chat_id, screen if isinstance(screen, Screen) else Screen(screen))


async def begin(connection: AsyncConnection, sender: Sender, now: datetime) -> Turn:
    """Whoever writes twice at once is heard one after the other."""
    known = await find_subscriber(connection, sender.chat_id, lock=True)
    if known:
        await know_as(connection, sender.chat_id, sender.name)
    return Turn(connection, sender, known, now)


@dataclass(frozen=True)
class Pressed:
    """A button: of which message, and what its clock is stopped with."""

    turn: Turn
    press_id: str
    message_id: int

    def show(self, screen: Screen, words: str = "") -> list[Call]:
        return [notice(self.press_id, words), turn_to(self.turn.chat_id, self.message_id, screen)]

    def note(self, words: str = "", *, alert: bool = False) -> list[Call]:
        return [notice(self.press_id, words, alert=alert)]
