"""One bot: its chats, its updates, its public face; every change is told to the journal."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from maxsignal_cli.telegram.chats import Chat, Message, Person, marks_shape, text_shape
from maxsignal_cli.telegram.faults import ChatId, FloodGate
from maxsignal_cli.telegram.journal import Journal
from maxsignal_cli.telegram.photos import Photos
from maxsignal_cli.telegram.updates import Updates
from maxsignal_cli.telegram.wire import Shape
from maxsignal_common.clock import Clock

USERNAME = "maxsignal_bot"


@dataclass
class Webhook:
    url: str
    secret: str = ""
    last_error: str = ""


@dataclass
class Query:
    """A pressed button that waits for its answer."""

    chat_id: ChatId | None
    answered: bool = False
    text: str = ""
    alert: bool = False


@dataclass
class Face:
    """What setMy... has set, by scope and language."""

    commands: dict[tuple[str, str], list[Shape]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)


class Bot:
    def __init__(self, bot_id: int, clock: Clock, journal: Journal, photos: Photos) -> None:
        self.id = bot_id
        self.clock = clock
        self.photos = photos
        self.updates = Updates()
        self.webhook: Webhook | None = None
        self.hook_changed = asyncio.Event()
        self.face = Face()
        self.queries: dict[str, Query] = {}
        self.gate = FloodGate()
        self.chats: dict[ChatId, Chat] = {}
        self.version = 0
        self.changed = asyncio.Event()  # the next change that the page shows
        self._journal = journal
        self._next_message = 1

    @property
    def me(self) -> Shape:
        return {"id": self.id, "is_bot": True, "first_name": "Max Signal", "username": USERNAME}

    def chat(self, chat_id: ChatId) -> Chat:
        """A chat begins with the first word of either side."""
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat(Person(bot_id=self.id, chat_id=chat_id))
        return self.chats[chat_id]

    def messages(self) -> Iterator[Message]:
        """All messages in the order in which they began."""
        found = [message for chat in self.chats.values() for message in chat]
        return iter(sorted(found, key=lambda one: one.message_id))

    def next_message_id(self) -> int:
        self._next_message += 1
        return self._next_message - 1

    def keep(self, message: Message) -> Message:
        """Remember a new message, or an old one as it is now."""
        self.restore(message)
        self._journal.write(message=message.model_dump(mode="json"))
        self.touch()
        return message

    def touch(self) -> None:
        self.version += 1
        self.changed.set()
        self.changed = asyncio.Event()

    def restore(self, message: Message) -> None:
        self.chat(message.chat_id).messages[message.message_id] = message
        self._next_message = max(self._next_message, message.message_id + 1)

    def meet(self, person: Person) -> None:
        self.chat(person.chat_id).person = person
        self._journal.write(person=person.model_dump(mode="json"))
        self.touch()

    async def tell(self, update: Shape) -> Shape:
        """Queue an update for the bot."""
        full = await self.updates.add(update)
        self._journal.write(bot=self.id, update=full)
        return full

    def confirm(self, offset: int) -> None:
        before = len(self.updates.waiting)
        self.updates.confirm(offset)
        if len(self.updates.waiting) != before:
            self._journal.write(bot=self.id, confirmed=offset)

    def answer(self, query: Query, text: str, *, alert: bool) -> None:
        query.answered, query.text, query.alert = True, text, alert
        if query.chat_id is not None:
            self.chat(query.chat_id).notice = text
        self.touch()

    def shape(self, message: Message) -> Shape:
        """A message as the Bot API tells it; a replied one without its own reply."""
        chat = self.chat(message.chat_id)
        replied = chat.find(message.reply_to) if message.reply_to else None
        reply = (
            {"reply_to_message": self.shape(replied.model_copy(update={"reply_to": None}))} if replied else {}
        )
        photo = {"photo": self.photos.find(None, message.photo).sizes} if message.photo else {}
        return {
            "message_id": message.message_id,
            "date": int(message.at.timestamp()),
            "from": self.me if message.by_bot else chat.person.user_shape,
            "chat": chat.person.chat_shape,
            **text_shape(message),
            **photo,
            **marks_shape(message),
            **reply,
        }

    def named(self, bot_id: int) -> "Bot":
        """The same bot once its id is known."""
        self.id = bot_id
        for chat in self.chats.values():
            chat.person = chat.person.model_copy(update={"bot_id": bot_id})
            chat.messages = {
                key: message.model_copy(update={"bot_id": bot_id}) for key, message in chat.messages.items()
            }
        return self
