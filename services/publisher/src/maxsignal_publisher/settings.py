"""Which bot speaks, to whom besides its subscribers, and how fast."""

from typing import Self

from pydantic import Field, SecretStr, model_validator

from maxsignal_common.analysis import Language
from maxsignal_common.settings import Settings

# The database has to answer, and the row to be written, before another publisher gives the message up.
LEASE_MARGIN_S = 5.0


class PublisherSettings(Settings):
    telegram_bot_token: SecretStr | None = Field(
        None,
        description="Token from BotFather; `maxsignal up` without one sends to a local stand-in of Telegram",
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", pattern=r"^https?://", description="Base URL of the Bot API"
    )
    telegram_channel_id: int | None = Field(
        None, description="Channel or group that receives every post, e.g. -1001234567890"
    )
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
