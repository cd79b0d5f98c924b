"""Which bot speaks, to whom besides its subscribers, and how fast."""

import re
from typing import Self

from pydantic import Field, SecretStr, model_validator

from maxsignal_common.analysis import Language
from maxsignal_common.provider_settings import TelegramKeys

# The database has to answer, and the row to be written, before another publisher gives the message up.
LEASE_MARGIN_S = 5.0


class PublisherSettings(TelegramKeys):
    telegram_channel_language: Language = Field(Language.RU, description="Language of that channel: ru or en")
    telegram_rate: float = Field(
        25.0, gt=0, le=1000, description="Messages per second of the whole bot (Telegram allows about 30)"
    )
    telegram_chat_rate: float = Field(1.0, gt=0, le=1000, description="Messages per second to one chat")
    telegram_concurrency: int = Field(16, ge=1, le=100, description="Calls in flight at once per publisher")
    telegram_timeout_s: float = Field(
        15.0, gt=0, description="Seconds after which a call counts as unanswered"
    )
    telegram_connect_timeout_s: float = Field(5.0, gt=0, description="Seconds a connection may take")
    telegram_lease_s: float = Field(
        60.0, gt=0, description="Seconds a publisher may keep a message before it is taken for lost"
    )
    publisher_poll_s: float = Field(
        0.5, gt=0, description="Seconds between looks for due messages when nothing wakes the publisher"
    )
    publisher_sweep_s: float = Field(
        2.0, gt=0, description="Seconds between looks for ended leases and finished posts"
    )

    @model_validator(mode="after")
    def _lease_outlives_call(self) -> Self:
        if self.telegram_lease_s < self.telegram_timeout_s + LEASE_MARGIN_S:
            raise ValueError(f"TELEGRAM_LEASE_S must exceed TELEGRAM_TIMEOUT_S by {LEASE_MARGIN_S:g} seconds")
        return self


class BotSettings(PublisherSettings):
    """The bot speaks with the publisher's token."""

    bot_poll_s: int = Field(10, ge=0, le=50, description="Seconds Telegram may hold a poll without updates")
    bot_lease_s: float = Field(
        30.0, gt=0, description="Seconds after which another bot process takes over from a lost one"
    )
    bot_webhook_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Public address that leads to BOT_WEBHOOK_PORT; without one the bot polls",
    )
    bot_webhook_secret: SecretStr | None = Field(
        None, description="What Telegram proves itself with; letters, digits, _ and -, 16 to 256 of them"
    )
    bot_webhook_host: str = Field("127.0.0.1", description="Address on which the bot is called")
    bot_webhook_port: int = Field(8443, ge=0, le=65535, description="Port on which the bot is called")

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> Self:
        if self.bot_webhook_url and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", self.webhook_secret):
            raise ValueError("BOT_WEBHOOK_SECRET must be 16 to 256 letters, digits, _ or -")
        return self

    @model_validator(mode="after")
    def _lease_outlives_poll(self) -> Self:
        if self.bot_lease_s <= self.bot_poll_s:
            raise ValueError("BOT_LEASE_S must exceed BOT_POLL_S")
        return self

    @property
    def webhook_secret(self) -> str:
        return self.bot_webhook_secret.get_secret_value() if self.bot_webhook_secret else ""
