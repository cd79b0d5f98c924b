"""Buttons under a message: what Telegram accepts of them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from maxsignal_cli.telegram.limits import utf16_length
from maxsignal_cli.telegram.wire import Params, bad_request, nested

DATA_BYTES = 64
COPY_UNITS = 256
BUTTONS_PER_ROW = 8
BUTTONS = 100
SCHEMES = ("https://", "http://", "tg://")


class CopyText(BaseModel):
    text: str


class Button(BaseModel):
    """One inline button; actions that the stand-in does not act (login, games, payment) are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, Field(min_length=1)]
    callback_data: str | None = None
    url: str | None = None
    copy_text: CopyText | None = None
    style: str | None = None
    icon_custom_emoji_id: str | None = None

    @property
    def actions(self) -> int:
        return sum(action is not None for action in (self.callback_data, self.url, self.copy_text))


type Keyboard = tuple[tuple[Button, ...], ...]
_KEYBOARD = TypeAdapter(tuple[tuple[Button, ...], ...])
# Keyboards instead of the letters: accepted, but the page has none.
_OTHERS = ("keyboard", "remove_keyboard", "force_reply")


def read_keyboard(params: Params) -> Keyboard:
    markup = nested(params, "reply_markup")
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if any(name in markup for name in _OTHERS):
        return ()
    try:
        keyboard = _KEYBOARD.validate_python(markup.get("inline_keyboard", ()))
    except ValidationError as error:
        raise bad_request(f"can't parse inline keyboard button: {error.errors()[0]['msg']}") from None
    _check(keyboard)
    return tuple(row for row in keyboard if row)


def _check(keyboard: Keyboard) -> None:
    if sum(map(len, keyboard)) > BUTTONS or any(len(row) > BUTTONS_PER_ROW for row in keyboard):
        raise bad_request("reply markup is too long")
    for button in (button for row in keyboard for button in row):
        if button.actions != 1:
            raise bad_request("can't parse inline keyboard button: exactly one action must be given")
        if button.callback_data is not None and not 1 <= len(button.callback_data.encode()) <= DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        if button.copy_text and not 1 <= utf16_length(button.copy_text.text) <= COPY_UNITS:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        if button.url is not None and not button.url.startswith(SCHEMES):
            raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")


def keyboard_shape(keyboard: Keyboard) -> dict[str, object]:
    rows = [[button.model_dump(exclude_none=True) for button in row] for row in keyboard]
    return {"inline_keyboard": rows}
