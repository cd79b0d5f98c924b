"""A bot changes what it has said."""

from collections.abc import Mapping

from maxsignal_cli.telegram.bot import Bot
from maxsignal_cli.telegram.chats import Message, chat_of
from maxsignal_cli.telegram.keyboards import read_keyboard
from maxsignal_cli.telegram.limits import read_caption, read_text
from maxsignal_cli.telegram.wire import Params, bad_request, nested, number

UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


async def edit_message_text(bot: Bot, params: Params) -> object:
    message = _edited(bot, params)
    if message.photo:
        raise bad_request("there is no text in the message to edit")
    text, entities = read_text(params)
    return _change(bot, message, {"text": text, "entities": entities, "keyboard": read_keyboard(params)})


async def edit_message_caption(bot: Bot, params: Params) -> object:
    message = _edited(bot, params)
    if not message.photo:
        raise bad_request("there is no caption in the message to edit")
    text, entities = read_caption(params)
    return _change(bot, message, {"text": text, "entities": entities, "keyboard": read_keyboard(params)})


async def edit_message_reply_markup(bot: Bot, params: Params) -> object:
    return _change(bot, _edited(bot, params), {"keyboard": read_keyboard(params)})


async def edit_message_media(bot: Bot, params: Params) -> object:
    message = _edited(bot, params)
    media = nested(params, "media")
    if not isinstance(media, dict) or media.get("type") != "photo":
        raise bad_request("can't parse InputMedia: type must be photo here")
    text, entities = read_caption(media)
    photo = bot.photos.take(bot.id, params, media.get("media"))
    return _change(
        bot,
        message,
        {
            "text": text,
            "entities": entities,
            "photo": photo.file_id,
            "photo_bytes": photo.size,
            "keyboard": read_keyboard(params),
        },
    )


def _edited(bot: Bot, params: Params) -> Message:
    chat = bot.chat(chat_of(params))
    chat.admit()
    message = chat.find(number(params, "message_id", 0))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return message


def _change(bot: Bot, message: Message, update: Mapping[str, object]) -> object:
    changed = message.model_copy(update=update)
    if changed == message:
        raise bad_request(UNCHANGED)
    stamps = {"edited_at": bot.clock.now(), "edits": message.edits + 1}
    return bot.shape(bot.keep(changed.model_copy(update=stamps)))
