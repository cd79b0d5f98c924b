"""One message to Telegram: text or photo, entities and no parse_mode, no link preview; the answer as it came.

Only one thing is decided here: whether a request without an answer had left this machine at all.
"""

from http import HTTPStatus
from typing import override

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.methods import Response, SendMessage, SendPhoto, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import (
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
    ResponseParameters,
)
from aiohttp import ClientConnectorError, ClientTimeout, ConnectionTimeoutError
from pydantic import BaseModel, ValidationError

from maxsignal_common.outbound import Outbound
from maxsignal_common.store.deliveries import Delivery
from maxsignal_common.store.queueing import Button, Keyboard
from maxsignal_publisher.album import Photo
from maxsignal_publisher.domain import Answer, SentAs
from maxsignal_publisher.guarded import GuardedSession, NotAllowedError

MAX_DESCRIPTION = 300


# They end before the request is written; every other failure may have come after Telegram acted on it.
NEVER_LEFT = (ClientConnectorError, ConnectionTimeoutError, NotAllowedError)


class TelegramSender:
    """Speaks as one bot; `bot_id` is the part of its token that is no secret."""

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        timeout_s: float,
        connect_timeout_s: float,
        outbound: Outbound | None = None,
    ) -> None:
        timeout = ClientTimeout(total=timeout_s, sock_connect=connect_timeout_s)
        session = _Session(
            outbound,
            api=TelegramAPIServer.from_base(api_url),
            timeout=timeout,  # handed to aiohttp as it is; a mere number could not limit connecting
        )
        self._bot = Bot(token, session=session)

    @property
    def bot_id(self) -> int:
        return self._bot.id

    async def send(self, delivery: Delivery, photo: Photo) -> Answer:
        method = _message(delivery) if photo is None else _photo(delivery, photo)
        try:
            sent = await self._bot(method)
        except _RefusedError as refused:
            return refused.answer
        except (AiogramError, ValueError) as error:
            # ValueError: a body that is no text. Only the cause's name is kept: its words may hold the URL.
            cause = error.__cause__ or error
            return Answer(None, type(cause).__name__, reached=not isinstance(cause, NEVER_LEFT))
        file_id = sent.photo[-1].file_id if sent.photo else None
        return Answer(HTTPStatus.OK, message_id=sent.message_id, file_id=file_id)

    async def close(self) -> None:
        await self._bot.session.close()


def _message(delivery: Delivery) -> SendMessage:
    return SendMessage(
        chat_id=delivery.chat_id,
        text=delivery.message.body.text,
        entities=_entities(delivery),
        parse_mode=None,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=delivery.silent or None,
        reply_parameters=_reply(delivery),
        reply_markup=_markup(delivery.message.keyboard),
    )


def _photo(delivery: Delivery, photo: str | bytes) -> SendPhoto:
    return SendPhoto(
        chat_id=delivery.chat_id,
        photo=photo if isinstance(photo, str) else BufferedInputFile(photo, "chart.png"),
        caption=delivery.message.body.text,
        caption_entities=_entities(delivery),
        parse_mode=None,
        disable_notification=delivery.silent or None,
        reply_parameters=_reply(delivery),
        reply_markup=_markup(delivery.message.keyboard),
    )


def _entities(delivery: Delivery) -> list[MessageEntity] | None:
    if delivery.sent_as == SentAs.PLAIN:
        return None
    return [MessageEntity(**one.model_dump(exclude_none=True)) for one in delivery.message.body.entities]


def _reply(delivery: Delivery) -> ReplyParameters | None:
    """An answer to a message that the user has deleted arrives all the same."""
    if delivery.answers is None:
        return None
    return ReplyParameters(message_id=delivery.answers, allow_sending_without_reply=True)


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    if not keyboard:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_button(one) for one in line] for line in keyboard])


def _button(button: Button) -> InlineKeyboardButton:
    copies = CopyTextButton(text=button.copies) if button.copies is not None else None
    return InlineKeyboardButton(text=button.text, callback_data=button.data, url=button.url, copy_text=copies)


class _RefusedError(Exception):
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.description)
        self.answer = answer


class _Refusal(BaseModel):
    error_code: int | None = None
    description: str = ""
    parameters: ResponseParameters = ResponseParameters()


class _Session(GuardedSession):
    """Keeps the HTTP status, which aiogram's exceptions lose, also of a proxy's page that is no JSON."""

    @override
    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        if status_code == HTTPStatus.OK:
            response = super().check_response(bot, method, status_code, content)
            if response.result is None:
                raise AiogramError("ok, but no message")
            return response
        try:
            refusal = _Refusal.model_validate_json(content)
        except ValidationError:
            refusal = _Refusal()
        parameters = refusal.parameters
        raise _RefusedError(
            Answer(
                status_code,
                refusal.description[:MAX_DESCRIPTION],
                retry_after=parameters.retry_after,
                migrated_to=parameters.migrate_to_chat_id,
                spoken=refusal.error_code == status_code,
            )
        )
