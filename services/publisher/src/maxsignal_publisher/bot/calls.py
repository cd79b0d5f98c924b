"""What the bot says back, as calls of the Bot API that can wait in the database until they are made."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.types import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)

from maxsignal_common.store.queueing import Button, Keyboard

type Call = SendMessage | EditMessageText | AnswerCallbackQuery
_CALLS: tuple[type[SendMessage] | type[EditMessageText] | type[AnswerCallbackQuery], ...] = (
    SendMessage,
    EditMessageText,
    AnswerCallbackQuery,
)
_BY_NAME = {call.__name__: call for call in _CALLS}
# What Telegram shows of an answer to a button.
MAX_NOTICE = 200


class Screen(NamedTuple):
    """One state of a menu."""

    text: str
    keyboard: Keyboard = ()


def dump(call: Call) -> dict[str, Any]:
    return {"call": type(call).__name__, "with": call.model_dump(mode="json", exclude_unset=True)}


def load(written: Mapping[str, Any]) -> Call:
    return _BY_NAME[written["call"]].model_validate(written["with"])


def say(chat_id: int, screen: Screen) -> SendMessage:
    return SendMessage(
        chat_id=chat_id,
        text=screen.text,
        parse_mode=None,
        reply_markup=markup(screen.keyboard),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def turn_to(chat_id: int, message_id: int, screen: Screen) -> EditMessageText:
    """Show another screen in the same message."""
    return EditMessageText(
        chat_id=chat_id,
        message_id=message_id,
        text=screen.text,
        parse_mode=None,
        reply_markup=markup(screen.keyboard),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def notice(
    press_id: str, text: str = "", *, alert: bool = False, url: str | None = None
) -> AnswerCallbackQuery:
    """Stop the button's clock, perhaps with a few words or a link."""
    return AnswerCallbackQuery(
        callback_query_id=press_id, text=text[:MAX_NOTICE] or None, show_alert=alert, url=url
    )


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    rows = [[_button(button) for button in row] for row in keyboard]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    copied = CopyTextButton(text=button.copies) if button.copies else None
    return InlineKeyboardButton(text=button.text, callback_data=button.data, url=button.url, copy_text=copied)
