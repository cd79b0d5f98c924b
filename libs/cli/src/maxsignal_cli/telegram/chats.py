"""What one bot's chats hold: people, messages as they are now, and the shapes the Bot API gives them."""

from collections.abc import Iterator
from typing import Literal
from zlib import crc32

from pydantic import AwareDatetime, BaseModel, ConfigDict

from maxsignal_cli.telegram.faults import ChatId
from maxsignal_cli.telegram.keyboards import Keyboard, keyboard_shape
from maxsignal_cli.telegram.limits import Entity
from maxsignal_cli.telegram.wire import Params, RefusalError, Shape, bad_request

type Standing = Literal["member", "kicked", "deactivated"]


class Message(BaseModel):
    """One message as the user sees it now; `text` is the caption of a photo."""

    model_config = ConfigDict(frozen=True)

    bot_id: int
    chat_id: ChatId
    message_id: int
    at: AwareDatetime
    method: str = ""  # by which the bot sent it; empty: the user wrote it
    text: str = ""
    entities: tuple[Entity, ...] = ()
    photo: str | None = None
    photo_bytes: int | None = None
    reply_to: int | None = None
    silent: bool = False
    keyboard: Keyboard = ()
    edited_at: AwareDatetime | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def by_bot(self) -> bool:
        return bool(self.method)


class Person(BaseModel):
    """Whom the bot speaks with, and whether it may."""

    model_config = ConfigDict(frozen=True)

    bot_id: int
    chat_id: ChatId
    name: str = ""
    language: str = "ru"
    standing: Standing = "member"

    @property
    def chat_shape(self) -> Shape:
        if isinstance(self.chat_id, str):
            number = -1_000_000_000_000 - crc32(self.chat_id.encode())
            return {"id": number, "type": "channel", "title": self.chat_id, "username": self.chat_id[1:]}
        if self.chat_id < 0:
            return {"id": self.chat_id, "type": "supergroup", "title": self.name or str(self.chat_id)}
        return {"id": self.chat_id, "type": "private", "first_name": self.shown}

    @property
    def user_shape(self) -> Shape:
        return {
            "id": self.chat_id,
            "is_bot": False,
            "first_name": self.shown,
            "language_code": self.language,
        }

    @property
    def shown(self) -> str:
        return self.name or f"User {self.chat_id}"


class Chat:
    def __init__(self, person: Person) -> None:
        self.person = person
        self.messages: dict[int, Message] = {}
        self.notice: str = ""  # the last answer to a pressed button

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages.values())

    def find(self, message_id: int) -> Message | None:
        found = self.messages.get(message_id)
        return None if found is None or found.deleted else found

    def admit(self) -> None:
        """Whether the bot may write here."""
        match self.person.standing:
            case "kicked":
                raise RefusalError(403, "Forbidden: bot was blocked by the user")
            case "deactivated":
                raise RefusalError(403, "Forbidden: user is deactivated")
            case "member":
                return


def chat_of(params: Params) -> ChatId:
    """The chat a call speaks to: a number, or @name of a channel."""
    given = str(params.get("chat_id", ""))
    if not given:
        raise bad_request("chat_id is empty")
    if given.startswith("@"):
        return given
    try:
        return int(given)
    except ValueError:
        raise bad_request("chat not found") from None


def dump_entities(entities: tuple[Entity, ...]) -> list[Shape]:
    return [entity.model_dump(exclude_none=True) for entity in entities]


def text_shape(message: Message) -> Shape:
    """The fields of a message's words: of a caption when it has a photo."""
    names = ("caption", "caption_entities") if message.photo else ("text", "entities")
    shape: dict[str, object] = {names[0]: message.text} if message.text else {}
    if message.entities:
        shape[names[1]] = dump_entities(message.entities)
    return shape


def marks_shape(message: Message) -> Shape:
    shape: dict[str, object] = {}
    if message.edited_at:
        shape["edit_date"] = int(message.edited_at.timestamp())
    if message.keyboard:
        shape["reply_markup"] = keyboard_shape(message.keyboard)
    return shape
