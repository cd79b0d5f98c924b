"""Messages come into being, and go."""

from maxsignal_cli.telegram.bot import Bot
from maxsignal_cli.telegram.chats import Chat, Message, chat_of
from maxsignal_cli.telegram.keyboards import read_keyboard
from maxsignal_cli.telegram.limits import Words, read_caption, read_text
from maxsignal_cli.telegram.photos import Photo
from maxsignal_cli.telegram.wire import Params, bad_request, flag, nested, number


async def send_message(bot: Bot, params: Params) -> object:
    return _send(bot, params, "sendMessage", read_text(params))


async def send_photo(bot: Bot, params: Params) -> object:
    caption = read_caption(params)
    photo = bot.photos.take(bot.id, params, params.get("photo"))
    return _send(bot, params, "sendPhoto", caption, photo)


def _send(
    bot: Bot,
    params: Params,
    method: str,
    words: Words,
    photo: Photo | None = None,
) -> object:
    chat = bot.chat(chat_of(params))
    chat.admit()
    message = Message(
        bot_id=bot.id,
        chat_id=chat.person.chat_id,
        message_id=bot.next_message_id(),
        at=bot.clock.now(),
        method=method,
        text=words.text,
        entities=words.entities,
        photo=photo.file_id if photo else None,
        photo_bytes=photo.size if photo else None,
        reply_to=_replied(chat, params),
        silent=flag(params, "disable_notification"),
        keyboard=read_keyboard(params),
    )
    return bot.shape(bot.keep(message))


def _replied(chat: Chat, params: Params) -> int | None:
    reply = nested(params, "reply_parameters")
    if not isinstance(reply, dict):
        return None
    wanted = number(reply, "message_id", 0)
    if chat.find(wanted):
        return wanted
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


async def delete_message(bot: Bot, params: Params) -> object:
    message = bot.chat(chat_of(params)).find(number(params, "message_id", 0))
    if message is None:
        raise bad_request("message to delete not found")
    bot.keep(message.model_copy(update={"deleted": True}))
    return True


async def send_chat_action(bot: Bot, params: Params) -> object:
    bot.chat(chat_of(params)).admit()
    return True


async def get_file(bot: Bot, params: Params) -> object:
    [photo] = bot.photos.find(bot.id, str(params.get("file_id"))).sizes
    names = ("file_id", "file_unique_id", "file_size")
    return {**{name: photo[name] for name in names}, "file_path": f"photos/{photo['file_id']}"}
