"""Settings that can also be stored over the API; what the environment says wins over what is stored.

Each class is what one kind of service needs, and no more of it is readable for that service's role.
"""

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, field_validator

from maxsignal_common.outbound import Outbound
from maxsignal_common.sealing import Keyring, SealError, read_keyring
from maxsignal_common.settings import Settings

HTTP_URL = r"^https?://[^/\s]+"
STAND_IN_TOKEN = "1000000:stand-in-without-access"  # noqa: S105 - accepted by the local stand-in only
# Who reads what the stand-in takes; a real bot must never write there.
STAND_IN_CHAT = 1000
_BOT_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


def printable(secret: SecretStr | None) -> SecretStr | None:
    """An HTTP client would spell out in its own error a key that no header can hold."""
    if secret and not all("!" <= letter <= "~" for letter in secret.get_secret_value()):
        raise ValueError("has characters that no key has")
    return secret


Key = Annotated[SecretStr | None, AfterValidator(printable)]


class KeySettings(Settings):
    """What it takes to store a secret or to read a stored one."""

    master_key_file: Path | None = Field(
        None, description="File of the key that encrypts stored secrets; without it none are stored or read"
    )
    outbound_hosts: str = Field(
        "", description="More hosts that addresses in stored settings may name, comma-separated"
    )

    @field_validator("master_key_file")
    @classmethod
    def _holds_a_key(cls, value: Path | None) -> Path | None:
        try:
            if value:
                read_keyring(value)
        except SealError as error:
            raise ValueError(error.detail) from error
        return value

    @property
    def keyring(self) -> Keyring | None:
        return read_keyring(self.master_key_file) if self.master_key_file else None

    @property
    def outbound(self) -> Outbound:
        """For a service: whether this machine's own servers may be named was decided when it was stored."""
        hosts = {word.strip() for word in self.outbound_hosts.lower().split(",")}
        return Outbound(frozenset(hosts - {""}), local=True)


class ModelKeys(KeySettings):
    llm_base_url: str = Field(
        "https://openrouter.ai/api/v1", pattern=HTTP_URL, description="OpenAI-compatible API"
    )
    llm_api_key: Key = Field(
        None, description="Its key; without one OpenRouter is not asked and the deterministic twin writes"
    )
    llm_forbid_network: bool = Field(
        default=False, description="Ask no model beyond this machine (tests, replays)"
    )


class TelegramKeys(KeySettings):
    telegram_bot_token: Key = Field(
        None, description="Token from @BotFather; `maxsignal up` without one sends to a local stand-in"
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", pattern=HTTP_URL, description="Base URL of the Bot API"
    )
    telegram_channel_id: int | None = Field(
        None, description="Channel or group that receives every post, e.g. -1001234567890"
    )

    telegram_stand_in_url: str | None = Field(
        None,
        pattern=HTTP_URL,
        description="Stand-in of Telegram for as long as there is no token; `maxsignal up` starts one",
    )

    @property
    def stands_in(self) -> bool:
        return self.telegram_stand_in_url is not None and self.telegram_bot_token is None

    def or_stand_in(self) -> Self:
        """Speaking with the stand-in where there is no token: it asks for none, but a bot has to have one."""
        if not self.stands_in:
            return self
        known = {
            "telegram_bot_token": SecretStr(STAND_IN_TOKEN),
            "telegram_api_url": self.telegram_stand_in_url,
        }
        return self.model_copy(update=known)

    @field_validator("telegram_bot_token")
    @classmethod
    def _is_a_bots(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _BOT_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is no bot token (123456:letters): copy it again from @BotFather")
        return value


class TInvestKeys(KeySettings):
    tinvest_token: Key = Field(
        None, description="T-Invest token that may read market data; without it `moex` serves Moscow"
    )
    ingest_tinvest_url: str | None = Field(
        None,
        description="Another address that speaks T-Invest's REST gateway, e.g. that of its sandbox",
    )
    ingest_tinvest_ca: Path | None = Field(
        None, description="File of certificate authorities that T-Invest may use beside the public ones"
    )


class ProviderSettings(ModelKeys, TelegramKeys, TInvestKeys):
    """All of them, for whoever tries keys and tells where they come from."""
