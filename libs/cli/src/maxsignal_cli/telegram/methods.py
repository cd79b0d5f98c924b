"""The Bot API methods that the product calls."""

from collections.abc import Awaitable, Callable, Mapping
from zlib import crc32

from pydantic import TypeAdapter, ValidationError

from maxsignal_cli.telegram.limits import Entity, check_caption, check_text
from maxsignal_cli.telegram.state import ChatId, Received, State
from maxsignal_cli.telegram.wire import Params, RefusalError, nested, number, photo_size
from maxsignal_common.clock import Clock

type Method = Callable[[Params], Awaitable[object]]

# Their only effect is in the clients, so being accepted is all there is to know.
ACKNOWLEDGED = (
    "answerCallbackQuery", "deleteMyCommands", "deleteWebhook", "sendChatAction", "setChatMenuButton",
    "setMyCommands", "setMyDescription", "setMyShortDescription", "setWebhook",
)  # fmt: skip
_ENTITIES = TypeAdapter(tuple[Entity, ...])


class BotMethods:
    """One bot's view of the state."""

    def __init__(self, state: State, clock: Clock, bot_id: int) -> None:
        self._state = state
        self._clock = clock
        self._me = {"id": bot_id, "is_bot": True, "first_name": "Max Signal", "username": "maxsignal_bot"}

    def find(self, name: str) -> Method:
        """Telegram does not care about the case of a method's name."""
        ours: dict[str, Method] = {
            "getMe": self.get_me,
            "getUpdates": self.get_updates,
            "sendMessage": self.send_message,
            "sendPhoto": self.send_photo,
            **dict.fromkeys(ACKNOWLEDGED, self.acknowledge),
        }
        for method, call in ours.items():
            if method.lower() == name.lower():
                return call
        raise RefusalError(404, "Not Found")

    async def get_me(self, _: Params) -> object:
        return self._me

    async def acknowledge(self, _: Params) -> object:
        return True

    async def get_updates(self, params: Params) -> object:
        return await self._state.updates(
            offset=number(params, "offset", 0),
            limit=number(params, "limit", 100),
            wait_s=number(params, "timeout", 0),
        )

    async def send_message(self, params: Params) -> object:
        text, entities = str(params.get("text", "")), _entities(params, "entities")
        check_text(text, entities)
        message = self._receive("sendMessage", params, text, entities)
        return {**self._wire_message(message), "text": text, "entities": _dump(entities)}

    async def send_photo(self, params: Params) -> object:
        caption, entities = str(params.get("caption", "")), _entities(params, "caption_entities")
        check_caption(caption, entities)
        size = photo_size(params)
        message = self._receive("sendPhoto", params, caption, entities, photo_bytes=size)
        name = f"photo{message.message_id}"
        photo = {"file_id": name, "file_unique_id": name, "width": 1, "height": 1, "file_size": size}
        return {
            **self._wire_message(message),
            "photo": [photo],
            "caption": caption,
            "caption_entities": _dump(entities),
        }

    def _receive(
        self,
        method: str,
        params: Params,
        text: str,
        entities: tuple[Entity, ...],
        photo_bytes: int | None = None,
    ) -> Received:
        chat_id = chat_of(params)
        message = Received(
            chat_id=chat_id,
            message_id=self._state.next_message_id,
            at=self._clock.now(),
            method=method,
            text=text,
            entities=entities,
            photo_bytes=photo_bytes,
            reply_to=self._replied(params, chat_id),
        )
        self._state.receive(message)
        return message

    def _replied(self, params: Params, chat_id: ChatId) -> int | None:
        reply = nested(params, "reply_parameters")
        if not isinstance(reply, dict):
            return None
        wanted = number(reply, "message_id", 0)
        if any(one.message_id == wanted for one in self._state.received(str(chat_id))):
            return wanted
        if reply.get("allow_sending_without_reply"):
            return None
        raise RefusalError(400, "Bad Request: message to be replied not found")

    def _wire_message(self, message: Received) -> Mapping[str, object]:
        return {
            "message_id": message.message_id,
            "date": int(message.at.timestamp()),
            "from": self._me,
            "chat": _chat(message.chat_id),
        }


def chat_of(params: Params) -> ChatId:
    """The chat a call speaks to: a number, or @name of a channel."""
    given = str(params.get("chat_id", ""))
    if not given:
        raise RefusalError(400, "Bad Request: chat_id is empty")
    if given.startswith("@"):
        return given
    try:
        return int(given)
    except ValueError:
        raise RefusalError(400, "Bad Request: chat not found") from None


def _chat(chat_id: ChatId) -> Mapping[str, object]:
    if isinstance(chat_id, str):
        return {
            "id": -1_000_000_000_000 - crc32(chat_id.encode()),
            "type": "channel",
            "username": chat_id[1:],
        }
    return {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}


def _entities(params: Params, name: str) -> tuple[Entity, ...]:
    if params.get("parse_mode"):
        raise RefusalError(400, "Bad Request: parse_mode is not spoken here: send entities")
    try:
        return _ENTITIES.validate_python(nested(params, name) or ())
    except ValidationError:
        raise RefusalError(400, f"Bad Request: can't parse {name}") from None


def _dump(entities: tuple[Entity, ...]) -> list[Mapping[str, object]]:
    return [entity.model_dump(exclude_none=True) for entity in entities]
