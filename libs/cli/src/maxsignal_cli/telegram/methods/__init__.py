"""The Bot API methods that the product calls; Telegram does not care about the case of their names."""

from collections.abc import Awaitable, Callable

from maxsignal_cli.telegram.bot import Bot
from maxsignal_cli.telegram.methods import edits, face, inbox, messages
from maxsignal_cli.telegram.wire import Params, RefusalError

type Method = Callable[[Bot, Params], Awaitable[object]]

METHODS: dict[str, Method] = {
    method.__name__.replace("_", "").lower(): method
    for method in (
        messages.send_message, messages.send_photo, messages.send_chat_action, messages.delete_message,
        messages.get_file, edits.edit_message_text, edits.edit_message_caption, edits.edit_message_media,
        edits.edit_message_reply_markup, inbox.get_updates, inbox.answer_callback_query, inbox.set_webhook,
        inbox.delete_webhook, inbox.get_webhook_info, face.get_me, face.get_chat, face.get_chat_member,
        face.set_my_commands, face.get_my_commands, face.delete_my_commands, face.set_my_description,
        face.get_my_description, face.set_my_short_description, face.get_my_short_description,
        face.set_my_name, face.get_my_name, face.set_chat_menu_button,
    )
}  # fmt: skip
# What the pace limits.
PACED = frozenset({"sendmessage", "sendphoto"})


def find(name: str) -> Method:
    if method := METHODS.get(name.lower()):
        return method
    raise RefusalError(404, "Not Found")
